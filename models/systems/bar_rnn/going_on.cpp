// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/going_on.h"

#include "core/encoding/events.h"

#include <algorithm>

namespace contrafact::models::bar_rnn {

namespace {

/// Bars before in which is measured how it goes on.
constexpr std::size_t kMeasured = kLeadBars;

std::span<KnownBar> barsAhead(Plan& plan) {
    return std::span(plan.known.bars).subspan(plan.before.size(), plan.spans.size());
}

/// An instrument that rests may come in, so that its part stays open.
void playOn(const Arrangement& before, bool isLeadPlanned, Plan& plan) {
    for (auto& bar : barsAhead(plan)) {
        if (isLeadPlanned && before.lead != Lead::None) bar.lead = before.lead;
        for (std::size_t family = 0; family < kFamilies; ++family)
            if (before.parts[family].density != 0)
                bar.attributes[family] = eitherOf(plan.asked[family], before.parts[family]);
    }
}

std::vector<int> chordsOf(std::span<const encoding::NoteBar> bars) {
    std::vector<int> chords;
    for (const auto& bar : bars) chords.push_back(encoding::chordOf(bar));
    return chords;
}

} // namespace

bool isGoingOn(const Plan& plan) {
    return hasPitches(plan.before) && !givesPitches(plan.known.bars);
}

void planGoingOn(const GenerationRequest& request, const Manner& manner, Plan& plan) {
    const auto& controls = request.controls;
    const std::span before(plan.before);
    if (controls.choice("arrangement") == "planned")
        playOn(playedIn(before.last(std::min(before.size(), kMeasured))),
               controls.choice("lead") == "planned", plan);
    if (plan.chords.empty() && controls.choice("harmony") == "planned")
        plan.chords = manner.harmony.goOn(chordsOf(before), static_cast<int>(plan.spans.size()),
                                          plan.known.key, request.seed);
}

} // namespace contrafact::models::bar_rnn
