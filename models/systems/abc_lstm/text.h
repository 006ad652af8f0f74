// SPDX-License-Identifier: GPL-3.0-or-later
// Songs as ABC text and back. Pure; any thread.
#pragma once

#include "core/score/score.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace contrafact::models::abc_lstm {

/// The song as it was written, or as the ABC writer writes it: printable ASCII, no blank lines, an
/// empty line at the end. Empty where it has no notes.
std::string abcOf(const score::Score& score, std::string_view text);
/// The highest full track alone as the beginning of a tune that goes on: number, meter, unit, key
/// and music, without the double bar and the empty line at its end.
std::string beginningOf(const score::Score& score);

/// Notes as they stand in the text; repeats count once.
std::int64_t writtenNotes(std::string_view text);

/// The tune as one piano track with its meters, tempos and keys; nothing where it has no notes.
std::optional<score::Score> read(std::string_view tune);
/// It begins with X:, has a K: and notes, and is read without a warning.
bool parses(std::string_view tune);

/// How long a piece of a tune's music lasts and the bar there, in ticks of score::kDefaultPpq.
struct PieceLength {
    std::int64_t ticks = 0;
    std::int64_t bar = 0;
};
/// Nothing where the piece is not read without a warning.
/// @param header the fields that hold there, a line each, K: the last
std::optional<PieceLength> pieceLength(std::string_view header, std::string_view piece);

} // namespace contrafact::models::abc_lstm
