// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes as an archive, as a song of the Lakh Pianoroll Dataset in one, as an array, and as the
// files of such a song, packed: else no damage would come past an archive's checksums.
#include "core/exchange/archive.h"
#include "core/exchange/lpd.h"
#include "core/exchange/npy.h"
#include "tests/fuzz/sound_score.h"
#include "tests/support/zip_bytes.h"

#include <algorithm>
#include <functional>
#include <map>
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

/// The archive of files that the bytes tell: which, how long (two bytes), and what lies in it.
std::string packed(Bytes bytes) {
    static constexpr const char* kNames[] = {
        "info.json",
        "tempo.npy",
        "downbeat.npy",
        "pianoroll_0.npy",
        "pianoroll_1.npy",
        "pianoroll_0_csc_data.npy",
        "pianoroll_0_csc_indices.npy",
        "pianoroll_0_csc_indptr.npy",
    };
    constexpr std::size_t kHead = 3;
    std::map<std::string, std::string> files;
    while (bytes.size() >= kHead) {
        const auto number = [&](std::size_t i) { return std::to_integer<std::size_t>(bytes[i]); };
        const auto* name = kNames[number(0) % std::size(kNames)];
        const auto size = std::min(number(1) | number(2) << 8, bytes.size() - kHead);
        const auto content = bytes.subspan(kHead, size);
        files[name].assign(reinterpret_cast<const char*>(content.data()), content.size());
        bytes = bytes.subspan(kHead + size);
    }
    return test::zip(files);
}

void readSong(Bytes bytes) {
    const auto score = exchange::readLpd(bytes, "input.npz");
    if (!score) return require(!score.message().empty());
    requireSound(*score);
}

} // namespace

void readNpz(Bytes bytes) {
    readArray(bytes);
    readSong(bytes);
    const auto archive = packed(bytes);
    readSong(std::as_bytes(std::span(archive)));
    const auto files = exchange::readArchive(bytes, "input.zip");
    require(files.ok() || !files.message().empty());
}

} // namespace contrafact::fuzz
