// SPDX-License-Identifier: GPL-3.0-or-later
// A player whose callback is called by hand, with a synth and a MIDI port that remembers what it
// was sent; and music to play.
#pragma once

#include "core/audio/live_player.h"
#include "tests/support/music.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

namespace contrafact::test {

inline constexpr int kRate = 44100;

/// One second is 960 ticks, a bar 1920.
inline score::Score oneTrack(std::vector<score::Note> notes, score::TrackInfo info = {}) {
    score::Score out;
    out.addTrack(score::Track(std::move(info), std::move(notes)));
    return out;
}

inline score::Event message(std::int64_t tick, int status, int first, int second = 0) {
    score::Event event;
    event.tick = score::Tick(tick);
    event.status = static_cast<std::uint8_t>(status);
    event.first = static_cast<std::uint8_t>(first);
    event.second = static_cast<std::uint8_t>(second);
    return event;
}

/// A note in each second; after one second the pedal goes down and the program changes.
inline score::Score withPedalAndPrograms() {
    score::TrackInfo info;
    info.program = 5;
    auto out = oneTrack({note(0, 480, 60), note(960, 480, 62), note(1440, 480, 64)}, info);
    score::EventListBuilder events;
    events.add(message(0, 0xC0, 5));
    events.add(message(960, 0xB0, 64, 127));
    events.add(message(960, 0xC0, 40));
    out.editTrack(0).events = std::move(events).build();
    return out;
}

/// A port that remembers; enough is reserved that it does not allocate.
class SpyPort : public midiio::OutPort {
public:
    SpyPort() { m_sent.reserve(20'000); }
    bool send(const midiio::Message& message) override {
        m_sent.push_back(message);
        return true;
    }
    void allNotesOff() override {}
    std::string name() const override { return "spy"; }
    std::string problem() const override { return {}; }

    std::vector<std::pair<int, int>> noteOns() const { return notesOf(0x90); }
    std::vector<std::pair<int, int>> noteOffs() const { return notesOf(0x80); }
    int count(int status) const {
        return static_cast<int>(std::count_if(m_sent.begin(), m_sent.end(), [&](const auto& m) {
            return (m.bytes[0] & 0xF0) == status;
        }));
    }

    /// The last value of a controller on channel 1; -1 when it was never sent.
    int lastController(int number) const {
        int out = -1;
        for (const auto& m : m_sent)
            if (m.bytes[0] == 0xB0 && m.bytes[1] == number) out = m.bytes[2];
        return out;
    }
    int lastProgram() const {
        int out = -1;
        for (const auto& m : m_sent)
            if (m.bytes[0] == 0xC0) out = m.bytes[1];
        return out;
    }

private:
    std::vector<std::pair<int, int>> notesOf(int status) const {
        std::vector<std::pair<int, int>> out;
        for (const auto& m : m_sent)
            if ((m.bytes[0] & 0xF0) == status) out.emplace_back(m.bytes[0] & 0x0F, m.bytes[1]);
        return out;
    }
    std::vector<midiio::Message> m_sent;
};

/// A player with a synth and a spy on its MIDI output.
struct Rig {
    audio::LivePlayer player{kRate};
    std::shared_ptr<SpyPort> spy = std::make_shared<SpyPort>();
    std::vector<float> left = std::vector<float>(4096);
    std::vector<float> right = std::vector<float>(4096);

    explicit Rig(const score::Score& score, bool effects = true) {
        changeSynth(effects);
        player.post(audio::command::SetPort{new audio::PortHolder(spy)});
        set(score);
    }
    void set(const score::Score& score) {
        player.post(audio::command::SetSnapshot{audio::buildSnapshot(score).release()});
    }
    void changeSynth(bool effects = true) {
        auto made = audio::Synth::create({.sampleRate = kRate, .effects = effects});
        QVERIFY2(made.ok(), made ? "" : made.message().c_str());
        player.post(audio::command::SetSynth{made->release()});
    }
    /// Returns the highest sample.
    float run(double seconds, int block = 512) {
        float peak = 0;
        for (auto rest = std::llround(seconds * kRate); rest > 0; rest -= block) {
            const int count = static_cast<int>(std::min<std::int64_t>(block, rest));
            player.process(left.data(), right.data(), count);
            for (int i = 0; i < count; ++i)
                peak = std::max(peak, std::abs(left[static_cast<std::size_t>(i)]));
        }
        return peak;
    }
};

using Notes = std::vector<std::pair<int, int>>;

} // namespace contrafact::test
