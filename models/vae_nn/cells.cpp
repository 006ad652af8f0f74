// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vae_nn/cells.h"

#include <algorithm>

namespace contrafact::models::vae_nn {

namespace {

constexpr int kDrums = static_cast<int>(roll::Family::Drums);
constexpr int kStepsPerBar = 8;

std::array<std::int16_t, kCells> makePatchOrder() {
    std::array<std::int16_t, kCells> order{};
    for (int step = 0; step < roll::kSteps; ++step)
        for (int pitch = 0; pitch < roll::kPitches; ++pitch) {
            const int outer = step / 16 * (roll::kPitches / 16) + pitch / 16;
            const int middle = step % 16 / 4 * 4 + pitch % 16 / 4;
            const int inner = step % 4 * 4 + pitch % 4;
            order[static_cast<std::size_t>(step * roll::kPitches + pitch)] =
                static_cast<std::int16_t>((outer * 16 + middle) * 16 + inner);
        }
    return order;
}

} // namespace

const std::array<std::int16_t, kCells>& patchOrder() {
    static const auto order = makePatchOrder();
    return order;
}

int patchIndex(int step, int pitch) {
    return patchOrder()[static_cast<std::size_t>(step * roll::kPitches + pitch)];
}

void fillWindow(const roll::GridSong& song, int family, int step, int transpose, bool velocities,
                std::span<float> out) {
    std::ranges::fill(out, 0.0F);
    const int shift = family == kDrums ? 0 : transpose;
    roll::forEachNote(song, family, step, step + roll::kSteps, [&](const roll::GridNote& note) {
        const int pitch = note.pitch + shift;
        if (pitch < 0 || pitch >= roll::kPitches) return;
        if (family == kDrums && note.step < step) return;
        const int begin = std::max(note.step - step, 0);
        const int end = family == kDrums ? begin + 1 : std::min(note.end() - step, roll::kSteps);
        const float value = velocities ? static_cast<float>(note.velocity) / 127.0F : 1.0F;
        for (int i = begin; i < end; ++i)
            out[static_cast<std::size_t>(patchIndex(i, pitch))] = value;
    });
}

StrikeTable strikeTable(const corpus::Corpus& corpus) {
    struct Count {
        double struck = 0, held = 0;
    };
    std::array<std::array<Count, kStepsPerBar>, roll::kFamilies> counts{};
    for (const auto& song : corpus.songs)
        for (std::size_t family = 0; family < roll::kFamilies; ++family) {
            std::array<std::int32_t, roll::kPitches> soundsUntil;
            soundsUntil.fill(-1);
            for (const auto& note : song.grid.notes[family]) {
                auto& until = soundsUntil[note.pitch];
                auto& bar = counts[family];
                if (until >= note.step)
                    bar[static_cast<std::size_t>(note.step % kStepsPerBar)].struck += 1;
                for (int step = note.step + 1; step < note.end(); ++step)
                    bar[static_cast<std::size_t>(step % kStepsPerBar)].held += 1;
                until = note.end();
            }
        }
    StrikeTable table{};
    for (std::size_t family = 0; family < roll::kFamilies; ++family)
        for (std::size_t step = 0; step < kStepsPerBar; ++step) {
            const auto& count = counts[family][step];
            const double all = count.struck + count.held;
            table[family][step] = all > 0 ? static_cast<float>(count.struck / all) : 0.0F;
        }
    return table;
}

} // namespace contrafact::models::vae_nn
