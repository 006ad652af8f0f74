// SPDX-License-Identifier: GPL-3.0-or-later
// What the Edit menu does to the selected notes. Each call is one step of undo.
#pragma once

#include "core/score/transforms.h"

#include <QByteArray>
#include <QString>

namespace contrafact::ui {

class Document;
class RollState;

/// Notes as bytes for the clipboard; onsets count from the first one.
QByteArray encodeNotes(const std::vector<score::Note>& notes, int ppq);
/// Scaled to `ppq`; empty when the bytes are something else.
std::vector<score::Note> decodeNotes(const QByteArray& bytes, int ppq);

void selectAll(Document& document);
/// The selected notes of all tracks, as they stand, sorted.
std::vector<score::Note> selectedNotes(const Document& document);

void copyNotes(const Document& document);
void cutNotes(Document& document);
/// At a tick, on the current track; the pasted notes are selected.
void pasteNotes(Document& document, score::Tick at);
/// Right behind the selection, on the next grid line.
void duplicateNotes(Document& document, const RollState& state);
void deleteNotes(Document& document);
/// Locks the selected notes for composing, or unlocks them when all are locked; without a selection
/// those that begin in the chosen bars. Gives a sentence about what was done.
QString toggleLocks(Document& document);
void nudgeNotes(Document& document, score::Tick by, int semitones);
/// The note of the current track that comes `by` places after the selected one in time (before it
/// when negative), or with nothing selected the nearest to `from`. Null: there is none.
const score::Note* neighbourNote(const Document& document, score::Tick from, int by);
void stretchNotes(Document& document, score::Tick by, score::Tick minimum);
/// Each note louder or softer by as much.
void changeVelocities(Document& document, int by);
/// Draws a note as long and loud as the last one on the current track and selects it.
void insertNote(Document& document, const RollState& state, score::Tick at, score::Pitch pitch);
void quantiseNotes(Document& document, const RollState& state);

} // namespace contrafact::ui
