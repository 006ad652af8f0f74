// SPDX-License-Identifier: GPL-3.0-or-later
// The places in a corpus that networks are trained on.
#pragma once

#include "core/corpus/corpus.h"

#include <cstdint>
#include <vector>

namespace contrafact::corpus {

/// Where a segment begins.
struct Window {
    std::int32_t song = 0; ///< index into Corpus::songs
    std::int32_t step = 0;
    bool operator==(const Window&) const = default;
};

enum class Split { Training, Validation };
inline constexpr int kAnyFamily = -1;

/// Every segment, one each `hop` steps, in which `family` (or any) sounds, in the order of songs
/// and steps. The last one of a song ends with the song, rounded up to whole hops; a song shorter
/// than a segment gives one.
std::vector<Window> windows(const Corpus& corpus, int family, int hop, Split split);

} // namespace contrafact::corpus
