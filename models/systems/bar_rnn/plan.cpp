// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/plan.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::BarSpan;
using score::Tick;

/// Bars before the composed ones that are looked at; of more the network is told nothing.
constexpr int kBefore = 32;

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

/// "Eb", "Am" to 2 * tonic + minor; -1 for "open".
int keyFrom(const std::string& id) {
    if (id == "open") return -1;
    const bool minor = id.ends_with("m");
    static const std::map<std::string, int> tonics{{"C", 0},  {"C#", 1}, {"D", 2},   {"Eb", 3},
                                                   {"E", 4},  {"F", 5},  {"F#", 6},  {"G", 7},
                                                   {"Ab", 8}, {"A", 9},  {"Bb", 10}, {"B", 11}};
    return 2 * tonics.at(minor ? id.substr(0, id.size() - 1) : id) + (minor ? 1 : 0);
}

score::Score emptyLike(const score::Score& piece, Tick from) {
    score::Score like(piece.ppq());
    const auto micros = std::lround(60e6 / piece.tempo.bpmAt(from));
    like.tempo = score::TempoMap(piece.ppq(), {{Tick(), static_cast<std::uint32_t>(micros)}});
    auto meter = piece.meter.at(from);
    meter.tick = Tick();
    like.meter = score::MeterMap(piece.ppq(), {meter});
    return like;
}

/// Without silence at the beginning; at most kBefore.
std::vector<encoding::NoteBar> lastBars(std::vector<encoding::NoteBar> bars) {
    if (bars.size() > kBefore) bars.erase(bars.begin(), bars.end() - kBefore);
    const auto first =
        std::ranges::find_if(bars, [](const auto& bar) { return !bar.notes.empty(); });
    bars.erase(bars.begin(), first);
    return bars;
}

} // namespace

Plan planOf(const GenerationRequest& request) {
    const auto& controls = request.controls;
    Plan plan;
    if (request.primer && request.primer->noteCount() > 0) {
        const auto& primer = *request.primer;
        const auto all = encoding::barSpans(primer, {Tick(), primer.end()});
        plan.before = lastBars(encoding::toBars(primer, all));
        plan.known.first = static_cast<int>(all.size() - plan.before.size());
        plan.known.key = keyOf(plan.before);
        plan.like = emptyLike(primer, primer.end() - Tick(1));
    } else {
        const auto micros = std::lround(60e6 / controls.real("tempo"));
        plan.like.tempo =
            score::TempoMap(plan.like.ppq(), {{Tick(), static_cast<std::uint32_t>(micros)}});
        plan.known.key = keyFrom(controls.choice("key"));
    }
    const auto end = plan.like.meter.barStart(request.bars);
    plan.spans = encoding::barSpans(plan.like, {Tick(), end});
    plan.known.repetition =
        indexOf(controls.choice("repetition"), {"none", "little", "some", "much"});
    plan.known.bars.resize(plan.before.size() + plan.spans.size());
    for (std::size_t i = plan.before.size(); i < plan.known.bars.size(); ++i)
        for (int family = 0; family < kFamilies; ++family)
            plan.known.bars[i].attributes[static_cast<std::size_t>(family)] =
                attributesFrom(controls, family);
    if (controls.flag("ending")) plan.known.length = static_cast<int>(plan.known.bars.size());
    return plan;
}

} // namespace contrafact::models::bar_rnn
