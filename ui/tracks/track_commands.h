// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of the track list and of what a track is. Each is one step of undo.
#pragma once

#include "core/score/track.h"

#include <functional>

class QMenu;

namespace contrafact::ui {

class Document;

/// Changes the info of a track: `change` gets a copy of it.
void changeTrack(Document& document, int track, const char* label,
                 const std::function<void(score::TrackInfo&)>& change, int gesture = 0);
/// A new empty track behind the last one, on a free channel, with a family that is missing yet. It
/// becomes the current one.
void addTrack(Document& document);
/// Makes a track the current one. Notes that are selected in others are not meant any more.
void chooseTrack(Document& document, int track);
void duplicateTrack(Document& document, int track);
void removeTrack(Document& document, int track);
/// Fills `menu` with the General MIDI sounds by group, and the drum kit.
void fillProgramMenu(QMenu& menu, Document& document, int track);

} // namespace contrafact::ui
