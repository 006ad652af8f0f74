// SPDX-License-Identifier: GPL-3.0-or-later
// Piano rolls as pictures, the layout of the ImageGAN's training data (midi2img): 106 rows from A0
// at the top (pitch = 21 + row), 100 columns of a sixteenth, black or white.
#pragma once

#include "core/base/result.h"
#include "core/score/score.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace contrafact::exchange {

inline constexpr int kImageRows = 106;
inline constexpr int kImageColumns = 100;
inline constexpr int kImageLowestPitch = 21;
inline constexpr int kColumnsPerQuarter = 4;

/// One page, row-major; 255 where a note sounds, else 0.
struct RollImage {
    std::array<std::uint8_t, std::size_t{kImageRows} * kImageColumns> pixels{};

    std::uint8_t& at(int row, int column) {
        return pixels[static_cast<std::size_t>(row * kImageColumns + column)];
    }
    std::uint8_t at(int row, int column) const {
        return pixels[static_cast<std::size_t>(row * kImageColumns + column)];
    }
    bool operator==(const RollImage&) const = default;
};

/// All pitched tracks on top of one another (drums only when there is nothing else). Onsets and
/// lengths are rounded to columns, a note has at least one; pitches outside 21..126 are moved to
/// the edge. Silent pages between others are kept, so that reading all pages gives the timing back.
/// The error says that there are no notes or too many pages (1000).
Result<std::vector<RollImage>> toImages(const score::Score& score);
/// Pages one after another: a run of pixels over 127 in a row is one note.
score::Score fromImages(const std::vector<RollImage>& pages);

/// PNG, 8-bit grey.
Result<std::vector<std::byte>> encodeImage(const RollImage& image);
/// Any PNG of 106 rows and 100 columns; colours become grey. `name` opens the error.
Result<RollImage> decodeImage(std::span<const std::byte> bytes, const std::string& name);

} // namespace contrafact::exchange
