// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/bar_features.h"

#include "core/metrics/groups/groups.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace contrafact::metrics {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
constexpr std::array kOfFamily{"notes",
                               "notes together",
                               "most notes together",
                               "clashes",
                               "pitch classes",
                               "mean pitch",
                               "pitch range",
                               "length of notes",
                               "share of the bar that sounds",
                               "onsets off the beat",
                               "onsets on odd sixteenths",
                               "velocity",
                               "spread of velocities",
                               "velocity on the bar line over the rest",
                               "rings over the bar line",
                               "change since the bar before",
                               "change since four bars before"};
constexpr std::array kOfAll{"families that sound", "clashes across families",
                            "in the best key of the bar", "same as the bar before",
                            "bass note among the classes above"};

float shareOf(double part, double all) {
    return all > 0 ? static_cast<float>(part / all) : kNone;
}

/// One bar of one family.
struct BarPart {
    const PieceView& piece;
    std::size_t family;
    std::int32_t first;
    std::int32_t end;
    std::span<const ListenNote> notes; ///< those that begin in the bar
};

BarPart partOf(const PieceView& piece, std::size_t family, int bar) {
    const auto first = piece.lines[static_cast<std::size_t>(bar)];
    const auto end = piece.lines[static_cast<std::size_t>(bar) + 1];
    const auto& notes = piece.notes[family];
    const auto begin = std::ranges::lower_bound(notes, first, {}, &ListenNote::step);
    const auto after = std::ranges::lower_bound(begin, notes.end(), end, {}, &ListenNote::step);
    return {piece, family, first, end, {begin, after}};
}

/// Jaccard distance of the cells of two bars of a family; none where both are silent.
float changeSince(const BarPart& part, int bar, int bars) {
    if (bar < bars) return kNone;
    const auto other = part.piece.lines[static_cast<std::size_t>(bar - bars)];
    const auto& roll = part.piece.sounding[part.family];
    std::size_t both = 0;
    std::size_t either = 0;
    for (auto step = part.first; step < part.end; ++step) {
        const auto& a = roll[static_cast<std::size_t>(step)];
        const auto& b = roll[static_cast<std::size_t>(other + step - part.first)];
        both += (a & b).count();
        either += (a | b).count();
    }
    return either ? 1 - static_cast<float>(both) / static_cast<float>(either) : kNone;
}

struct SoundingSums {
    double steps = 0;
    double pitches = 0;
    double most = 0;
    double pairs = 0;
    double clashes = 0;
};

SoundingSums sumsOf(const BarPart& part) {
    SoundingSums out;
    for (auto step = part.first; step < part.end; ++step) {
        const auto& pitches = part.piece.sounding[part.family][static_cast<std::size_t>(step)];
        const auto count = static_cast<double>(pitches.count());
        if (count == 0) continue;
        ++out.steps;
        out.pitches += count;
        out.most = std::max(out.most, count);
        out.pairs += count * (count - 1) / 2;
        for (const std::size_t interval : {1u, 2u, 13u, 14u})
            out.clashes += static_cast<double>((pitches & pitches >> interval).count());
    }
    return out;
}

struct NoteSums {
    double pitch = 0;
    double lowest = 127;
    double highest = 0;
    double length = 0;
    double offBeat = 0;
    double odd = 0;
    double velocity = 0;
    double squares = 0;
    double onLine = 0;
    double onLineVelocity = 0;
    Sounding classes;
};

NoteSums noteSums(const BarPart& part) {
    NoteSums out;
    for (const auto& note : part.notes) {
        const int place = note.step - part.first;
        out.pitch += note.pitch;
        out.lowest = std::min<double>(out.lowest, note.pitch);
        out.highest = std::max<double>(out.highest, note.pitch);
        out.length += note.end - note.step;
        out.offBeat += place % kListenStepsPerBeat != 0;
        out.odd += place % 2 != 0;
        out.velocity += note.velocity;
        out.squares += static_cast<double>(note.velocity) * note.velocity;
        out.onLine += place == 0;
        out.onLineVelocity += place == 0 ? note.velocity : 0;
        out.classes.set(note.pitch % 12u);
    }
    return out;
}

bool ringsOver(const BarPart& part) {
    const auto& roll = part.piece.sounding[part.family];
    if (part.first == 0) return false;
    auto held =
        roll[static_cast<std::size_t>(part.first)] & roll[static_cast<std::size_t>(part.first - 1)];
    for (const auto& note : part.notes)
        if (note.step == part.first) held.reset(note.pitch);
    return held.any();
}

void addFamily(const BarPart& part, int bar, std::vector<float>& row) {
    const auto sounding = sumsOf(part);
    const auto sums = noteSums(part);
    const auto count = static_cast<double>(part.notes.size());
    const double mean = count > 0 ? sums.velocity / count : 0;
    // A drum rings as long as it does: how long its hit is written is heard by nobody.
    const bool held = part.family != encoding::kDrums;
    const auto spread = std::sqrt(std::max(0.0, shareOf(sums.squares, count) - mean * mean));
    const float values[] = {
        static_cast<float>(count),
        held ? shareOf(sounding.pitches, sounding.steps) : kNone,
        held ? static_cast<float>(sounding.most) : kNone,
        held ? shareOf(sounding.clashes, sounding.pairs) : kNone,
        count > 0 ? static_cast<float>(sums.classes.count()) : kNone,
        shareOf(sums.pitch, count),
        count > 0 ? static_cast<float>(sums.highest - sums.lowest) : kNone,
        held ? shareOf(sums.length, count) : kNone,
        held ? shareOf(sounding.steps, part.end - part.first) : kNone,
        shareOf(sums.offBeat, count),
        shareOf(sums.odd, count),
        shareOf(sums.velocity, count),
        count > 1 ? static_cast<float>(spread) : kNone,
        shareOf(sums.onLineVelocity, sums.onLine) -
            shareOf(sums.velocity - sums.onLineVelocity, count - sums.onLine),
        held ? static_cast<float>(ringsOver(part)) : kNone,
        changeSince(part, bar, 1),
        changeSince(part, bar, 4),
    };
    static_assert(std::size(values) == kOfFamily.size());
    row.insert(row.end(), std::begin(values), std::end(values));
}

