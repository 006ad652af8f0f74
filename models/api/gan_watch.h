// SPDX-License-Identifier: GPL-3.0-or-later
// Watches an adversarial training for the ways in which it goes wrong and says so in plain words,
// once an episode. Numbers in, warnings out: while it trains (train/adversarial_stage.h) or from
// the curves of a run (api/doctor.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace contrafact::models {

struct GanWarning {
    std::string rule; ///< stable: "collapse"
    std::string text;
};

/// On above (or below) one bound, off again only beyond another, so that a value that trembles at
/// the bound does not ring twice.
class Episode {
public:
    /// True when an episode begins: `bad` and not on already. It ends when `good`.
    bool begins(bool bad, bool good);

private:
    bool m_on = false;
};

class GanWatch {
public:
    /// After each step: the discriminator's accuracies, 0..1. The rules are "discriminator-wins"
    /// and "discriminator-lost".
    std::vector<GanWarning> afterStep(double accuracyReal, double accuracyGenerated);

    /// Of the fixed-noise batch and of real music: mean pairwise distance, sounding cells a bar.
    struct Look {
        double distance = 0;
        double distanceReal = 0;
        double cells = 0;
        double cellsReal = 0;
    };
    /// The rules are "silence", "wall" and "collapse".
    std::vector<GanWarning> afterLook(const Look& look);

private:
    std::optional<double> m_real; ///< running means of the accuracies
    double m_generated = 0;
    int m_steps = 0;
    int m_looks = 0;
    Episode m_collapse, m_wins, m_lost, m_silence, m_wall;
};

} // namespace contrafact::models
