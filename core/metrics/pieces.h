// SPDX-License-Identifier: GPL-3.0-or-later
// Music in pieces of equal length, so that columns of an evaluation are measured alike.
#pragma once

#include "core/corpus/corpus.h"
#include "core/score/score.h"

#include <span>
#include <stop_token>
#include <vector>

namespace contrafact::metrics {

inline constexpr int kBarsPerPiece = 8;

/// Some bars of 4/4; the last of them may be silent.
struct Piece {
    score::Score score;
    int bars = 0;
};

/// The bars [first, first + bars) of 4/4 from tick 0 on, with the tempo that they had. Notes are
/// cut at both ends.
Piece cutPiece(const score::Score& score, int first, int bars);
/// A whole score one piece after another; the last one may be shorter.
std::vector<Piece> cutPieces(const score::Score& score, int barsPerPiece = kBarsPerPiece);

/// Pieces drawn without replacement until there are `bars` bars or no more; the last one is cut.
std::vector<Piece> drawPieces(std::vector<Piece> pieces, int bars, std::uint64_t seed);
int barsOf(std::span<const Piece> pieces);

/// The same music as systems on that grid can have it.
Piece onGrid(const Piece& piece, int stepsPerBeat);
/// Every onset and every length is a whole number of steps of one grid of at most 8 steps a beat:
/// there each note is "qualified" by construction. False without notes.
bool isOnCoarseGrid(std::span<const Piece> pieces);

/// The training or the held-out songs of a corpus in pieces; of a large corpus 400 songs drawn by
/// the seed.
std::vector<Piece> realPieces(const corpus::Corpus& corpus, bool heldOut, std::uint64_t seed,
                              const std::stop_token& stop = {});

} // namespace contrafact::metrics
