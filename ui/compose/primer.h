// SPDX-License-Identifier: GPL-3.0-or-later
// What a network goes on from, as pure functions: the selected notes, the bars before, or a file.
// Any thread.
#pragma once

#include "core/score/transforms.h"
#include "ui/compose/compose_plan.h"

#include <QString>

#include <memory>
#include <optional>
#include <string>

namespace contrafact::ui {

enum class PrimerSource {
    Piece,  ///< the selected notes, else the bars before those that are composed
    File,   ///< the end of a MIDI file
    Nothing ///< a beginning of the network's own
};

struct PrimerChoice {
    PrimerSource source = PrimerSource::Piece;
    std::shared_ptr<const score::Score> file; ///< of PrimerSource::File
    QString fileName;
};

struct Primer {
    std::optional<score::Score> music; ///< none: the network begins by itself
    QString words;                     ///< a sentence for the panel
    std::string story;                 ///< for a take's provenance; empty without music
};

/// @param region what is going to be composed
/// @param barsPerTurn of the system: two turns are heard of what is before
Primer primerFor(const score::Score& piece, const score::Selection& selection,
                 score::TickRange region, int barsPerTurn, const PrimerChoice& choice);

} // namespace contrafact::ui
