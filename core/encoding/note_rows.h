// SPDX-License-Identifier: GPL-3.0-or-later
// Music as rows of (pitch, step, duration) in seconds, the language of next-note networks, and rows
// back on the bars of a tempo.
#pragma once

#include "core/score/score.h"

#include <span>
#include <vector>

namespace contrafact::encoding {

/// One note of one instrument.
struct NoteRow {
    int pitch = 0;       ///< 0..127
    double step = 0;     ///< seconds since the previous row's onset, >= 0; the first row has 0
    double duration = 0; ///< seconds, >= 0
    bool operator==(const NoteRow&) const = default;
};

/// The first track that is no drum track and has notes; nullptr when there is none.
const score::Track* firstPitchedTrack(const score::Score& score);
/// The one that lies highest of those pitched tracks that have at least a quarter as many notes as
/// the fullest: a tune, where the first may be a bass. nullptr when there is none.
const score::Track* highestTrack(const score::Score& score);

enum class RowTrack { First, Highest };
struct RowOptions {
    RowTrack track = RowTrack::First;
    bool evenTempo = false; ///< seconds as if all were played at kEvenBpm
};
inline constexpr double kEvenBpm = 120;

/// That track's notes in order of their onsets; empty when there is no such track. Silence before
/// the first note is not kept.
std::vector<NoteRow> noteRows(const score::Score& score, const RowOptions& options = {});

/// How seconds are placed on bars.
struct PlaceOptions {
    double bpm = 120;     ///< quarter notes per minute, > 0
    int stepsPerBeat = 0; ///< onsets and lengths are rounded to so many per quarter; 0: to ticks
    int ppq = score::kDefaultPpq;
    int velocity = 100;
};

/// Notes from tick 0. Each onset is rounded from the sum of the steps before it, so that rounding
/// does not add up; a length is at least one grid step, or one tick. Of equal pitches that fall on
/// one onset the longest stays.
std::vector<score::Note> placeRows(std::span<const NoteRow> rows, const PlaceOptions& = {});

/// One piano track at that tempo, 4/4.
score::Score toScore(std::span<const NoteRow> rows, const PlaceOptions& = {});

} // namespace contrafact::encoding
