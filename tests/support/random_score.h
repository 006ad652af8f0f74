// SPDX-License-Identifier: GPL-3.0-or-later
// Random music for property tests: the same seed gives the same music on every machine.
#pragma once

#include "core/score/score.h"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <span>
#include <string>

namespace contrafact::test {

/// Own distributions: those of the standard library differ between implementations.
class Random {
public:
    explicit Random(unsigned seed)
        : m_engine(seed) {}
    /// Uniform in [low, high].
    int in(int low, int high) {
        return low + static_cast<int>(m_engine() % static_cast<unsigned>(high - low + 1));
    }
    bool chance(int percent) { return in(1, 100) <= percent; }

private:
    std::mt19937 m_engine;
};

inline score::Note randomNote(Random& random, int span = 20'000) {
    score::Note note{score::Tick(random.in(0, span)),
                     score::Tick(random.chance(10) ? 0 : random.in(1, 2000)),
                     score::Pitch(random.in(0, 127)), static_cast<std::uint8_t>(random.in(1, 127))};
    if (random.chance(20)) note.release = static_cast<std::uint8_t>(random.in(0, 127));
    return note;
}

/// Notes of one pitch end in the order in which they begin, as MIDI must have it.
inline void endInOrder(std::vector<score::Note>& notes) {
    std::sort(notes.begin(), notes.end());
    std::map<score::Pitch, score::Tick> latestEnd;
    for (auto& note : notes) {
        auto& latest = latestEnd[note.pitch];
        if (note.end() < latest) note.length = std::max(latest - note.onset, score::Tick{});
        latest = std::max(latest, note.end());
    }
}

inline std::vector<score::Note> randomNotes(Random& random, int count, bool fewPitches = false) {
    std::vector<score::Note> notes;
    for (int i = 0; i < count; ++i) {
        notes.push_back(randomNote(random));
        if (fewPitches) notes.back().pitch = score::Pitch(60 + notes.back().pitch.value % 3);
    }
    return notes;
}

inline score::TrackInfo randomInfo(Random& random, int channel) {
    score::TrackInfo info;
    info.name = random.chance(70) ? "Track \u00e9\u30c9 " + std::to_string(random.in(0, 99)) : "";
    info.channel = channel;
    info.program = random.in(0, 127);
    info.bank = random.in(0, 16383);
    info.volume = random.in(0, 127);
    info.pan = random.in(0, 127);
    return info;
}

/// Controllers, bends, programs, pressures, texts and system exclusive at random ticks.
/// @param foreign for channel 0, as those of a track without a channel are
inline score::EventList randomEvents(Random& random, int count, bool foreign = false) {
    constexpr std::array kStatuses{0xA0, 0xB0, 0xC0, 0xD0, 0xE0, 0xF0, 0xFF};
    score::EventListBuilder out;
    for (; count > 0; --count) {
        score::Event event{.tick = score::Tick(random.in(0, 25'000))};
        event.status = static_cast<std::uint8_t>(kStatuses[std::size_t(random.in(0, 6))]);
        const bool meta = event.isMeta();
        // Neither a name, a marker, a port nor what ends tracks or sets tempos and keys.
        event.first = static_cast<std::uint8_t>(meta ? random.in(1, 2) : random.in(66, 119));
        event.foreign = foreign && event.isChannelMessage();
        if (event.status == 0xF0) event.first = 0;
        if (event.isChannelMessage() && event.kind() != 0xC0 && event.kind() != 0xD0)
            event.second = static_cast<std::uint8_t>(random.in(0, 127));
        std::string text(static_cast<std::size_t>(random.in(0, 200)), '\0');
        for (auto& c : text) c = static_cast<char>(random.in(0, 127));
        if (event.isExclusive()) text += '\xF7';
        out.add(event, std::as_bytes(std::span(text)));
    }
    return std::move(out).build();
}

inline void randomMaps(Random& random, score::Score& score) {
    std::vector<score::TempoEvent> tempo;
    std::vector<score::MeterEvent> meter;
    for (int i = random.in(0, 5); i > 0; --i)
        tempo.push_back({score::Tick(random.in(0, 30'000)),
                         static_cast<std::uint32_t>(random.in(1, 0xFF'FFFF))});
    for (int i = random.in(0, 3); i > 0; --i)
        meter.push_back(
            {score::Tick(random.in(0, 30'000)), random.in(1, 17), 1 << random.in(0, 6)});
    score.tempo = score::TempoMap(score.ppq(), tempo);
    score.meter = score::MeterMap(score.ppq(), meter);
    if (random.chance(50)) score.keys = {{score::Tick{0}, random.in(-7, 7), random.chance(50)}};
    if (random.chance(50)) score.markers = {{score::Tick(random.in(0, 9999)), "Verse"}};
    if (random.chance(30)) score.events = randomEvents(random, random.in(1, 9), true);
    if (random.chance(20)) score.sheets = {{0, randomEvents(random, random.in(1, 9), true)}};
    if (random.chance(50)) score.title = "Song " + std::to_string(random.in(0, 999));
}

/// A score that a MIDI file can hold exactly: no empty track, distinct pitched channels.
inline score::Score randomWritableScore(unsigned seed) {
    Random random(seed);
    score::Score score(random.chance(50) ? score::kDefaultPpq : random.in(1, 32'767));
    randomMaps(random, score);
    for (int channel = 0; channel < 16; ++channel) {
        if (random.chance(60)) continue;
        auto notes = randomNotes(random, random.in(1, 80), random.chance(40));
        endInOrder(notes);
        score::Track track(randomInfo(random, channel), std::move(notes));
        if (random.chance(40)) track.events = randomEvents(random, random.in(1, 30));
        score.addTrack(std::move(track));
    }
    return score;
}

} // namespace contrafact::test
