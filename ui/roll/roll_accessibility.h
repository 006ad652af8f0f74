// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace contrafact::ui {

/// The piano roll as a list of the current track's notes for screen readers: each says its pitch,
/// place, length and velocity, can be selected (which sounds it) and is announced when the keyboard
/// selects it. Call it once. GUI thread.
void installRollAccessibility();

} // namespace contrafact::ui
