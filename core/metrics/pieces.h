// SPDX-License-Identifier: GPL-3.0-or-later
// Music in pieces of equal length, so that columns of an evaluation are measured alike. Bars are
// those of the piece's own meter.
#pragma once

#include "core/corpus/corpus.h"
#include "core/score/score.h"

#include <span>
#include <stop_token>
#include <vector>

namespace contrafact::metrics {

/// Long enough for what a piece repeats and where it drifts, short enough for many of them.
inline constexpr int kBarsPerPiece = 32;
inline constexpr int kWholePieces = 0; ///< in place of a number of bars

/// Some bars; the last of them may be silent.
struct Piece {
    score::Score score;
    int bars = 0;
    int song = -1; ///< pieces of one song are alike and are drawn together; -1: of no other's song
};

/// The bars [first, first + bars) from tick 0 on, with the tempo and the meter that they had. Notes
/// are cut at both ends.
Piece cutPiece(const score::Score& score, int first, int bars);
/// A whole score one piece after another; the last one may be shorter. A silent score is one bar.
std::vector<Piece> cutPieces(const score::Score& score, int barsPerPiece = kBarsPerPiece);

/// Pieces drawn without replacement until there are `bars` bars or no more; the last one is cut.
std::vector<Piece> drawPieces(std::vector<Piece> pieces, int bars, std::uint64_t seed);
int barsOf(std::span<const Piece> pieces);

/// The same music as systems on that grid can have it.
Piece onGrid(const Piece& piece, int stepsPerBeat);
/// The steps a beat of the coarsest grid, of at most 8, on which every onset and every length is a
/// whole number of steps: there each note is "qualified" by construction. 0 when there is none, or
/// no note.
int coarseGridOf(std::span<const Piece> pieces);

/// The training or the held-out songs of a corpus in pieces; of a large corpus 400 songs drawn by
/// the seed.
std::vector<Piece> realPieces(const corpus::Corpus& corpus, bool heldOut, int barsPerPiece,
                              std::uint64_t seed, const std::stop_token& stop = {});

} // namespace contrafact::metrics
