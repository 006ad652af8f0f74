// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/velocities.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::compose {

namespace {

constexpr double kAccentShare = 0.8; ///< of the songs' deviation, by place in the bar
constexpr double kTremble = 3;       ///< velocities around it
constexpr float kUnknown = 90;

struct Sum {
    double count = 0, velocity = 0, squares = 0;

    void add(double value) {
        ++count;
        velocity += value;
        squares += value * value;
    }
    Loudness loudness() const {
        if (count == 0) return {};
        const double mean = velocity / count;
        const double variance = std::max(squares / count - mean * mean, 0.0);
        return {static_cast<float>(mean), static_cast<float>(std::sqrt(variance))};
    }
};

/// Triangular, with deviation 1.
double deviate(std::uint64_t seed) {
    nn::Random random(seed);
    return (random.uniform() + random.uniform() - 1) * std::sqrt(6.0);
}

} // namespace

VelocityTable velocityTable(const corpus::Stretches& stretches) {
    VelocityTable table{};
    for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
        std::array<Sum, encoding::kStepsPerBar> steps{};
        Sum all;
        for (const auto& stretch : stretches.all) {
            if (stretch.validation) continue;
            for (const auto& note : stretch.grid->notes[family]) {
                steps[static_cast<std::size_t>(note.step % encoding::kStepsPerBar)].add(
                    note.velocity);
                all.add(note.velocity);
            }
        }
        for (std::size_t step = 0; step < steps.size(); ++step)
            table[family][step] = (steps[step].count > 0 ? steps[step] : all).loudness();
    }
    return table;
}

std::uint8_t VelocityPattern::at(std::size_t family, std::int64_t step) const {
    const auto place = static_cast<std::size_t>(step % encoding::kStepsPerBar);
    const auto& loudness = m_table[family][place];
    const double mean = loudness.mean > 0 ? loudness.mean : kUnknown;
    const double accent =
        kAccentShare * loudness.deviation * deviate(nn::mix(m_seed, family, place));
    const double tremble =
        kTremble * deviate(nn::mix(m_seed, family + 16, static_cast<std::uint64_t>(step)));
    return static_cast<std::uint8_t>(std::clamp(std::lround(mean + accent + tremble), 1L, 127L));
}

} // namespace contrafact::models::compose
