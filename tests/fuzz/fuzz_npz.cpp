// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes as an archive, as a song of the Lakh Pianoroll Dataset in one, and as an array.
#include "core/exchange/archive.h"
#include "core/exchange/lpd.h"
#include "core/exchange/npy.h"
#include "tests/fuzz/sound_score.h"

#include <cmath>
#include <functional>
#include <numeric>

namespace contrafact::fuzz {

namespace {

void readArray(Bytes bytes) {
    const auto array = exchange::readNpy(bytes, "input");
    if (!array) return require(!array.message().empty());
    const auto cells = std::accumulate(array->shape.begin(), array->shape.end(), std::size_t{1},
                                       std::multiplies());
    require(array->values.size() == cells);
}

} // namespace

void readNpz(Bytes bytes) {
    readArray(bytes);
    const auto files = exchange::readArchive(bytes, "input.zip");
    if (!files) require(!files.message().empty());
    const auto score = exchange::readLpd(bytes, "input.npz");
    if (!score) return require(!score.message().empty());
    requireSound(*score);
}

} // namespace contrafact::fuzz
