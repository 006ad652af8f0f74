// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/new_music.h"

#include "models/nn/random.h"
#include "models/systems/bar_rnn/chord_names.h"
#include "models/systems/bar_rnn/form.h"

#include <algorithm>
#include <random>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::NoteBar;

constexpr std::uint64_t kArranging = 0xa44; ///< a stream of random numbers of its own
/// Bars; what is shorter is no piece that could come to rest.
constexpr std::size_t kShortestPiece = 4;

/// As the piece's key signature says; -1 where there is none, or one that is written by default.
int keyFrom(const std::vector<score::KeyEvent>& signatures) {
    if (signatures.empty()) return -1;
    const auto [sharps, minor] = std::pair(signatures.front().sharps, signatures.front().minor);
    if (sharps == 0 && !minor) return -1;
    return 2 * (((sharps + 12) * 7 + (minor ? 9 : 0)) % 12) + (minor ? 1 : 0);
}

/// Music that begins in one key stays in it better than music that has to find one.
int drawnKey(std::uint64_t seed) {
    return static_cast<int>(std::mt19937_64(seed)() % 24);
}

/// As chords that are asked for say; -1 where there are none.
int keyFrom(const std::vector<int>& chords) {
    std::vector<NoteBar> bars;
    for (const int chord : chords) {
        if (chord <= 0) continue;
        const auto [root, third] = triadOf(chord);
        NoteBar bar;
        for (const int interval : {0, third, 7})
            bar.notes.push_back({.pitch = static_cast<std::uint8_t>(48 + root + interval)});
        bars.push_back(std::move(bar));
    }
    return keyOf(bars);
}

/// The key that is asked for, that of the chords that are, that of the piece's signature, or one by
/// the seed.
int newKey(const GenerationRequest& request, const std::vector<int>& chords) {
    if (const int asked = keyNamed(request.controls.choice("key")); asked >= 0) return asked;
    if (const int meant = keyFrom(chords); meant >= 0) return meant;
    const int said = request.place ? keyFrom(request.place->piece.keys) : -1;
    return said >= 0 ? said : drawnKey(request.seed);
}

/// The families that may lead: the one that is asked for, or all that may play, in an order by the
/// seed.
std::vector<int> drawnLeads(const Plan& plan, std::uint64_t seed) {
    const auto& bar = plan.known.at(static_cast<int>(plan.before.size()));
    if (bar.lead > Lead::None) return {familyOf(bar.lead)};
    std::vector<int> leads;
    for (const int family : kLeads) {
        const auto index = static_cast<std::size_t>(family);
        if (bar.open[index] && bar.attributes[index].density != 0) leads.push_back(family);
    }
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i + 1 < leads.size(); ++i)
        std::swap(leads[i], leads[i + random() % (leads.size() - i)]);
    return leads;
}

/// Bars that new music is made of.
std::span<KnownBar> composedBars(Plan& plan) {
    return std::span(plan.known.bars).subspan(plan.before.size(), plan.spans.size());
}

/// New music is made of phrases, each kind of which has a lead of its own.
void planForm(const std::vector<int>& leads, bool isLeadPlanned, Plan& plan) {
    int inForm = 0;
    for (auto& bar : composedBars(plan)) {
        bar.inForm = inForm++;
        const auto phrase = static_cast<std::size_t>(phraseAt(bar.inForm));
        if (isLeadPlanned && !leads.empty())
            bar.lead = leadOfFamily(static_cast<encoding::Family>(leads[phrase % leads.size()]));
    }
}

/// A band which is asked for has no rests.
Attributes together(const Attributes& asked, const Attributes& planned, bool mayRest) {
    if (planned.density == 0) return asked.density < 0 && mayRest ? planned : asked;
    return eitherOf(asked, planned);
}

/// Each kind of phrase is arranged as a stretch of one and the same song is.
void arrange(const std::vector<Arrangement>& phrases, bool isLeadPlanned, Plan& plan) {
    if (phrases.empty()) return;
    const auto bars = composedBars(plan);
    const bool mayRest = std::ranges::all_of(bars.front().open, [](bool open) { return open; });
    for (auto& bar : bars) {
        const auto& as = phrases[static_cast<std::size_t>(phraseAt(bar.inForm))];
        if (isLeadPlanned) bar.lead = as.lead;
        for (std::size_t family = 0; family < kFamilies; ++family)
            bar.attributes[family] = together(plan.asked[family], as.parts[family], mayRest);
    }
}

/// Whether the piece ends with what is composed; where it may, its last bar says so.
bool planEnd(const Params& controls, Plan& plan) {
    if (!controls.flag("ending")) plan.known.length = -1;
    const auto end = plan.before.size() + plan.spans.size();
    const bool ends = plan.known.length == static_cast<int>(end);
    plan.known.bars[end - 1].ends = ends && plan.spans.size() >= kShortestPiece;
    return ends;
}

} // namespace

bool isNewMusic(const Plan& plan) {
    return !hasPitches(plan.before) && !givesPitches(plan.known.bars);
}

void planNewMusic(const GenerationRequest& request, const Manner& manner,
                  const std::vector<int>& chords, Plan& plan) {
    const auto& controls = request.controls;
    plan.known.key = newKey(request, chords);
    const bool isLeadPlanned = controls.choice("lead") == "planned";
    const auto leads = drawnLeads(plan, request.seed);
    planForm(leads, isLeadPlanned, plan);
    const auto mayLead = [&](const Arrangement& one) {
        return std::ranges::find(leads, familyOf(one.lead)) != leads.end();
    };
    if (controls.choice("arrangement") == "planned")
        arrange(manner.arrangements.draw(kPhrases, mayLead, nn::mix(request.seed, kArranging)),
                isLeadPlanned, plan);
    const bool ends = planEnd(controls, plan);
    if (chords.empty() && controls.choice("harmony") == "planned")
        plan.chords = manner.harmony.draw(static_cast<int>(plan.spans.size()), plan.known.key, ends,
                                          request.seed);
}

} // namespace contrafact::models::bar_rnn
