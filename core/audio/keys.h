// SPDX-License-Identifier: GPL-3.0-or-later
// Which keys are down: on the synth's channels, and on the channels of a MIDI device. Both belong
// to the audio thread and are real-time safe.
#pragma once

#include "core/audio/retirable.h"
#include "core/audio/snapshot.h"
#include "core/midiio/port.h"

#include <array>
#include <memory>
#include <utility>

namespace contrafact::audio {

/// The keys that are down on the synth, with the velocities they were struck with.
class HeldKeys {
public:
    void set(KeyId key, std::uint8_t velocity) {
        auto& slot = m_velocity[key];
        auto& count = m_perChannel[static_cast<std::size_t>(channelOf(key))];
        count = static_cast<std::uint8_t>(count + (velocity > 0) - (slot > 0));
        slot = velocity;
    }

    bool isDown(KeyId key) const { return m_velocity[key] > 0; }

    /// Calls `visit(KeyId, velocity)` for each key that is down; it may let that key go.
    template<typename Visit>
    void forEach(Visit&& visit) const {
        for (int channel = 0; channel < kSynthChannels; ++channel) {
            if (m_perChannel[static_cast<std::size_t>(channel)] == 0) continue;
            for (int pitch = 0; pitch < 128; ++pitch) {
                const auto key = keyId(channel, pitch);
                if (m_velocity[key] > 0) visit(key, m_velocity[key]);
            }
        }
    }

private:
    std::array<std::uint8_t, kSynthChannels * 128> m_velocity{};
    std::array<std::uint8_t, kSynthChannels> m_perChannel{};
};

/// A port as the audio thread holds it.
struct PortHolder : Retirable {
    explicit PortHolder(std::shared_ptr<midiio::OutPort> p)
        : port(std::move(p)) {}
    std::shared_ptr<midiio::OutPort> port; ///< may be null
};

/// Repeats what is played to a MIDI port. Tracks that share a MIDI channel share its keys: a key
/// goes up when the last of them lets it go.
class MidiMirror {
public:
    /// Returns the holder that was there before.
    PortHolder* setPort(PortHolder* holder) {
        letAllGo();
        return std::exchange(m_holder, holder);
    }
    PortHolder* holder() const { return m_holder; }

    void setUp(const ChannelSetup& setup);
    void control(const Lane& lane, std::uint32_t value);
    void key(int midiChannel, int pitch, int velocity);
    void letAllGo();

private:
    void send(int status, int channel, int first, int second);

    PortHolder* m_holder = nullptr;
    std::array<std::array<std::uint8_t, 128>, 16> m_down{};
};

} // namespace contrafact::audio
