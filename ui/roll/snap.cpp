// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/snap.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace contrafact::ui {
namespace {

constexpr std::array<Snap, 10> kSnaps{{{"Bar", 0, 0},
                                       {"1/2", 1, 2},
                                       {"1/4", 1, 4},
                                       {"1/8", 1, 8},
                                       {"1/8 triplet", 1, 12},
                                       {"1/16", 1, 16},
                                       {"1/16 triplet", 1, 24},
                                       {"1/32", 1, 32},
                                       {"1/64", 1, 64},
                                       {"Off", 0, 1}}};

score::Tick clampedTick(double tick) {
    return score::Tick(std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(tick))));
}

} // namespace

std::span<const Snap> snaps() {
    return kSnaps;
}

const Snap& defaultSnap() {
    return kSnaps[5];
}

score::Tick snapStep(const score::Score& score, const Snap& snap, score::Tick at) {
    if (snap.denominator == 0) return score.meter.barLength(at);
    const std::int64_t whole = 4 * score.ppq();
    return score::Tick(std::max<std::int64_t>(1, whole * snap.numerator / snap.denominator));
}

score::Tick snapDown(const score::Score& score, const Snap& snap, double tick) {
    const auto at = clampedTick(tick);
    const auto step = snapStep(score, snap, at);
    const auto bar = score.meter.barStart(score.meter.barAt(at));
    return bar + score::Tick((at - bar).value / step.value * step.value);
}

score::Tick snapNearest(const score::Score& score, const Snap& snap, double tick) {
    const auto below = snapDown(score, snap, tick);
    const auto step = snapStep(score, snap, below);
    // A bar need not hold a whole number of steps: its end is a grid line too.
    const auto nextBar = score.meter.barStart(score.meter.barAt(below) + 1);
    const auto above = std::min(below + step, nextBar);
    return tick - double(below.value) < double(above.value) - tick ? below : above;
}

score::TickRange barsAround(const score::Score& score, double from, double to) {
    const auto [low, high] = std::minmax(from, to);
    const int first = score.meter.barAt(clampedTick(low));
    const int last = score.meter.barAt(clampedTick(std::max(low, high - 1)));
    return {score.meter.barStart(first), score.meter.barStart(last + 1)};
}

} // namespace contrafact::ui
