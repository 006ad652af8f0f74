// SPDX-License-Identifier: GPL-3.0-or-later
// What this computer has for sound and MIDI, found out without noise and without side effects.
#pragma once

namespace contrafact::midiio {

/// ALSA and JACK write what they do not find to stderr; from now on they do not. Any thread.
void silenceSoundSystems();
bool alsaSequencerExists();
/// The frames a second of the running JACK server; 0 when there is none. Asks by connecting; never
/// starts a server. May take long with a server that hangs.
int jackSampleRate();
inline bool jackServerRuns() {
    return jackSampleRate() > 0;
}

} // namespace contrafact::midiio
