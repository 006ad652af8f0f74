// SPDX-License-Identifier: GPL-3.0-or-later
// Songs as rows of cells, one row a step: 128 pitches of each of five instruments, and where counts
// are asked for a value beside them that says how many sound. Without torch.
#pragma once

#include "core/encoding/grid.h"
#include "models/api/params.h"

#include <span>
#include <vector>

namespace contrafact::models::multi_rnn {

struct RollOptions {
    int stepsPerBeat = 2;
    bool counts = false;
    /// A cell is left free before a note that is struck again, and drums are hits without length;
    /// otherwise neighbouring cells are one note and repeated notes are lost.
    bool apart = false;

    static RollOptions from(const Params& training);
    int stride() const { return encoding::kPitches + (counts ? 1 : 0); } ///< of an instrument
    int features() const { return encoding::kFamilies * stride(); }
    std::size_t cell(int family, int pitch) const {
        return static_cast<std::size_t>(family * stride() + pitch);
    }
};

/// The whole song, whatever its meters, as `options` wants it.
encoding::GridSong gridOf(const score::Score& score, const RollOptions& options);

/// `steps` rows from `begin` on into `out`, [steps, features]: 1 where a cell sounds; silence
/// before and after the song. Pitched notes are moved by `transpose` semitones.
void fillRows(const encoding::GridSong& song, int begin, int steps, int transpose,
              const RollOptions& options, std::span<float> out);
/// Sets the counts of a row by its cells: half of how many sound, ten at most. Nothing without
/// counts.
void fillCounts(std::span<float> row, const RollOptions& options);

/// Rows, one after the other, as a song.
encoding::GridSong songOf(std::span<const float> rows, const RollOptions& options);

} // namespace contrafact::models::multi_rnn
