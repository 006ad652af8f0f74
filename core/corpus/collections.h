// SPDX-License-Identifier: GPL-3.0-or-later
// Songs of a corpus that belong together, for style sets: those of one folder or one archive.
#pragma once

#include "core/corpus/corpus.h"

#include <string>
#include <vector>

namespace contrafact::corpus {

struct Collection {
    std::string title;              ///< the folder's or archive's; the starter's say what is heard
    std::vector<const Song*> songs; ///< two or more, in the corpus's order
};

/// In the order in which they first come. The corpus must outlive them.
std::vector<Collection> collectionsOf(const Corpus& corpus);

} // namespace contrafact::corpus
