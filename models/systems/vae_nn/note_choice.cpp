// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/note_choice.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

namespace contrafact::models::vae_nn {

namespace {

constexpr int kBars = encoding::kSteps / encoding::kStepsPerBar;
constexpr std::size_t kBarCells = std::size_t{encoding::kStepsPerBar} * encoding::kPitches;
constexpr float kAlike = 0.6F;  ///< share of likelihood from which bars are meant alike
constexpr float kLeast = 0.02F; ///< below, a cell is not meant at all
constexpr std::array kClashes{1, 2, 13, 14};

using Bar = std::span<float>;

float likeness(Bar a, Bar b) {
    float both = 0;
    float either = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += std::min(a[i], b[i]);
        either += std::max(a[i], b[i]);
    }
    return either > 0 ? both / either : 0;
}

bool clashes(const std::vector<bool>& chosen, int cell) {
    const int pitch = cell % encoding::kPitches;
    return std::ranges::any_of(kClashes, [&](int apart) {
        return (pitch >= apart && chosen[static_cast<std::size_t>(cell - apart)]) ||
               (pitch + apart < encoding::kPitches &&
                chosen[static_cast<std::size_t>(cell + apart)]);
    });
}

} // namespace

void alikeBars(Likelihoods& cells) {
    const auto bar = [&](int index) {
        return Bar(cells).subspan(static_cast<std::size_t>(index) * kBarCells, kBarCells);
    };
    std::array<int, kBars> like{}; // the first bar that each is like
    for (int b = 0; b < kBars; ++b) {
        like[static_cast<std::size_t>(b)] = b;
        for (int a = 0; a < b; ++a)
            if (like[static_cast<std::size_t>(a)] == a && likeness(bar(a), bar(b)) > kAlike) {
                like[static_cast<std::size_t>(b)] = a;
                break;
            }
    }
    for (int a = 0; a < kBars; ++a) {
        std::vector<int> group;
        for (int b = a; b < kBars; ++b)
            if (like[static_cast<std::size_t>(b)] == a) group.push_back(b);
        for (std::size_t i = 0; i < kBarCells && group.size() > 1; ++i) {
            float sum = 0;
            for (const int b : group) sum += bar(b)[i];
            for (const int b : group) bar(b)[i] = sum / static_cast<float>(group.size());
        }
    }
}

std::vector<bool> chooseCells(std::span<const float> cells, double count, float sureBeside) {
    std::vector<int> order;
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (cells[i] >= kLeast) order.push_back(static_cast<int>(i));
    const auto likelihood = [&](int cell) { return cells[static_cast<std::size_t>(cell)]; };
    std::ranges::stable_sort(order, std::greater{}, likelihood);
    std::vector<bool> chosen(cells.size(), false);
    double done = 0;
    float last = 0;
    for (const int cell : order) {
        if (done + 0.5 >= count && likelihood(cell) != last) break;
        if (likelihood(cell) < sureBeside && clashes(chosen, cell)) continue;
        chosen[static_cast<std::size_t>(cell)] = true;
        last = likelihood(cell);
        ++done;
    }
    return chosen;
}

} // namespace contrafact::models::vae_nn
