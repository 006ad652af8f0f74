// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/note_gru/model.h"

#include "core/encoding/chord_tokens.h"
#include "core/encoding/note_rows.h"

#include <algorithm>

namespace contrafact::models::note_gru {

namespace {

std::vector<score::Note> allPitched(const score::Score& score) {
    std::vector<score::Note> notes;
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& track = score.track(i);
        if (!track.info.isDrums())
            notes.insert(notes.end(), track.notes().begin(), track.notes().end());
    }
    std::sort(notes.begin(), notes.end());
    return notes;
}

} // namespace

std::vector<std::string> Model::tokensOf(const score::Score& score) const {
    if (together) return encoding::chordTokens(allPitched(score), encoding::ChordNotes::Sounding);
    const auto* track = encoding::firstPitchedTrack(score);
    return track ? encoding::chordTokens(track->notes()) : std::vector<std::string>();
}

} // namespace contrafact::models::note_gru
