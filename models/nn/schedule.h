// SPDX-License-Identifier: GPL-3.0-or-later
// Learning rates over a training: constant, half a cosine, falling by a factor each epoch, or one
// cycle; each after a linear warm-up where one is asked for. Plain functions of the position.
#pragma once

#include <cstdint>

namespace contrafact::models::nn {

/// Where a stage of training stands.
struct TrainingPosition {
    std::int64_t step = 0; ///< from 0
    double epoch = 0;      ///< whole epochs are counted, 1.9 is in the second
    double progress = 0;   ///< share of the stage that is done, 0..1
};

enum class ScheduleShape {
    Constant,
    Cosine,      ///< half a cosine down to 0
    Exponential, ///< times `decay` after each epoch
    OneCycle     ///< up along half a cosine, then down to nearly 0, momentum the other way
};

struct Schedule {
    ScheduleShape shape = ScheduleShape::Constant;
    double rate = 1e-3;           ///< the highest
    double decay = 1;             ///< of Exponential, a factor
    std::int64_t warmUpSteps = 0; ///< over which the rate grows from nearly 0

    // Of OneCycle; the names and first values are those of Smith and Topin's method in fast.ai.
    double rise = 0.3;          ///< share of the training that the way up takes
    double startDivisor = 25;   ///< it begins at rate / startDivisor
    double endDivisor = 1e4;    ///< and ends at rate / endDivisor
    double highMomentum = 0.95; ///< at both ends
    double lowMomentum = 0.85;  ///< at the highest rate

    double at(const TrainingPosition& position) const;
    /// First beta of Adam, momentum of SGD; `constant` where the shape says nothing about it.
    double momentumAt(const TrainingPosition& position, double constant) const;
};

/// A rate that falls to zero over `progress` 0..1 along half a cosine.
double cosineRate(double rate, double progress);

} // namespace contrafact::models::nn
