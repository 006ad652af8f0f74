// SPDX-License-Identifier: GPL-3.0-or-later
// A score as the player needs it: immutable, sorted by clock time, built off the audio thread.
#pragma once

#include "core/audio/controls.h"
#include "core/audio/retirable.h"
#include "core/score/score.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace contrafact::audio {

/// FluidSynth can be given 256 channels, but marks its idle voices as those of channel 255: a
/// control change there reaches for voices that never were, and crashes.
inline constexpr int kSynthChannels = 255;
/// One synth channel a track; the rest of them sound single notes (auditions).
inline constexpr int kTrackChannels = 240;

/// How one synth channel sounds.
struct ChannelSetup {
    std::uint8_t midiChannel = 0; ///< of the track, for MIDI devices
    std::uint8_t program = 0;
    std::uint16_t bank = 0; ///< 0..16383
    std::uint8_t volume = 100;
    std::uint8_t pan = 64;
    bool drums = false;
    bool operator==(const ChannelSetup&) const = default;
};

/// A synth channel and a pitch in one number.
using KeyId = std::uint16_t;
constexpr KeyId keyId(int channel, int pitch) {
    return static_cast<KeyId>(channel * 128 + pitch);
}
constexpr int channelOf(KeyId key) {
    return key / 128;
}
constexpr int pitchOf(KeyId key) {
    return key % 128;
}

/// A key goes down (velocity 1..127) or up (velocity 0), or a lane changes.
struct KeyEvent {
    static constexpr std::uint16_t kNoLane = 0xFFFF;
    double seconds = 0;
    KeyId key = 0;
    std::uint8_t velocity = 0;
    std::uint16_t lane = kNoLane;
    std::uint32_t value = 0; ///< of the lane
    bool isKey() const { return lane == kNoLane; }
    bool operator==(const KeyEvent&) const = default;
};

/// The time a key is down.
struct Strike {
    double onset = 0;
    double end = 0;
    KeyId key = 0;
    std::uint8_t velocity = 0;
};

class PlaybackSnapshot : public Retirable {
public:
    std::vector<ChannelSetup> channels; ///< by synth channel; at most kTrackChannels
    /// By time; at one time keys go up before others go down, and controls stand where the file
    /// has them.
    std::vector<KeyEvent> events;
    Controls controls;
    std::vector<Strike> strikes; ///< by key, then by time; they do not overlap
    score::TempoMap tempo;
    double lastNoteEnd = 0; ///< seconds; later where a pedal holds the last notes for a while
    double barEnd = 0;      ///< seconds; where the bar of that ends

    /// The first event that is not before `seconds`. Real-time safe.
    std::size_t firstEventAt(double seconds) const;
    /// Whether a note holds the key at that time (its onset included, its end not). Real-time safe.
    bool holds(KeyId key, double seconds) const;
};

/// Mute and solo are applied by leaving notes out. A key is down while any of its notes holds it;
/// each onset strikes it again.
std::unique_ptr<const PlaybackSnapshot> buildSnapshot(const score::Score& score);

} // namespace contrafact::audio