struct Together {
    double crossPairs = 0;
    double crossClashes = 0;
    double bassSteps = 0;
    double bassFits = 0;
    Chroma chroma{};
};

std::array<int, 12> classesOf(const Sounding& pitches) {
    std::array<int, 12> counts{};
    forEachPitch(pitches, [&](std::size_t pitch) { ++counts[pitch % 12]; });
    return counts;
}

void addCross(const std::array<int, 12>& a, const std::array<int, 12>& b, Together& out) {
    for (std::size_t i = 0; i < 12; ++i)
        for (std::size_t j = 0; j < 12; ++j) {
            out.crossPairs += a[i] * b[j];
            const auto apart = (i + 12 - j) % 12;
            if (apart == 1 || apart == 11) out.crossClashes += a[i] * b[j];
        }
}

Together togetherIn(const PieceView& piece, std::int32_t first, std::int32_t end) {
    Together out;
    for (auto step = first; step < end; ++step) {
        const auto at = static_cast<std::size_t>(step);
        std::array<std::array<int, 12>, encoding::kDrums> classes;
        Sounding all;
        for (std::size_t family = 0; family < classes.size(); ++family) {
            classes[family] = classesOf(piece.sounding[family][at]);
            for (std::size_t i = 0; i < 12; ++i) out.chroma[i] += classes[family][i];
            all |= piece.sounding[family][at];
        }
        for (std::size_t a = 0; a < classes.size(); ++a)
            for (std::size_t b = a + 1; b < classes.size(); ++b)
                addCross(classes[a], classes[b], out);
        if (all.count() < 2) continue;
        int lowest = -1;
        std::array<int, 12> above{};
        forEachPitch(all, [&](std::size_t pitch) {
            if (lowest < 0)
                lowest = static_cast<int>(pitch);
            else
                ++above[pitch % 12];
        });
        ++out.bassSteps;
        out.bassFits += above[static_cast<std::size_t>(lowest % 12)] > 0;
    }
    return out;
}

void addTogether(const PieceView& piece, int bar, std::vector<float>& row) {
    const auto first = piece.lines[static_cast<std::size_t>(bar)];
    const auto end = piece.lines[static_cast<std::size_t>(bar) + 1];
    int families = 0;
    bool same = bar > 0;
    for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
        const auto part = partOf(piece, family, bar);
        families += !part.notes.empty();
        const float change = changeSince(part, bar, 1);
        same = same && (std::isnan(change) || change == 0);
    }
    const auto sums = togetherIn(piece, first, end);
    const float values[] = {static_cast<float>(families),
                            shareOf(sums.crossClashes, sums.crossPairs),
                            static_cast<float>(bestKeyShare(sums.chroma)), same ? 1.0F : 0.0F,
                            shareOf(sums.bassFits, sums.bassSteps)};
    static_assert(std::size(values) == kOfAll.size());
    row.insert(row.end(), std::begin(values), std::end(values));
}

bool sounds(const PieceView& piece, int bar) {
    const auto first = piece.lines[static_cast<std::size_t>(bar)];
    const auto end = piece.lines[static_cast<std::size_t>(bar) + 1];
    return std::ranges::any_of(piece.sounding, [&](const BoolRoll& roll) {
        return std::any_of(roll.begin() + first, roll.begin() + end,
                           [](const Sounding& pitches) { return pitches.any(); });
    });
}

} // namespace

const std::vector<std::string>& barFeatureNames() {
    static const auto names = [] {
        std::vector<std::string> all;
        for (const auto& family : encoding::kFamilyInfo)
            for (const auto* name : kOfFamily)
                all.push_back(std::string(family.title) + ": " + name);
        all.insert(all.end(), kOfAll.begin(), kOfAll.end());
        return all;
    }();
    return names;
}

BarTable barTable(std::span<const Piece> pieces, std::size_t mostBars) {
    BarTable out;
    out.features.width = barFeatureNames().size();
    std::map<int, int> numbers; // of songs
    int next = 0;
    for (const auto& piece : pieces) {
        if (out.piece.size() >= mostBars) break;
        const int number =
            piece.song < 0 ? next : numbers.try_emplace(piece.song, next).first->second;
        next = std::max(next, number + 1);
        const PieceView view(piece);
        for (int bar = 0; bar < view.bars() && out.piece.size() < mostBars; ++bar) {
            if (!sounds(view, bar)) continue;
            for (std::size_t family = 0; family < encoding::kFamilies; ++family)
                addFamily(partOf(view, family, bar), bar, out.features.values);
            addTogether(view, bar, out.features.values);
            out.piece.push_back(number);
        }
    }
    return out;
}

} // namespace contrafact::metrics
