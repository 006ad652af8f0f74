// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/preview.h"

#include "core/encoding/boolean_roll.h"
#include "core/encoding/chord_tokens.h"
#include "core/encoding/events.h"
#include "core/encoding/four_four.h"
#include "core/encoding/note_rows.h"
#include "core/encoding/pair_tokens.h"
#include "core/encoding/pitch_names.h"
#include "core/encoding/segment.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace contrafact::encoding {

namespace {

constexpr std::size_t kMostRows = 64;
constexpr std::size_t kMostLetters = 2000;
constexpr std::size_t kMostTokens = 400;
constexpr const char* kNothingPitched =
    "This system reads pitched notes, of which this song has none.";

std::string decimal(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f", value);
    return text.data();
}

/// The first of the words, with blanks between.
TextPreview inARow(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < std::min(words.size(), kMostTokens); ++i)
        text += (i > 0 ? " " : "") + words[i];
    return {std::move(text)};
}

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
    return Preview{"32 steps of half a beat by 128 pitches, five instruments", firstCells(grid, 0)};
}

Result<Preview> pairPreview(const score::Score& score, std::string_view) {
    const PairTokens tokens;
    const auto text = pairTokens(score, tokens);
    if (pairNotes(text, tokens) == 0) return Error{kNothingPitched};
    std::vector<std::string> names;
    for (const auto& token : text) names.push_back(tokens.name(token));
    return Preview{"notes and their lengths in sixteenths, xxsep waits", inARow(names)};
}

Result<Preview> rowsPreview(const score::Score& score, std::string_view) {
    const auto rows = noteRows(score);
    if (rows.empty()) return Error{kNothingPitched};
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

/// From the first bar that has notes on.
Result<Preview> eventPreview(const score::Score& score, std::string_view) {
    auto bars = toBars(score, barSpans(score, {score::Tick(), score.end()}));
    const auto first =
        std::ranges::find_if(bars, [](const NoteBar& bar) { return !bar.notes.empty(); });
    if (first == bars.end()) return Error{"This song has no notes."};
    std::vector<std::string> names;
    for (const auto& event : toEvents({first, bars.end()})) {
        if (names.size() == kMostTokens) break;
        names.push_back(eventName(event));
    }
    return Preview{"one event after another: bars, chords, what comes again, steps and notes",
                   inARow(names)};
}

/// Of the instrument that has the most notes.
Result<Preview> chordPreview(const score::Score& score, std::string_view) {
    const score::Track* fullest = nullptr;
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& track = score.track(i);
        if (track.info.isDrums() || track.notes().empty()) continue;
        if (!fullest || track.notes().size() > fullest->notes().size()) fullest = &track;
    }
    if (!fullest) return Error{kNothingPitched};
    return Preview{"notes and chords of one instrument by their names",
                   inARow(chordTokens(fullest->notes()))};
}

Result<Preview> wordPreview(const score::Score& score, std::string_view) {
    const auto words = pitchWords(score);
    if (words.empty()) return Error{kNothingPitched};
    return Preview{"notes and chords of one instrument as words, a hundred at a time",
                   inARow(words)};
}

/// Of the first bars in which it plays the one where most sounds: songs begin with a note or two.
BooleanRoll fullestBar(const GridSong& stretch, Family family, int stepsPerBar) {
    constexpr int kLookAt = 8;
    const int first = stretch.notes[static_cast<std::size_t>(family)].front().step / stepsPerBar;
    const auto bar = [&](int index) {
        return rollAt(stretch, family, (first + index) * stepsPerBar, stepsPerBar);
    };
    auto fullest = bar(0);
    for (int i = 1; i < kLookAt && (first + i + 1) * stepsPerBar <= stretch.steps; ++i)
        if (auto roll = bar(i);
            std::ranges::count(roll.cells, 1) > std::ranges::count(fullest.cells, 1))
            fullest = std::move(roll);
    return fullest;
}

/// A bar of the song's fullest instrument.
Result<Preview> barPreview(const score::Score& score, std::string_view text) {
    constexpr int kFineSteps = 24;
    constexpr int kBar = 4 * kFineSteps;
    const auto song = FourFourEncoding{kFineSteps}.cut(score, text);
    for (const auto& stretch : song.stretches) {
        const auto family = rollFamily(stretch, RollPart::Fullest);
        if (!family) continue;
        const auto index = static_cast<std::size_t>(*family);
        const auto roll = fullestBar(stretch, *family, kBar);
        RollPreview shown{.columns = kBar, .rows = kRollPitches, .columnsPerBar = 0, .cells = {}};
        for (int step = 0; step < kBar; ++step)
            for (const int pitch : roll.pitchesAt(step))
                shown.cells.push_back({static_cast<std::int16_t>(step),
                                       static_cast<std::int16_t>(pitch - kRollLowest),
                                       static_cast<std::int8_t>(index), 127});
        return Preview{"a bar of one instrument: 96 steps by 84 pitches", std::move(shown)};
    }
    return Error{song.stretches.empty() ? "This system counts in 4/4, which this song is not in."
                                        : kNothingPitched};
}

/// All pitched instruments on top of one another, from the first note on.
Result<Preview> pagePreview(const score::Score& score, std::string_view) {
    constexpr int kSixteenths = 4, kColumns = 100, kRows = 106, kLowest = 21;
    const auto grid = toGrid(score, kSixteenths);
    int first = grid.steps;
    for (int family = 0; family < kDrums; ++family)
        if (const auto& notes = grid.notes[static_cast<std::size_t>(family)]; !notes.empty())
            first = std::min(first, static_cast<int>(notes.front().step));
    if (first == grid.steps) return Error{kNothingPitched};
    RollPreview page{.columns = kColumns, .rows = kRows, .columnsPerBar = 0, .cells = {}};
    for (int family = 0; family < kDrums; ++family)
        forEachNote(grid, family, first, first + kColumns, [&](const GridNote& note) {
            const int end = std::min(note.step + note.length - first, kColumns);
            for (int column = std::max(0, note.step - first); column < end; ++column)
                page.cells.push_back(
                    {static_cast<std::int16_t>(column),
                     static_cast<std::int16_t>(std::clamp(note.pitch - kLowest, 0, kRows - 1)), 0,
                     127});
        });
    return Preview{"a page of 100 sixteenths by 106 pitches, black and white", std::move(page)};
}

struct Previewer {
    std::string_view encoding; ///< or its beginning
    Result<Preview> (*preview)(const score::Score&, std::string_view text);
};
constexpr std::array kPreviewers{
    Previewer{"segment-5x32x128", segmentPreview}, Previewer{"note-rows", rowsPreview},
    Previewer{"characters", textPreview},          Previewer{"roll-5x128", rollPreview},
    Previewer{"pair-tokens", pairPreview},         Previewer{"events-12", eventPreview},
    Previewer{"chord-tokens", chordPreview},       Previewer{"pitch-words", wordPreview},
    Previewer{"pitch-sets", barPreview},           Previewer{"roll-96x84", barPreview},
    Previewer{"image-106x100", pagePreview},
};

} // namespace

std::optional<Result<Preview>> previewOf(std::string_view encoding, const score::Score& score,
                                         std::string_view text) {
    for (const auto& each : kPreviewers)
        if (encoding.starts_with(each.encoding)) return each.preview(score, text);
    return std::nullopt;
}

} // namespace contrafact::encoding
