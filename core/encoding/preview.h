// SPDX-License-Identifier: GPL-3.0-or-later
// What a network sees of a song, in a form that can be shown: cells, rows of values, or text. Made
// by the encodings themselves, from the place where their first example begins. Pure; any thread.
#pragma once

#include "core/base/result.h"
#include "core/score/score.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace contrafact::encoding {

/// Cells of time by pitch; colours are the families'.
struct RollPreview {
    struct Cell {
        std::int16_t column = 0; ///< a step of time
        std::int16_t row = 0;    ///< pitch, 0 the lowest
        std::int8_t family = 0;  ///< encoding::Family
        std::uint8_t value = 0;  ///< 1..127, what the network is given
        bool operator==(const Cell&) const = default;
    };
    int columns = 0;
    int rows = 0;
    int columnsPerBar = 0; ///< 0: no bars
    std::vector<Cell> cells;
};

/// A table: a row for each thing the network is given after another.
struct TablePreview {
    std::vector<std::string> headings;
    std::vector<std::vector<std::string>> rows;
};

struct TextPreview {
    std::string text; ///< UTF-8
};

struct Preview {
    std::string caption; ///< "32 steps by 128 pitches of five instrument families"
    std::variant<RollPreview, TablePreview, TextPreview> content;
};

/// Of the encoding that a system's descriptor names. The error says why nothing of this song
/// reaches the network ("it has no bars of 4/4"); nothing for an encoding without a preview.
/// @param text the song as it was written, where it came from text
std::optional<Result<Preview>> previewOf(std::string_view encoding, const score::Score& score,
                                         std::string_view text);

} // namespace contrafact::encoding
