// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/plan.h"

#include "models/systems/bar_rnn/chord_names.h"
#include "models/systems/bar_rnn/going_on.h"
#include "models/systems/bar_rnn/new_music.h"
#include "models/systems/bar_rnn/place_reader.h"

#include <algorithm>

namespace contrafact::models::bar_rnn {

namespace {

int indexOf(const std::string& id, std::initializer_list<const char*> ids) {
    const auto found = std::ranges::find(ids, id);
    return found == ids.end() ? -1 : static_cast<int>(found - ids.begin());
}

Attributes attributesFrom(const Params& controls, int family) {
    const std::string id(encoding::kFamilyInfo[static_cast<std::size_t>(family)].id);
    Attributes asked;
    asked.density = static_cast<std::int8_t>(
        indexOf(controls.choice("density_" + id), {"silent", "low", "medium", "high", "dense"}));
    if (family == encoding::kDrums) return asked;
    asked.height = static_cast<std::int8_t>(
        indexOf(controls.choice("height_" + id), {"low", "middle", "high"}));
    asked.polyphony = static_cast<std::int8_t>(
        indexOf(controls.choice("polyphony_" + id), {"single", "pairs", "chords"}));
    return asked;
}

/// "strings"; Open for "planned" and "open".
Lead leadNamed(const std::string& id) {
    for (const int family : kLeads)
        if (encoding::kFamilyInfo[static_cast<std::size_t>(family)].id == id)
            return leadOfFamily(static_cast<encoding::Family>(family));
    return Lead::Open;
}

/// What the controls ask for.
void askFor(const Params& controls, Plan& plan) {
    auto& known = plan.known;
    const auto lead = leadNamed(controls.choice("lead"));
    for (std::size_t i = 0; i < plan.spans.size(); ++i)
        known.bars[plan.before.size() + i].lead = lead;
    known.repetition = indexOf(controls.choice("repetition"), {"none", "little", "some", "much"});
    for (int family = 0; family < kFamilies; ++family)
        plan.asked[static_cast<std::size_t>(family)] = attributesFrom(controls, family);
    for (std::size_t i = 0; i < plan.spans.size(); ++i)
        known.bars[plan.before.size() + i].attributes = plan.asked;
}

} // namespace

Result<Plan> planOf(const GenerationRequest& request, const Manner& manner) {
    Plan plan;
    if (request.place)
        readPlace(*request.place, plan);
    else
        readOpening(request, plan);
    askFor(request.controls, plan);
    const auto chords = chordsFrom(request.chords);
    if (!chords) return chords.error();
    for (std::size_t i = 0; i < plan.spans.size() && !chords->empty(); ++i)
        plan.chords.push_back((*chords)[i % chords->size()]);
    if (isNewMusic(plan)) planNewMusic(request, manner, *chords, plan);
    if (isGoingOn(plan)) planGoingOn(request, manner, plan);
    return plan;
}

} // namespace contrafact::models::bar_rnn
