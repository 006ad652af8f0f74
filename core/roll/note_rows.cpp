// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roll/note_rows.h"

#include "core/roll/family.h"

#include <algorithm>
#include <cmath>

namespace contrafact::roll {

namespace {

constexpr double kMicrosPerMinute = 60e6;

/// Equal pitches on one onset would be one key struck twice at once.
void keepLongest(std::vector<score::Note>& notes) {
    std::ranges::sort(notes, {}, [](const score::Note& note) {
        return std::tuple(note.onset.value, note.pitch.value, -note.length.value);
    });
    const auto same = [](const score::Note& a, const score::Note& b) {
        return a.onset == b.onset && a.pitch == b.pitch;
    };
    notes.erase(std::unique(notes.begin(), notes.end(), same), notes.end());
}

} // namespace

const score::Track* firstPitchedTrack(const score::Score& score) {
    for (int i = 0; i < score.trackCount(); ++i)
        if (!score.track(i).info.isDrums() && !score.track(i).notes().empty())
            return &score.track(i);
    return nullptr;
}

std::vector<NoteRow> noteRows(const score::Score& score) {
    const auto* track = firstPitchedTrack(score);
    if (!track) return {};
    std::vector<NoteRow> rows;
    rows.reserve(track->notes().size());
    double previous = score.tempo.toSeconds(track->notes().front().onset).value;
    for (const auto& note : track->notes()) {
        const double begin = score.tempo.toSeconds(note.onset).value;
        const double end = score.tempo.toSeconds(note.end()).value;
        rows.push_back({note.pitch.value, begin - previous, end - begin});
        previous = begin;
    }
    return rows;
}

std::vector<score::Note> placeRows(std::span<const NoteRow> rows, const PlaceOptions& options) {
    const int grid = options.stepsPerBeat > 0 ? options.stepsPerBeat : options.ppq;
    const double gridPerSecond = options.bpm / 60 * grid;
    const auto ticks = [&](std::int64_t steps) {
        return score::Tick(std::llround(static_cast<double>(steps) * options.ppq / grid));
    };
    std::vector<score::Note> notes;
    notes.reserve(rows.size());
    double seconds = 0;
    for (const auto& row : rows) {
        seconds += notes.empty() ? 0 : row.step;
        const auto begin = std::llround(seconds * gridPerSecond);
        const auto length = std::max(1LL, std::llround(row.duration * gridPerSecond));
        notes.push_back({ticks(begin), ticks(begin + length) - ticks(begin),
                         score::Pitch(static_cast<std::int16_t>(row.pitch)),
                         static_cast<std::uint8_t>(options.velocity)});
    }
    keepLongest(notes);
    return notes;
}

score::Score toScore(std::span<const NoteRow> rows, const PlaceOptions& options) {
    score::Score score(options.ppq);
    const auto micros = static_cast<std::uint32_t>(std::lround(kMicrosPerMinute / options.bpm));
    score.tempo = score::TempoMap(options.ppq, {{score::Tick(), micros}});
    score.addTrack(score::Track(trackFor(Family::Piano), placeRows(rows, options)));
    return score;
}

} // namespace contrafact::roll
