// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/patches.h"

#include <algorithm>

namespace contrafact::encoding {

namespace {

std::array<std::int16_t, kPatchCells> makePatchOrder() {
    std::array<std::int16_t, kPatchCells> order{};
    for (int step = 0; step < kSteps; ++step)
        for (int pitch = 0; pitch < kPitches; ++pitch) {
            const int outer = step / 16 * (kPitches / 16) + pitch / 16;
            const int middle = step % 16 / 4 * 4 + pitch % 16 / 4;
            const int inner = step % 4 * 4 + pitch % 4;
            order[static_cast<std::size_t>(step * kPitches + pitch)] =
                static_cast<std::int16_t>((outer * 16 + middle) * 16 + inner);
        }
    return order;
}

} // namespace

const std::array<std::int16_t, kPatchCells>& patchOrder() {
    static const auto order = makePatchOrder();
    return order;
}

int patchIndex(int step, int pitch) {
    return patchOrder()[static_cast<std::size_t>(step * kPitches + pitch)];
}

void fillPatches(const GridSong& song, int family, int step, int transpose, bool velocities,
                 std::span<float> out) {
    std::ranges::fill(out, 0.0F);
    const int shift = family == kDrums ? 0 : transpose;
    forEachNote(song, family, step, step + kSteps, [&](const GridNote& note) {
        const int pitch = note.pitch + shift;
        if (pitch < 0 || pitch >= kPitches) return;
        if (family == kDrums && note.step < step) return;
        const int begin = std::max(note.step - step, 0);
        const int end = family == kDrums ? begin + 1 : std::min(note.end() - step, kSteps);
        const float value = velocities ? static_cast<float>(note.velocity) / 127.0F : 1.0F;
        for (int i = begin; i < end; ++i)
            out[static_cast<std::size_t>(patchIndex(i, pitch))] = value;
    });
}

void fillPatches(const GridSong& song, int step, bool velocities,
                 std::span<float, kAllPatchCells> out) {
    for (int family = 0; family < kFamilies; ++family)
        fillPatches(song, family, step, 0, velocities,
                    out.subspan(static_cast<std::size_t>(family * kPatchCells), kPatchCells));
}

} // namespace contrafact::encoding
