// SPDX-License-Identifier: GPL-3.0-or-later
// The worker behind an OutPort: the only thread that touches RtMidi.
#pragma once

#include "core/midiio/outbox.h"
#include "core/midiio/port.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <vector>

class RtMidiOut;

namespace contrafact::midiio {

/// Shared by the port and its worker; a worker that hangs in a device keeps it alive.
class Device {
public:
    Device(PortInfo where, bool isVirtual);
    ~Device();

    const std::string api;
    const bool isVirtual;
    /// As it is listed now: a device that came back may have another address.
    std::string name() const;

    /// The worker: opens, sends until it is told to stop, then lets every key go and closes.
    static void run(const std::shared_ptr<Device>& device);

    // The port's side.
    /// Real-time safe.
    bool queue(const Message& message);
    void panic() { m_outbox.panic(); }
    std::string problem() const;
    /// Empty when the device opened in time.
    std::string waitUntilOpen(std::chrono::milliseconds patience);
    void stopAndWait(std::chrono::milliseconds patience);

private:
    bool open();
    void close();
    void work();
    void transmit(const Message& message);
    void lookAround();
    bool isListed();
    void rename(const std::string& name);
    void report(std::string problem);
    bool stuck() const;

    Outbox m_outbox;
    std::atomic<std::int64_t> m_callSince{0}; ///< steady nanoseconds; 0 outside RtMidi's functions
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_gone{false};
    std::binary_semaphore m_opened{0};
    std::binary_semaphore m_closed{0};
    mutable std::mutex m_textMutex;
    std::string m_name;
    std::string m_problem;

    // The worker's own.
    std::unique_ptr<RtMidiOut> m_out;
    std::vector<std::string> m_others; ///< of its bare name, there when it went
    std::chrono::steady_clock::time_point m_nextLook;
};

} // namespace contrafact::midiio
