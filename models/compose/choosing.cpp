// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/choosing.h"

#include "models/nn/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace contrafact::models::compose {

namespace {

std::size_t cellIndex(int step, int pitch) {
    return static_cast<std::size_t>(step * encoding::kPitches + pitch);
}

} // namespace

std::vector<bool> expectedCells(std::span<const float> probabilities, double factor) {
    const double expected = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
    const auto most = static_cast<long long>(probabilities.size());
    const auto count =
        static_cast<std::size_t>(std::clamp(std::llround(expected * factor), 0LL, most));
    std::vector<std::uint16_t> order(probabilities.size());
    std::iota(order.begin(), order.end(), std::uint16_t{0});
    const auto louder = [&](std::uint16_t a, std::uint16_t b) {
        return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
    };
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                     louder);
    std::vector<bool> sounding(probabilities.size());
    for (std::size_t i = 0; i < count; ++i) sounding[order[i]] = true;
    return sounding;
}

std::vector<bool> cellsFrom(std::span<const float> outputs, double threshold) {
    std::vector<bool> sounding(outputs.size());
    const auto least = static_cast<float>(threshold);
    for (std::size_t i = 0; i < outputs.size(); ++i) sounding[i] = outputs[i] >= least;
    return sounding;
}

encoding::Cells struckCells(std::span<const float> outputs, const std::vector<bool>& sounding,
                            int family, const Striking& striking, std::uint64_t seed) {
    const auto& strikes = striking.table[static_cast<std::size_t>(family)];
    encoding::Cells cells{};
    for (int step = 0; step < encoding::kSteps; ++step) {
        nn::Random random(
            nn::mix(seed, static_cast<std::uint64_t>(family), static_cast<std::uint64_t>(step)));
        const bool strike =
            striking.again &&
            random.uniform() < strikes[static_cast<std::size_t>(step) % strikes.size()];
        for (int pitch = 0; pitch < encoding::kPitches; ++pitch) {
            const auto index = static_cast<std::size_t>(encoding::patchIndex(step, pitch));
            if (!sounding[index]) continue;
            const bool held = step > 0 && cells[cellIndex(step - 1, pitch)] != 0;
            const bool onset = !held || strike || family == encoding::kDrums;
            cells[cellIndex(step, pitch)] = static_cast<std::uint8_t>(
                striking.velocity(outputs[index]) | (onset ? encoding::kOnsetBit : 0));
        }
    }
    return cells;
}

void toInput(const encoding::Cells& cells, bool velocities, std::span<float> out) {
    std::ranges::fill(out, 0.0F);
    for (int step = 0; step < encoding::kSteps; ++step)
        for (int pitch = 0; pitch < encoding::kPitches; ++pitch) {
            const auto cell = cells[cellIndex(step, pitch)];
            if (cell == 0) continue;
            out[static_cast<std::size_t>(encoding::patchIndex(step, pitch))] =
                velocities ? static_cast<float>(cell & encoding::kVelocityMask) / 127.0F : 1.0F;
        }
}

} // namespace contrafact::models::compose
