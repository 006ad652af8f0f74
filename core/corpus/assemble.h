// SPDX-License-Identifier: GPL-3.0-or-later
// From imported files to a corpus: duplicates out, names, the validation split. Pure.
#pragma once

#include "core/corpus/cache.h"
#include "core/corpus/corpus.h"

#include <span>
#include <vector>

namespace contrafact::corpus {

/// `files` are sorted by path and `imported` runs along with them. Of equal pieces, and of pieces
/// with equal notes on the grid of 2 steps a beat, the first stays.
Corpus assemble(std::span<const SourceFile> files, std::vector<Imported> imported,
                double validationShare);

/// Marks the songs whose hash, read as a number in [0, 1), lies below `share`: a song's place does
/// not depend on the others, but that the same music in another key or tempo goes where the
/// smallest of its hashes says. Exceptions keep small corpora usable: of five songs and more at
/// least one is held out (unless `share` is 0), at least one is left for training, where all are
/// the same music each goes by its own hash, and for a share up to a half no more songs are held
/// out than are left: the groups that reach beyond that, counted from the smallest hash on, are
/// learned.
void splitValidation(std::vector<Song>& songs, double share);

} // namespace contrafact::corpus
