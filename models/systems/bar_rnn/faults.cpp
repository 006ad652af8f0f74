// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/faults.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::Family;
using encoding::NoteBar;

/// What a band of free hands has at least.
constexpr int kPlaying = 3;
constexpr double kMissing = 2;         ///< of one family: a band is missed more than its lead
constexpr std::size_t kRemembered = 8; ///< bars in which a band is heard
constexpr double kRubbing = 0.1;       ///< share of clashing pairs from which one hears little else
constexpr double kAlike = 0.4;         ///< likeness of successive bars from which they are the same
constexpr double kNear = 0.5;          ///< classes, on average over the bars: as it was asked

int notesOf(std::span<const NoteBar> bars, int family) {
    std::ptrdiff_t count = 0;
    for (const auto& bar : bars)
        count += std::ranges::count(bar.notes, family, &encoding::BarNote::family);
    return static_cast<int>(count);
}

/// It may play here, and nobody asked for its silence.
bool mayPlay(const KnownBar& bar, int family) {
    const auto index = static_cast<std::size_t>(family);
    return bar.open[index] && bar.attributes[index].density != 0;
}

/// Who has just played, where all that comes only goes on: in no planned form, beside nobody who is
/// accompanied.
std::optional<std::set<int>> bandBefore(const KnownBar& known, std::span<const NoteBar> before) {
    const bool accompanies = !known.given.empty() || std::ranges::count(known.open, false) > 0;
    if (before.empty() || known.inForm >= 0 || accompanies) return std::nullopt;
    const auto last = before.last(std::min(before.size(), kRemembered));
    std::set<int> band;
    for (int family = 0; family < kFamilies; ++family)
        if (notesOf(last, family) > 0) band.insert(family);
    return band;
}

/// Too few families that sound, some that join those who go on, and no lead, be it given or
/// composed; the one that was asked for, if one was.
double thinness(std::span<const NoteBar> bars, const KnownBar& known,
                std::span<const NoteBar> before) {
    const auto band = bandBefore(known, before);
    int may = 0, play = 0, joining = 0;
    for (int family = 0; family < kFamilies; ++family) {
        const bool plays = notesOf(bars, family) > 0;
        play += plays;
        joining += plays && band && !band->contains(family);
        may += plays || mayPlay(known, family);
    }
    const int wanted = band ? std::min(kPlaying, static_cast<int>(band->size())) : kPlaying;
    const double faults = kMissing * std::max(0, std::min(wanted, may) - play) + joining;
    if (std::ranges::none_of(kLeads, [&](int family) { return mayPlay(known, family); }))
        return faults;
    double lead = 3;
    for (const int family : kLeads)
        if (known.lead <= Lead::None || known.lead == leadOfFamily(Family(family)))
            lead = std::min(lead, missingOfLead(bars, family));
    return faults + lead;
}

/// Of the family's pairs that are struck together, the share a semitone or a tone apart (or that
/// and an octave); doubled, so that a blur weighs as much as a missing family. Notes that only hold
/// on into a neighbour do not count: the neighbour takes over.
double rubbing(std::span<const NoteBar> bars, int family) {
    int pairs = 0, clashes = 0;
    for (const auto& bar : bars)
        for (std::size_t i = 0; i < bar.notes.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) {
                const auto &a = bar.notes[i], &b = bar.notes[j];
                if (a.family != family || b.family != family || a.step != b.step) continue;
                const int apart = std::abs(a.pitch - b.pitch);
                ++pairs;
                clashes += apart == 1 || apart == 2 || apart == 13 || apart == 14;
            }
    const double share = pairs > 0 ? double(clashes) / pairs : 0;
    return share > kRubbing ? 2 * share : 0;
}

/// Of pitched notes, those of both over those of either: 1 for the same music.
double likeness(std::span<const NoteBar> a, std::span<const NoteBar> b) {
    const auto pitched = [](const encoding::BarNote& note) {
        return note.family != encoding::kDrums;
    };
    std::ptrdiff_t both = 0, all = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += std::ranges::count_if(a[i].notes, [&](const encoding::BarNote& note) {
            return pitched(note) && std::ranges::any_of(b[i].notes, [&](const auto& other) {
                       return note.step == other.step && note.family == other.family &&
                              note.pitch == other.pitch;
                   });
        });
        all +=
            std::ranges::count_if(a[i].notes, pitched) + std::ranges::count_if(b[i].notes, pitched);
    }
    return all > both ? double(both) / double(all - both) : 0;
}

/// The same for the third time: a phrase may come again, but not all the time.
double sameness(std::span<const NoteBar> bars, std::span<const NoteBar> before) {
    const auto length = bars.size();
    if (before.size() < 2 * length) return 0;
    const auto last = before.last(length), first = before.last(2 * length).first(length);
    const double alike = std::min(likeness(bars, last), likeness(last, first));
    return alike > kAlike ? (alike - kAlike) / (1 - kAlike) : 0;
}

/// By how many classes more than asked, on average, or less; 0 where it is near enough. Bars in
/// which the family is silent count for the density alone.
double missedBy(std::span<const NoteBar> bars, int family, std::int8_t Attributes::*wish,
                int asked) {
    if (asked < 0) return 0;
    double sum = 0;
    int count = 0;
    for (const auto& bar : bars) {
        const auto found = attributesOf(bar, family).*wish;
        if (found < 0) continue;
        sum += found;
        ++count;
    }
    if (count == 0) return 0;
    const double apart = sum / count - asked;
    return std::abs(apart) > kNear ? apart : 0;
}

struct Wish {
    std::int8_t Attributes::*which;
    const char* more; ///< what of the family is said where there is more than was asked
    const char* less;
};
constexpr std::array kWishes{
    Wish{&Attributes::density, "plays more than was asked", "plays less than was asked"},
    Wish{&Attributes::height, "lies higher than was asked", "lies lower than was asked"},
    Wish{&Attributes::polyphony, "strikes more notes at once than was asked",
         "strikes fewer notes at once than was asked"}};

} // namespace

double faultsOf(std::span<const NoteBar> bars, const Known& known, int first,
                std::span<const NoteBar> before) {
    const auto& asked = known.at(first);
    double faults = thinness(bars, asked, before) + sameness(bars, before);
    for (int family = 0; family < kFamilies; ++family) {
        const auto index = static_cast<std::size_t>(family);
        if (!asked.open[index]) continue;
        if (family != encoding::kDrums) faults += rubbing(bars, family);
        for (const auto& wish : kWishes)
            faults +=
                std::abs(missedBy(bars, family, wish.which, asked.attributes[index].*wish.which));
    }
    return faults;
}

std::vector<std::string> missedWishes(std::span<const NoteBar> bars,
                                      const std::array<bool, kFamilies>& open,
                                      const std::array<Attributes, kFamilies>& asked) {
    std::vector<std::string> missed;
    for (std::size_t family = 0; family < kFamilies; ++family)
        for (const auto& wish : kWishes) {
            if (!open[family]) continue;
            const double by =
                missedBy(bars, static_cast<int>(family), wish.which, asked[family].*wish.which);
            if (by != 0)
                missed.push_back("The " + std::string(encoding::kFamilyInfo[family].id) + " " +
                                 (by > 0 ? wish.more : wish.less));
        }
    return missed;
}

} // namespace contrafact::models::bar_rnn
