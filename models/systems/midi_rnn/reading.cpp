// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_rnn/reading.h"

#include "core/score/transforms.h"

namespace contrafact::models::midi_rnn {

namespace {

constexpr int kFifth = 7;
constexpr int kHighest = 127;

} // namespace

Reading Reading::from(const Params& params) {
    return {.rows = {.track = params.choice("track") == "highest" ? encoding::RowTrack::Highest
                                                                  : encoding::RowTrack::First,
                     .evenTempo = params.choice("tempo") == "even"},
            .evenKeys = params.choice("keys") == "even"};
}

int shiftToC(const score::Score& score) {
    const int sharps = score::estimateKey(score).sharps;
    const int above = ((sharps * kFifth) % kOctave + kOctave) % kOctave; // of the major tonic
    return above > 6 ? kOctave - above : -above;
}

int shiftedPitch(int pitch, int shift) {
    const int moved = pitch + shift;
    if (moved < 0) return moved + kOctave;
    return moved > kHighest ? moved - kOctave : moved;
}

std::vector<encoding::NoteRow> read(const score::Score& score, const Reading& reading, int shift) {
    auto rows = encoding::noteRows(score, reading.rows);
    for (auto& row : rows) row.pitch = shiftedPitch(row.pitch, shift);
    return rows;
}

} // namespace contrafact::models::midi_rnn
