// SPDX-License-Identifier: GPL-3.0-or-later
// ABC tune books to scores. Reads what matters for sound of ABC 2.1: notes, chords, rests, ties,
// tuplets, broken rhythm, keys and modes, accidentals (until the bar line, in every octave),
// repeats with endings, voices, changes of key, meter, unit and tempo. Graces, decorations, lyrics
// and layout are passed over. Never crashes; every repair is a warning. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/score/score.h"

#include <string>
#include <string_view>
#include <vector>

namespace contrafact::exchange {

struct AbcFile {
    std::vector<score::Score> scores; ///< one a tune, never empty
    std::vector<std::string> texts;   ///< of the same tunes as they are written, from "X:" on
    std::vector<int> places;          ///< of the same tunes in the book, counted from 1
    std::vector<int> silent;          ///< places of tunes without notes
    std::vector<std::string> warnings;
};

/// `name` (usually the file name) opens the error, which says that there is no tune in it.
Result<AbcFile> readAbc(std::string_view text, const std::string& name);

} // namespace contrafact::exchange
