// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/multi_rnn/step_chain.h"

#include <algorithm>
#include <array>

namespace contrafact::models::multi_rnn {

namespace {

constexpr double kLeastRate = 1e-6;

/// Of one instrument's cells: how often they sound, and how often after having sounded.
struct Sounding {
    std::array<double, encoding::kPitches> at{}, after{};
};

void countSounding(const std::vector<encoding::GridNote>& notes, Sounding& sounding) {
    std::array<std::int32_t, encoding::kPitches> ended;
    ended.fill(-1);
    for (const auto& note : notes) {
        auto& end = ended[note.pitch];
        sounding.at[note.pitch] += note.length;
        sounding.after[note.pitch] += note.length - (end == note.step ? 0 : 1);
        end = note.end();
    }
}

} // namespace

/// Each instrument's cells lean on its own mean, as if that had been seen in one step more.
StepChain::StepChain(const std::vector<encoding::GridSong>& songs)
    : m_rates(torch::empty({encoding::kFamilies, encoding::kPitches}))
    , m_afterSilence(torch::empty_like(m_rates))
    , m_afterSound(torch::empty_like(m_rates)) {
    double steps = 0;
    for (const auto& song : songs) steps += song.steps;
    for (int family = 0; family < encoding::kFamilies; ++family) {
        Sounding sounding;
        for (const auto& song : songs)
            countSounding(song.notes[static_cast<std::size_t>(family)], sounding);
        double at = 0, after = 0;
        for (const double n : sounding.at) at += n;
        for (const double n : sounding.after) after += n;
        const double stays = at > 0 ? after / at : 0;
        const double begins = std::max(kLeastRate, (at - after) / (steps * encoding::kPitches));
        for (int pitch = 0; pitch < encoding::kPitches; ++pitch) {
            const auto i = static_cast<std::size_t>(pitch);
            const auto on = sounding.at[i], on2 = sounding.after[i];
            const auto set = [&](torch::Tensor& of, double p) {
                of[family][pitch] = std::clamp(p, kLeastRate, 1 - kLeastRate);
            };
            set(m_rates, (on + begins) / (steps + 1));
            set(m_afterSound, (on2 + stays) / (on + 1));
            set(m_afterSilence, (on - on2 + begins) / (steps - on + 1));
        }
    }
}

torch::Tensor StepChain::nll(const torch::Tensor& before, const torch::Tensor& next) const {
    const auto p = torch::where(before > 0, m_afterSound, m_afterSilence);
    const auto frames = static_cast<double>(next.numel() / m_rates.numel());
    return torch::binary_cross_entropy(p, next.contiguous(), {}, at::Reduction::Sum) / frames;
}

} // namespace contrafact::models::multi_rnn
