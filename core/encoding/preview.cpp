// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/preview.h"

#include "core/encoding/four_four.h"
#include "core/encoding/note_rows.h"
#include "core/encoding/pair_tokens.h"
#include "core/encoding/segment.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace contrafact::encoding {

namespace {

constexpr std::size_t kMostRows = 64;
constexpr std::size_t kMostLetters = 2000;

std::string decimal(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f", value);
    return text.data();
}

constexpr std::size_t kMostTokens = 400;

/// The first 32 half beats in which anything sounds, from a bar line on where there are any.
RollPreview firstCells(const GridSong& grid, int columnsPerBar) {
    int begin = grid.steps;
    for (const auto& notes : grid.notes)
        if (!notes.empty()) begin = std::min(begin, notes.front().step);
    const int bar = std::max(1, columnsPerBar);
    const auto segment = segmentAt(grid, begin / bar * bar);
    RollPreview roll{
        .columns = kSteps, .rows = kPitches, .columnsPerBar = columnsPerBar, .cells = {}};
    for (int family = 0; family < kFamilies; ++family)
        for (int i = 0; i < kSteps * kPitches; ++i) {
            const auto cell =
                segment.cells[static_cast<std::size_t>(family)][static_cast<std::size_t>(i)];
            if (cell == 0) continue;
            roll.cells.push_back({static_cast<std::int16_t>(i / kPitches),
                                  static_cast<std::int16_t>(i % kPitches),
                                  static_cast<std::int8_t>(family),
                                  static_cast<std::uint8_t>(cell & kVelocityMask)});
        }
    return roll;
}

Result<Preview> segmentPreview(const score::Score& score, std::string_view text) {
    const auto song = FourFourEncoding{}.cut(score, text);
    if (song.stretches.empty())
        return Error{"This system counts in 4/4, which this song is not in."};
    return Preview{"32 half beats by 128 pitches, five instruments",
                   firstCells(song.stretches.front(), kStepsPerBar)};
}

Result<Preview> rollPreview(const score::Score& score, std::string_view) {
    const auto grid = toGrid(score);
    if (grid.noteCount() == 0) return Error{"This song has no notes."};
    return Preview{"steps by 128 pitches, five instruments", firstCells(grid, 0)};
}

Result<Preview> pairPreview(const score::Score& score, std::string_view) {
    const PairTokens tokens;
    const auto text = pairTokens(score, tokens);
    if (pairNotes(text, tokens) == 0)
        return Error{"This system reads pitched notes, of which this song has none."};
    std::string names;
    for (std::size_t i = 0; i < std::min(text.size(), kMostTokens); ++i)
        names += (names.empty() ? "" : " ") + tokens.name(text[i]);
    return Preview{"notes and their lengths in sixteenths, xxsep waits",
                   TextPreview{std::move(names)}};
}

Result<Preview> rowsPreview(const score::Score& score, std::string_view) {
    const auto rows = noteRows(score);
    if (rows.empty()) return Error{"This system reads pitched notes, of which this song has none."};
    TablePreview table{{"pitch", "step, s", "duration, s"}, {}};
    for (const auto& row : rows) {
        if (table.rows.size() == kMostRows) break;
        table.rows.push_back({std::to_string(row.pitch), decimal(row.step), decimal(row.duration)});
    }
    return Preview{"one row a note: pitch, time since the note before, duration", std::move(table)};
}

Result<Preview> textPreview(const score::Score&, std::string_view text) {
    if (text.empty())
        return Error{"This system reads tunes as they are written; this song has no text."};
    return Preview{"one character after another",
                   TextPreview{std::string(text.substr(0, kMostLetters))}};
}

struct Previewer {
    std::string_view encoding; ///< or its beginning
    Result<Preview> (*preview)(const score::Score&, std::string_view text);
};
constexpr std::array kPreviewers{
    Previewer{"segment-5x32x128", segmentPreview}, Previewer{"note-rows", rowsPreview},
    Previewer{"characters", textPreview},          Previewer{"roll-5x128", rollPreview},
    Previewer{"pair-tokens", pairPreview},
};

} // namespace

std::optional<Result<Preview>> previewOf(std::string_view encoding, const score::Score& score,
                                         std::string_view text) {
    for (const auto& each : kPreviewers)
        if (encoding.starts_with(each.encoding)) return each.preview(score, text);
    return std::nullopt;
}

} // namespace contrafact::encoding
