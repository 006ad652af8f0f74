// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/asking.h"

#include "models/compose/placing.h"

#include <nlohmann/json.hpp>

#include <array>

namespace contrafact::models::compose {

namespace {

constexpr std::array<const char*, 3> kKeptNames{"nothing", "pitches", "rhythm"};

/// The place becomes part of the story of how the music was made.
std::string toldWith(const std::string& provenance, const Place& place) {
    auto story = nlohmann::json::parse(provenance, nullptr, false);
    if (!story.is_object()) story = nlohmann::json::object();
    story["place"] = placeText(place);
    story["kept"] = kKeptNames[static_cast<std::size_t>(place.kept)];
    return story.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The stage that a training was stopped in or before.
std::string unfinished(const CheckpointInfo& info, const SystemDescriptor& system) {
    const auto stage = static_cast<std::size_t>(info.stage);
    const auto where =
        stage < system.stages.size() ? ", in \"" + system.stages[stage].title + "\"" : "";
    return "The training was stopped early, at step " + std::to_string(info.step) + where +
           ": this is what it has learned so far";
}

} // namespace

Result<Generated> ask(Composer& composer, const GenerationRequest& request, std::stop_token stop) {
    const auto& info = composer.info();
    const auto& system = *findSystem(info.system);
    if (const auto able = checkCapabilities(request, system); !able) return able.error();
    auto made = composer.generate(request.place ? requestFor(request, system) : request, stop);
    if (!made) return made;
    if (request.place) {
        made->score = putIn(*request.place, made->score);
        made->provenance = toldWith(made->provenance, *request.place);
        for (auto& remark : remarksOn(*request.place, system))
            made->remarks.push_back(std::move(remark));
    }
    if (!info.complete) made->remarks.push_back(unfinished(info, system));
    return made;
}

} // namespace contrafact::models::compose
