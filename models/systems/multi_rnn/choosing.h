// SPDX-License-Identifier: GPL-3.0-or-later
// Which cells of a step sound. Plain C++; a function of the scores, the controls and what is drawn.
#pragma once

#include "models/nn/random.h"
#include "models/systems/multi_rnn/roll.h"

#include <array>
#include <span>
#include <vector>

namespace contrafact::models::multi_rnn {

enum class Choosing {
    Expected,    ///< sure cells, and of the others as many as they add up to, from their nucleus
    Instruments, ///< a fixed number for each instrument, as published
    Counts,      ///< as many as the network's counts say, as the authors' variant
    Whole        ///< from all instruments' cells at once
};

struct ChoosingOptions {
    Choosing choosing = Choosing::Expected;
    double sharpness = 15; ///< scores over their largest are multiplied by it before the softmax
    std::array<int, encoding::kFamilies> notes{}; ///< of each instrument and step
    double sure = 0.85;                           ///< probability from which a cell sounds undrawn
    double density = 1;                           ///< factor on how many of the others sound
    double temperature = 1;
    double topP = 0.9;

    /// By the controls' keys.
    static ChoosingOptions from(const Params& generation);
};

/// Chosen cells are 1 in the row that comes back, counts are filled in. Instruments that are not
/// `heard` stay silent.
std::vector<float> chosenRow(std::span<const float> scores, const RollOptions& roll,
                             std::span<const float> heard, const ChoosingOptions& options,
                             nn::Random& random);

} // namespace contrafact::models::multi_rnn
