// SPDX-License-Identifier: GPL-3.0-or-later
// How a piece goes on: change from segment to segment, bars that return, growth.
#include "core/encoding/segment.h"
#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_view.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace contrafact::metrics {

namespace {

constexpr std::array kFormMetrics{
    Metric{"change", "Change between segments", "", 2},
    Metric{"repeats", "Bars that repeat", "%", 1, Applies::Every},
    Metric{"drift", "Last 8 bars over the first", "", 2, Applies::Every, Pool::Median},
};
constexpr int kBarsPerBlock = 8;

struct Overlap {
    std::size_t both = 0;
    std::size_t either = 0;
};

/// Of the cells of two stretches of one length laid over each other.
Overlap overlapOf(const BoolRoll& roll, std::int32_t a, std::int32_t b, std::int32_t aEnd,
                  std::int32_t bEnd) {
    Overlap out;
    for (std::int32_t i = 0; i < std::max(aEnd - a, bEnd - b); ++i) {
        const auto at = [&](std::int32_t begin, std::int32_t end) {
            return begin + i < end ? roll[static_cast<std::size_t>(begin + i)] : Sounding();
        };
        const auto inA = at(a, aEnd);
        const auto inB = at(b, bEnd);
        out.both += (inA & inB).count();
        out.either += (inA | inB).count();
    }
    return out;
}

/// Jaccard distance of the cells of successive segments of four bars: 0 the same, 1 nothing shared.
Share change(const PieceView& piece, FamilyRange families) {
    Share out;
    const auto line = [&](int bar) {
        return piece.lines[static_cast<std::size_t>(std::min(bar, piece.bars()))];
    };
    for (int bar = encoding::kBarsPerSegment; bar < piece.bars();
         bar += encoding::kBarsPerSegment) {
        Overlap sum;
        for (auto family = families.first; family < families.end; ++family) {
            const auto part =
                overlapOf(piece.sounding[family], line(bar - encoding::kBarsPerSegment), line(bar),
                          line(bar), line(bar + encoding::kBarsPerSegment));
            sum.both += part.both;
            sum.either += part.either;
        }
        if (sum.either > 0)
            out.add(1 - static_cast<double>(sum.both) / static_cast<double>(sum.either));
    }
    return out;
}

/// Bars whose onsets and pitches equal those of an earlier bar, of all bars with an onset.
Share repeats(const PieceView& piece, FamilyRange families) {
    std::vector<std::vector<std::uint32_t>> bars(static_cast<std::size_t>(piece.bars()));
    for (auto family = families.first; family < families.end; ++family)
        for (const auto& note : piece.notes[family]) {
            const auto bar = static_cast<std::size_t>(piece.barOf(note.step));
            const auto place = static_cast<std::uint32_t>(note.step - piece.lines[bar]);
            bars[bar].push_back(place << 16 | static_cast<std::uint32_t>(family) << 8 | note.pitch);
        }
    std::set<std::vector<std::uint32_t>> earlier;
    Share out;
    for (auto& bar : bars) {
        if (bar.empty()) continue;
        std::ranges::sort(bar);
        const auto twice = std::ranges::unique(bar);
        bar.erase(twice.begin(), twice.end());
        out.add(earlier.insert(std::move(bar)).second ? 0 : 100);
    }
    return out;
}

/// Onsets of the last block of eight bars over those of the first one. A block that the music does
/// not reach the end of is not the last.
Share drift(const PieceView& piece, FamilyRange families) {
    std::vector<double> blocks(static_cast<std::size_t>(piece.bars() / kBarsPerBlock + 1), 0);
    int lastBar = 0;
    for (auto family = families.first; family < families.end; ++family)
        for (const auto& note : piece.notes[family]) {
            const int bar = piece.barOf(note.step);
            lastBar = std::max(lastBar, bar);
            ++blocks[static_cast<std::size_t>(bar / kBarsPerBlock)];
        }
    int last = lastBar / kBarsPerBlock;
    if (last < 1 || blocks[0] == 0) return {};
    if (lastBar % kBarsPerBlock != kBarsPerBlock - 1) last = std::max(1, last - 1);
    return {blocks[static_cast<std::size_t>(last)] / blocks[0], 1};
}

void measureForm(const PieceView& piece, std::size_t scope, std::span<Share> out) {
    if (scope != kDrumScope) out[0] = change(piece, familiesOf(scope, false));
    out[1] = repeats(piece, familiesOf(scope, true));
    out[2] = drift(piece, familiesOf(scope, true));
}

} // namespace

MetricGroup formGroup() {
    return {kFormMetrics, measureForm};
}

} // namespace contrafact::metrics
