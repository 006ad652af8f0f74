// SPDX-License-Identifier: GPL-3.0-or-later
// What is on its way to a device: messages in their order, and the keys that are down there.
#pragma once

#include "core/midiio/port.h"
#include "core/rt/spsc_ring.h"

#include <array>
#include <atomic>
#include <bitset>
#include <cstdint>

namespace contrafact::midiio {

/// One thread queues, any thread panics, one worker sends. `Send` is called with each Message.
class Outbox {
public:
    /// Real-time safe; false when the worker does not keep up.
    bool queue(const Message& message) { return m_ring.push(message); }
    /// Nothing that was queued before sounds on.
    void panic() { m_panic = true; }

    /// Sends what waits, in order. With a panic no note begins, and all keys go up behind what was
    /// queued before it. Returns whether there was anything.
    template<typename Send>
    bool sendWaiting(Send&& send) {
        const bool panic = m_panic.exchange(false); // first: what it is about is queued by then
        bool any = panic;
        for (Message message; m_ring.pop(message); any = true) {
            if (panic && beginsNote(message)) continue;
            note(message);
            send(message);
        }
        if (panic) letAllKeysGo(send);
        return any;
    }

    template<typename Send>
    void letAllKeysGo(Send&& send) {
        for (std::uint8_t channel = 0; channel < 16; ++channel) {
            auto& down = m_down[channel];
            for (std::uint8_t pitch = 0; pitch < 128 && down.any(); ++pitch)
                if (down[pitch]) {
                    down.reset(pitch);
                    send(Message{{status(kOff, channel), pitch, 64}, 3});
                }
            // Sustain up, then all notes off, for what we do not know of.
            send(Message{{status(kControl, channel), 64, 0}, 3});
            send(Message{{status(kControl, channel), 123, 0}, 3});
        }
    }

private:
    static constexpr std::uint8_t kOff = 0x80, kOn = 0x90, kControl = 0xB0;

    static std::uint8_t status(std::uint8_t kind, std::uint8_t channel) {
        return static_cast<std::uint8_t>(kind | channel);
    }
    static std::uint8_t kindOf(const Message& message) { return message.bytes[0] & 0xF0U; }
    static bool beginsNote(const Message& message) {
        return kindOf(message) == kOn && message.bytes[2] > 0;
    }
    void note(const Message& message) {
        if (kindOf(message) == kOn || kindOf(message) == kOff)
            m_down[message.bytes[0] & 0x0FU][message.bytes[1] & 0x7FU] = beginsNote(message);
    }

    rt::SpscRing<Message> m_ring{4096};
    std::atomic<bool> m_panic{false};
    std::array<std::bitset<128>, 16> m_down; ///< the worker's own
};

} // namespace contrafact::midiio
