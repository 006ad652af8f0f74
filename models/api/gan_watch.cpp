// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/gan_watch.h"

#include <algorithm>

namespace contrafact::models {

namespace {

// Accuracies swing from step to step: the mean over about a hundred is what counts.
constexpr double kMemory = 0.99;
constexpr int kFirstSteps = 200; // too early to tell
constexpr int kFirstLooks = 3;   // a start of silence or noise is no fault
// The discriminator has won above the first bound and is in the game again below the second.
constexpr double kWon = 0.97, kBackInPlay = 0.9;
constexpr double kLost = 0.35, kRecovered = 0.45;
// In parts of what real music has.
constexpr double kCollapsed = 0.35, kVaried = 0.5;
constexpr double kSilent = 0.1, kSounding = 0.2;
constexpr double kWall = 4, kAiry = 2.5;

} // namespace

bool Episode::begins(bool bad, bool good) {
    if (m_on && good) m_on = false;
    if (m_on || !bad) return false;
    m_on = true;
    return true;
}

std::vector<GanWarning> GanWatch::afterStep(double accuracyReal, double accuracyGenerated) {
    if (!m_real) {
        m_real = accuracyReal;
        m_generated = accuracyGenerated;
    }
    m_real = kMemory * *m_real + (1 - kMemory) * accuracyReal;
    m_generated = kMemory * m_generated + (1 - kMemory) * accuracyGenerated;
    if (++m_steps < kFirstSteps) return {};

    std::vector<GanWarning> warnings;
    const double worse = std::min(*m_real, m_generated), mean = (*m_real + m_generated) / 2;
    if (m_wins.begins(worse > kWon, worse < kBackInPlay))
        warnings.push_back({"discriminator-wins",
                            "The discriminator wins outright: it tells nearly every piece, so the "
                            "generator learns nothing from it. Lower its learning rate, or turn on "
                            "label smoothing, spectral norm or the R1 penalty."});
    if (m_lost.begins(mean<kLost, mean> kRecovered))
        warnings.push_back(
            {"discriminator-lost",
             "The discriminator has lost: it takes generated music for real and real "
             "music for generated. Raise its learning rate or lower the generator's."});
    return warnings;
}

std::vector<GanWarning> GanWatch::afterLook(const Look& look) {
    if (++m_looks < kFirstLooks) return {};
    std::vector<GanWarning> warnings;
    const bool silent = look.cells < kSilent * look.cellsReal;
    if (m_silence.begins(silent, look.cells > kSounding * look.cellsReal))
        warnings.push_back({"silence",
                            "The generator has fallen silent: hardly a note sounds. Feature "
                            "matching pulls it back; so does a lower learning rate."});
    if (m_wall.begins(look.cells > kWall * look.cellsReal, look.cells < kAiry * look.cellsReal))
        warnings.push_back(
            {"wall", "The generator plays a wall of sound: far more notes than the songs "
                     "have. Feature matching pulls it back; early in a training just wait."});
    // Silence is alike too, but has its own words.
    const bool collapsed = look.distance < kCollapsed * look.distanceReal && !silent;
    if (m_collapse.begins(collapsed, look.distance > kVaried * look.distanceReal))
        warnings.push_back({"collapse",
                            "The generator has collapsed: its pieces are all much alike. Turn on "
                            "feature matching and label smoothing, give the discriminator a higher "
                            "learning rate, or go back to an earlier checkpoint."});
    return warnings;
}

} // namespace contrafact::models
