// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/asking.h"

#include "models/compose/best_of.h"
#include "models/compose/placing.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

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

std::string meterText(const score::MeterEvent& meter) {
    return std::to_string(meter.numerator) + "/" + std::to_string(meter.denominator);
}

/// Music that goes on has the tempo in which `before` ends. It has its meter too, or says so.
void goOnLike(const score::Score& before, Generated& made, const SystemDescriptor& system) {
    const score::Tick last(std::max<std::int64_t>(0, before.end().value - 1));
    const auto micros = static_cast<std::uint32_t>(std::lround(60e6 / before.tempo.bpmAt(last)));
    made.score.tempo = score::TempoMap(made.score.ppq(), {{score::Tick(), micros}});
    const auto given = meterText(before.meter.at(last));
    const auto own = meterText(made.score.meter.at(score::Tick()));
    if (own != given)
        made.remarks.push_back(system.title + " counts in " + own + ": it goes on from music in " +
                               given + " in bars of " + own);
}

} // namespace

Result<Generated> ask(Composer& composer, const GenerationRequest& request, std::stop_token stop) {
    const auto& info = composer.info();
    const auto& system = *findSystem(info.system);
    if (const auto able = checkCapabilities(request, system); !able) return able.error();
    auto made = bestOf(composer, request.place ? requestFor(request, system) : request, stop);
    if (!made) return made;
    if (request.continueFrom && request.continueFrom->noteCount() > 0)
        goOnLike(*request.continueFrom, *made, system);
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
