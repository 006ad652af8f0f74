// SPDX-License-Identifier: GPL-3.0-or-later
// What this computer has for sound and MIDI, found out without noise and without side effects.
#pragma once

namespace contrafact::midiio {

/// ALSA and JACK write what they do not find to stderr; from now on they do not. Any thread.
void silenceSoundSystems();
bool alsaSequencerExists();
/// Asks by connecting; never starts a server. May take long with a server that hangs.
bool jackServerRuns();

} // namespace contrafact::midiio
