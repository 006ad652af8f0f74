// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/restriking.h"

namespace contrafact::models::compose {

StrikeTable strikeTable(const corpus::Stretches& stretches) {
    struct Count {
        double struck = 0, held = 0;
    };
    std::array<std::array<Count, encoding::kStepsPerBar>, encoding::kFamilies> counts{};
    for (const auto& stretch : stretches.all) {
        if (stretch.validation) continue;
        for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
            std::array<std::int32_t, encoding::kPitches> soundsUntil;
            soundsUntil.fill(-1);
            for (const auto& note : stretch.grid->notes[family]) {
                auto& until = soundsUntil[note.pitch];
                auto& bar = counts[family];
                if (until >= note.step)
                    bar[static_cast<std::size_t>(note.step % encoding::kStepsPerBar)].struck += 1;
                for (int step = note.step + 1; step < note.end(); ++step)
                    bar[static_cast<std::size_t>(step % encoding::kStepsPerBar)].held += 1;
                until = note.end();
            }
        }
    }
    StrikeTable table{};
    for (std::size_t family = 0; family < encoding::kFamilies; ++family)
        for (std::size_t step = 0; step < encoding::kStepsPerBar; ++step) {
            const auto& count = counts[family][step];
            const double all = count.struck + count.held;
            table[family][step] = all > 0 ? static_cast<float>(count.struck / all) : 0.0F;
        }
    return table;
}

} // namespace contrafact::models::compose
