// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace contrafact::models::nn {

namespace {

/// From `from` to `to` along half a cosine, t 0..1.
double eased(double from, double to, double t) {
    return to + (from - to) * 0.5 * (1 + std::cos(std::numbers::pi * std::clamp(t, 0.0, 1.0)));
}

/// Up from `outer` to `inner` and down to `end`.
double cycle(double outer, double inner, double end, double rise, double progress) {
    if (progress < rise) return eased(outer, inner, progress / rise);
    return rise < 1 ? eased(inner, end, (progress - rise) / (1 - rise)) : inner;
}

double shaped(const Schedule& schedule, const TrainingPosition& position) {
    switch (schedule.shape) {
    case ScheduleShape::Constant:
        return schedule.rate;
    case ScheduleShape::Cosine:
        return cosineRate(schedule.rate, position.progress);
    case ScheduleShape::Exponential:
        return schedule.rate * std::pow(schedule.decay, std::floor(position.epoch));
    case ScheduleShape::OneCycle:
        return cycle(schedule.rate / schedule.startDivisor, schedule.rate,
                     schedule.rate / schedule.endDivisor, schedule.rise, position.progress);
    }
    return schedule.rate;
}

} // namespace

double Schedule::at(const TrainingPosition& position) const {
    const double full = shaped(*this, position);
    if (warmUpSteps <= 0) return full;
    const auto steps = static_cast<double>(position.step + 1);
    return full * std::min(1.0, steps / static_cast<double>(warmUpSteps));
}

double Schedule::momentumAt(const TrainingPosition& position, double constant) const {
    if (shape != ScheduleShape::OneCycle) return constant;
    return cycle(highMomentum, lowMomentum, highMomentum, rise, position.progress);
}

double cosineRate(double rate, double progress) {
    return rate * 0.5 * (1 + std::cos(std::numbers::pi * std::clamp(progress, 0.0, 1.0)));
}

} // namespace contrafact::models::nn
