// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midiio/port.h"

#include "core/midiio/device.h"
#include "core/midiio/sound_system.h"
#include "core/midiio/within_time.h"

#include <RtMidi.h>

#include <algorithm>
#include <thread>

namespace contrafact::midiio {

namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 3s; ///< for opening and listing; a healthy system takes 10 ms
constexpr auto kClosing = 1s;

/// The systems that are there. ALSA and JACK are looked at first: RtMidi's constructor throws where
/// the one is missing and says yes where the other is.
std::vector<std::string> workingApis() {
    std::vector<std::string> out;
    std::vector<RtMidi::Api> built;
    RtMidi::getCompiledApi(built);
    const auto has = [&](RtMidi::Api api) {
        return std::find(built.begin(), built.end(), api) != built.end();
    };
    if (has(RtMidi::LINUX_ALSA) && alsaSequencerExists()) out.push_back("ALSA");
    if (has(RtMidi::UNIX_JACK) && jackServerRuns()) out.push_back("JACK");
    return out;
}

void appendPorts(const std::string& api, PortList& list) {
    try {
        RtMidiOut out(api == "JACK" ? RtMidi::UNIX_JACK : RtMidi::LINUX_ALSA, "Contrafact Studio");
        for (unsigned i = 0; i < out.getPortCount(); ++i)
            list.ports.push_back({api, out.getPortName(i)});
    } catch (const RtMidiError& error) {
        list.message = api + " MIDI does not work: " + error.getMessage();
    }
}

constexpr auto kNoSystem = "no MIDI system is running: load the ALSA sequencer "
                           "(modprobe snd-seq) or start a JACK server";

PortList listNow() {
    silenceSoundSystems();
    PortList list;
    const auto apis = workingApis();
    for (const auto& api : apis) appendPorts(api, list);
    if (!list.ports.empty())
        list.message.clear();
    else if (apis.empty())
        list.message = kNoSystem;
    else if (list.message.empty())
        list.message = "no MIDI device is connected: plug one in, or start a synthesiser";
    return list;
}

class DevicePort : public OutPort {
public:
    explicit DevicePort(std::shared_ptr<Device> device)
        : m_device(std::move(device)) {}
    ~DevicePort() override { m_device->stopAndWait(kClosing); }

    bool send(const Message& message) override { return m_device->queue(message); }
    void allNotesOff() override { m_device->panic(); }
    std::string name() const override { return m_device->name(); }
    std::string problem() const override { return m_device->problem(); }

private:
    std::shared_ptr<Device> m_device;
};

Result<std::shared_ptr<OutPort>> start(PortInfo info, bool isVirtual) {
    auto device = std::make_shared<Device>(std::move(info), isVirtual);
    std::thread(Device::run, device).detach();
    const auto problem = device->waitUntilOpen(kPatience);
    if (!problem.empty()) return Error{problem};
    return std::shared_ptr<OutPort>(std::make_shared<DevicePort>(std::move(device)));
}

} // namespace

PortList listOutPorts() {
    auto list = withinTime(kPatience, listNow);
    return list ? std::move(*list)
                : PortList{{}, "the MIDI system does not answer: restart JACK or the computer"};
}

Result<std::shared_ptr<OutPort>> OutPort::open(const PortInfo& port) {
    silenceSoundSystems();
    const auto apis = withinTime(kPatience, workingApis);
    if (!apis) return Error{"the MIDI system does not answer: restart JACK or the computer"};
    if (std::find(apis->begin(), apis->end(), port.api) == apis->end())
        return Error{"cannot open the MIDI port " + port.name + ": " +
                     (apis->empty() ? kNoSystem : port.api + " is not running")};
    return start(port, false);
}

Result<std::shared_ptr<OutPort>> OutPort::openVirtual(const std::string& virtualName) {
    silenceSoundSystems();
    const auto apis = withinTime(kPatience, workingApis);
    if (!apis || apis->empty())
        return Error{"cannot make the MIDI port " + virtualName + ": " + kNoSystem};
    return start({apis->front(), virtualName}, true);
}

} // namespace contrafact::midiio
