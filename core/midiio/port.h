// SPDX-License-Identifier: GPL-3.0-or-later
// MIDI devices through RtMidi. No ALSA sequencer, no port or a dead JACK server is a message, never
// a hang: sending is done by a worker with a watchdog.
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace contrafact::midiio {

struct PortInfo {
    std::string api; ///< "ALSA", "JACK"
    std::string name;
};
struct PortList {
    std::vector<PortInfo> ports;
    std::string message; ///< why there are none, when there are none
};
/// May take some hundred milliseconds: call it on a worker.
PortList listOutPorts();

/// A short MIDI message (1..3 bytes).
struct Message {
    std::array<std::uint8_t, 3> bytes{};
    std::uint8_t size = 0;
};

class OutPort {
public:
    /// `virtualName`: makes a port that other programs connect to. Call it on a worker.
    static Result<std::shared_ptr<OutPort>> open(const PortInfo& port);
    static Result<std::shared_ptr<OutPort>> openVirtual(const std::string& virtualName);
    /// All notes off, then closes; waits at most a second for a stuck device.
    virtual ~OutPort() = default;

    /// Real-time safe, one producer thread: queues the message; false when the device has stopped
    /// taking them.
    virtual bool send(const Message& message) = 0;
    virtual void allNotesOff() = 0;
    virtual std::string name() const = 0;
    /// Not empty when the device is gone or stuck.
    virtual std::string problem() const = 0;
};

} // namespace contrafact::midiio
