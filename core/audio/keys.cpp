// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/keys.h"

namespace contrafact::audio {

namespace {

constexpr int kNoteOff = 0x80;
constexpr int kNoteOn = 0x90;
constexpr int kKeyPressure = 0xA0;
constexpr int kControl = 0xB0;
constexpr int kProgram = 0xC0;
constexpr int kChannelPressure = 0xD0;
constexpr int kBend = 0xE0;

} // namespace

void MidiMirror::send(int status, int channel, int first, int second) {
    if (!m_holder || !m_holder->port) return;
    const auto byte = [](int value) { return static_cast<std::uint8_t>(value); };
    // A port that takes no more says so itself; the music goes on.
    static_cast<void>(
        m_holder->port->send({{byte(status | channel), byte(first), byte(second)},
                              byte(status == kProgram || status == kChannelPressure ? 2 : 3)}));
}

void MidiMirror::setUp(const ChannelSetup& setup) {
    const int channel = setup.midiChannel;
    send(kControl, channel, 0, setup.bank >> 7);
    send(kControl, channel, 32, setup.bank & 127);
    send(kProgram, channel, setup.program, 0);
    send(kControl, channel, 7, setup.volume);
    send(kControl, channel, 10, setup.pan);
}

void MidiMirror::control(const Lane& lane, std::uint32_t value) {
    if (!lane.mirrored) return;
    const int channel = lane.midiChannel;
    const auto low = static_cast<int>(value & 0x7F), high = static_cast<int>(value >> 7);
    const auto parameter = [&](int selectHigh, int selectLow) {
        send(kControl, channel, selectHigh, lane.number >> 7);
        send(kControl, channel, selectLow, lane.number & 0x7F);
        send(kControl, channel, 6, high);
        send(kControl, channel, 38, low);
    };
    switch (lane.kind) {
    case Lane::Kind::controller:
    case Lane::Kind::moment:
        return send(kControl, channel, lane.number, low);
    case Lane::Kind::parameter:
        return parameter(101, 100);
    case Lane::Kind::ownParameter:
        return parameter(99, 98);
    case Lane::Kind::program:
        send(kControl, channel, 0, high >> 7);
        send(kControl, channel, 32, high & 0x7F);
        return send(kProgram, channel, low, 0);
    case Lane::Kind::keyPressure:
        return send(kKeyPressure, channel, lane.number, low);
    case Lane::Kind::channelPressure:
        return send(kChannelPressure, channel, low, 0);
    case Lane::Kind::bend:
        return send(kBend, channel, low, high);
    }
}

void MidiMirror::key(int midiChannel, int pitch, int velocity) {
    auto& down = m_down[static_cast<std::size_t>(midiChannel)][static_cast<std::size_t>(pitch)];
    if (velocity > 0) {
        ++down;
        send(kNoteOn, midiChannel, pitch, velocity);
    } else if (down > 0 && --down == 0) {
        send(kNoteOff, midiChannel, pitch, 64);
    }
}

void MidiMirror::letAllGo() {
    for (int channel = 0; channel < 16; ++channel)
        for (int pitch = 0; pitch < 128; ++pitch) {
            auto& down = m_down[static_cast<std::size_t>(channel)][static_cast<std::size_t>(pitch)];
            if (std::exchange(down, std::uint8_t{0}) > 0) send(kNoteOff, channel, pitch, 64);
        }
}

} // namespace contrafact::audio
