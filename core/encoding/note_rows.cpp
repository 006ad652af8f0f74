// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/note_rows.h"

#include "core/encoding/family.h"

#include <algorithm>
#include <cmath>

namespace contrafact::encoding {

namespace {

constexpr double kMicrosPerMinute = 60e6;
constexpr std::size_t kFewest = 4; ///< the fullest track over so many

bool isPitched(const score::Track& track) {
    return !track.info.isDrums() && !track.notes().empty();
}

double meanPitch(const score::Track& track) {
    double sum = 0;
    for (const auto& note : track.notes()) sum += note.pitch.value;
    return sum / static_cast<double>(track.notes().size());
}

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
        if (isPitched(score.track(i))) return &score.track(i);
    return nullptr;
}

const score::Track* highestTrack(const score::Score& score) {
    std::size_t most = 0;
    for (int i = 0; i < score.trackCount(); ++i)
        if (isPitched(score.track(i))) most = std::max(most, score.track(i).notes().size());
    const score::Track* highest = nullptr;
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& track = score.track(i);
        if (!isPitched(track) || track.notes().size() * kFewest < most) continue;
        if (!highest || meanPitch(track) > meanPitch(*highest)) highest = &track;
    }
    return highest;
}

std::vector<NoteRow> noteRows(const score::Score& score, const RowOptions& options) {
    const auto* track =
        options.track == RowTrack::First ? firstPitchedTrack(score) : highestTrack(score);
    if (!track) return {};
    const auto even = score::TempoMap(score.ppq()); // kEvenBpm
    const auto& tempo = options.evenTempo ? even : score.tempo;
    std::vector<NoteRow> rows;
    rows.reserve(track->notes().size());
    double previous = tempo.toSeconds(track->notes().front().onset).value;
    for (const auto& note : track->notes()) {
        const double begin = tempo.toSeconds(note.onset).value;
        const double end = tempo.toSeconds(note.end()).value;
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

} // namespace contrafact::encoding
