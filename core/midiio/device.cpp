// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midiio/device.h"

#include "core/midiio/port_names.h"
#include "core/midiio/sound_system.h"

#include <RtMidi.h>

#include <algorithm>
#include <thread>

namespace contrafact::midiio {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kStuckAfter = 500ms; ///< no device takes so long for a short message
constexpr auto kLookEvery = 500ms;

std::int64_t now() {
    return Clock::now().time_since_epoch().count();
}

/// Marks that RtMidi is being called, for the watchdog.
class Call {
public:
    explicit Call(std::atomic<std::int64_t>& since)
        : m_since(since) {
        m_since = now();
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    ~Call() { m_since = 0; }

private:
    std::atomic<std::int64_t>& m_since;
};

RtMidi::Api apiNamed(const std::string& name) {
    return name == "JACK" ? RtMidi::UNIX_JACK : RtMidi::LINUX_ALSA;
}

/// RtMidi throws errors and prints warnings unless it has somewhere to say them.
void ignoreWarnings(RtMidiError::Type type, const std::string& text, void*) {
    if (type != RtMidiError::WARNING && type != RtMidiError::DEBUG_WARNING)
        throw RtMidiError(text, type);
}

std::vector<std::string> portNames(RtMidiOut& out) {
    std::vector<std::string> names;
    for (unsigned i = 0; i < out.getPortCount(); ++i) names.push_back(out.getPortName(i));
    return names;
}

} // namespace

Device::Device(PortInfo where, bool virtualPort)
    : api(std::move(where.api))
    , isVirtual(virtualPort)
    , m_name(std::move(where.name)) {}

Device::~Device() = default;

void Device::run(const std::shared_ptr<Device>& device) {
    const bool open = device->open();
    device->m_opened.release();
    if (open) device->work();
    device->m_closed.release();
}

bool Device::open() {
    const Call call(m_callSince);
    try {
        m_out = std::make_unique<RtMidiOut>(apiNamed(api), "Contrafact Studio");
        m_out->setErrorCallback(ignoreWarnings);
        if (isVirtual) {
            m_out->openVirtualPort(name());
            return true;
        }
        const auto there = portNames(*m_out);
        const int number = portNamed(there, name(), m_others);
        if (number < 0) {
            report("the MIDI port " + name() + " is not there any more");
            return false;
        }
        m_out->openPort(static_cast<unsigned>(number), "out");
        rename(there[static_cast<std::size_t>(number)]);
        return true;
    } catch (const RtMidiError& error) {
        report("cannot open the MIDI port " + name() + ": " + error.getMessage());
        return false;
    }
}

void Device::work() {
    m_nextLook = Clock::now() + kLookEvery;
    const auto send = [this](const Message& message) { transmit(message); };
    while (!m_stop) {
        if (!m_outbox.sendWaiting(send)) std::this_thread::sleep_for(1ms);
        if (!isVirtual && Clock::now() >= m_nextLook) lookAround();
    }
    m_outbox.sendWaiting(send);
    m_outbox.letAllKeysGo(send);
    if (!m_gone)
        std::this_thread::sleep_for(20ms); // JACK sends what it was given at its next cycle
    const Call call(m_callSince);
    close();
}

/// A JACK client whose server has died cannot be closed: libjack would reach into memory that went
/// with the server. It is left behind.
void Device::close() {
    if (api == "JACK" && (m_gone || !jackServerRuns()))
        static_cast<void>(m_out.release());
    else
        m_out.reset();
}

void Device::transmit(const Message& message) {
    if (message.size == 0 || m_gone) return;
    const Call call(m_callSince);
    try {
        m_out->sendMessage(message.bytes.data(), message.size);
    } catch (const RtMidiError& error) {
        report("the MIDI port " + name() + " refused a message: " + error.getMessage());
    }
}

/// A device may be unplugged and come back, and a JACK server may die; RtMidi does not tell.
void Device::lookAround() {
    m_nextLook = Clock::now() + kLookEvery;
    if (!m_gone) {
        if (isListed()) return;
        m_gone = true;
        report("the MIDI port " + name() + " is gone; it is used again when it comes back");
        return;
    }
    const bool serverThere = api == "JACK" ? jackServerRuns() : alsaSequencerExists();
    if (!serverThere) return;
    close();
    if (open()) {
        report({});
        m_gone = false;
    } else {
        report("the MIDI port " + name() + " is gone; it is used again when it comes back");
    }
}

bool Device::isListed() {
    const Call call(m_callSince);
    try {
        const auto there = portNames(*m_out);
        if (std::ranges::count(there, name()) > 0) return true;
        m_others = namesakes(there, name());
        return false;
    } catch (const RtMidiError&) {
        return false;
    }
}

bool Device::queue(const Message& message) {
    return !stuck() && !m_gone && m_outbox.queue(message);
}

bool Device::stuck() const {
    const auto since = m_callSince.load();
    return since != 0 && now() - since > std::chrono::nanoseconds(kStuckAfter).count();
}

std::string Device::name() const {
    const std::lock_guard lock(m_textMutex);
    return m_name;
}

void Device::rename(const std::string& name) {
    const std::lock_guard lock(m_textMutex);
    m_name = name;
}

void Device::report(std::string problem) {
    const std::lock_guard lock(m_textMutex);
    m_problem = std::move(problem);
}

std::string Device::problem() const {
    if (stuck()) return "the MIDI port " + name() + " has stopped taking messages";
    const std::lock_guard lock(m_textMutex);
    return m_problem;
}

std::string Device::waitUntilOpen(std::chrono::milliseconds patience) {
    if (!m_opened.try_acquire_for(patience)) return "the MIDI port " + name() + " does not answer";
    return problem();
}

void Device::stopAndWait(std::chrono::milliseconds patience) {
    m_stop = true;
    static_cast<void>(m_closed.try_acquire_for(patience));
}

} // namespace contrafact::midiio
