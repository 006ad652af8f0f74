// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/composing.h"

#include "models/api/bars.h"

#include <nlohmann/json.hpp>

namespace contrafact::models::compose {

Result<void> checkRequest(const GenerationRequest& request, const CheckpointInfo& info,
                          std::int64_t sliders) {
    const auto& system = *findSystem(info.system);
    if (const auto valid = system.generation.check(request.controls); !valid) return valid;
    const auto most = std::to_string(kMostBars);
    if (request.bars < 1 || request.bars > kMostBars)
        return Error{"bars must be a whole number from 1 to " + most};
    const auto offsets = static_cast<std::int64_t>(request.latentOffset.size());
    if (offsets != 0 && offsets != sliders)
        return Error{"the latent offset has " + std::to_string(offsets) +
                     " values, this model has " + std::to_string(sliders)};
    return {};
}

score::Score soundingTracks(const std::vector<encoding::Segment>& segments) {
    auto score = encoding::toScore(segments);
    for (int track = score.trackCount() - 1; track >= 0; --track)
        if (score.track(track).notes().empty()) score.removeTrack(track);
    return score;
}

nlohmann::json stylesTold(const GenerationRequest& request) {
    auto told = nlohmann::json::array();
    for (const auto& set : request.styles)
        told.push_back({{"name", set.name}, {"weight", set.weight}});
    return told;
}

std::string provenance(const GenerationRequest& request, const CheckpointInfo& info,
                       const nlohmann::json& own) {
    nlohmann::json json{
        {"system", info.system}, {"checkpoint", info.hash},
        {"step", info.step},     {"seed", request.seed},
        {"bars", request.bars},  {"controls", nlohmann::json::parse(toJson(request.controls))}};
    if (!request.latentOffset.empty()) json["latent_offset"] = request.latentOffset;
    json.update(own);
    return json.dump();
}

} // namespace contrafact::models::compose
