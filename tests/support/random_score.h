// SPDX-License-Identifier: GPL-3.0-or-later
// Random music for property tests and fuzzers: the same seed, or the same bytes, give the same
// music on every machine.
#pragma once

#include "core/score/score.h"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace contrafact::test {

/// Own distributions: those of the standard library differ between implementations.
class Random {
public:
    explicit Random(unsigned seed)
        : m_engine(seed)
        , m_endless(true) {}
    /// Two bytes decide one number; after the last one every number is the lowest.
    explicit Random(std::span<const std::byte> bytes)
        : m_bytes(bytes) {}
    /// Uniform in [low, high].
    int in(int low, int high) {
        return low + static_cast<int>(next() % static_cast<unsigned>(high - low + 1));
    }
    bool chance(int percent) { return in(1, 100) <= percent; }

private:
    unsigned next() {
        if (m_endless) return static_cast<unsigned>(m_engine());
        unsigned value = 0;
        for (int i = 0; i < 2 && !m_bytes.empty(); ++i, m_bytes = m_bytes.subspan(1))
            value = value << 8 | std::to_integer<unsigned>(m_bytes.front());
        return value;
    }

    std::mt19937 m_engine;
    std::span<const std::byte> m_bytes;
    bool m_endless = false;
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
inline score::Score randomWritableScore(Random random) {
    score::Score score(random.chance(50) ? score::kDefaultPpq : random.in(1, 32'767));
    randomMaps(random, score);
    for (int channel = 0; channel < 16; ++channel) {
        if (random.chance(60)) continue;
        const int count = random.in(1, 80); // by itself: arguments come in any order
        auto notes = randomNotes(random, count, random.chance(40));
        endInOrder(notes);
        score::Track track(randomInfo(random, channel), std::move(notes));
        if (random.chance(40)) track.events = randomEvents(random, random.in(1, 30));
        score.addTrack(std::move(track));
    }
    return score;
}

inline score::Score randomWritableScore(unsigned seed) {
    return randomWritableScore(Random(seed));
}

/// Notes on ABC's grid that do not overlap themselves on one pitch.
inline std::vector<score::Note> gridNotes(Random& random, score::Score& score) {
    constexpr int kGrid = score::kDefaultPpq / 12;
    std::vector<score::Note> notes;
    for (int i = random.in(1, 60); i > 0; --i) {
        score::Note note;
        note.id = score.newNoteId();
        note.onset = score::Tick(random.in(0, 200) * kGrid);
        note.length = score::Tick(random.in(1, 40) * kGrid);
        note.pitch = score::Pitch(static_cast<std::int16_t>(random.in(0, 127)));
        if (random.chance(60)) note.pitch.value = static_cast<std::int16_t>(58 + random.in(0, 7));
        const bool overlaps = std::any_of(notes.begin(), notes.end(), [&](const auto& other) {
            return other.pitch == note.pitch && other.onset < note.end() &&
                   note.onset < other.end();
        });
        if (!overlaps) notes.push_back(note);
    }
    return notes;
}

/// A score that ABC can hold exactly but for its velocities.
inline score::Score randomGridScore(Random random) {
    score::Score score;
    score.title = random.chance(50) ? "50 % of \u00e9verything" : "";
    constexpr std::pair<int, int> kMeters[] = {{4, 4}, {3, 4}, {6, 8}, {2, 2}, {5, 8}, {7, 16}};
    const auto [numerator, denominator] = kMeters[random.in(0, 5)];
    std::vector<score::MeterEvent> meter{{score::Tick(), numerator, denominator}};
    if (random.chance(30)) meter.push_back({score::Tick(1920 * random.in(1, 4)), 9, 8});
    score.meter = score::MeterMap(score.ppq(), meter);
    score.keys = {{score::Tick(), random.in(-7, 7), random.chance(50)}};
    if (random.chance(50))
        score.keys.push_back({score.meter.barStart(2), random.in(-7, 7), random.chance(50)});
    for (int i = random.in(1, 4); i > 0; --i) {
        score::TrackInfo info;
        info.name = "Track " + std::to_string(i);
        info.channel = random.in(0, 15);
        info.program = random.in(0, 127);
        score.addTrack(score::Track(info, gridNotes(random, score)));
    }
    return score;
}

/// What differs between the notes and tracks of two scores, velocities left out; empty: nothing.
inline std::string differenceAsAbc(const score::Score& a, const score::Score& b) {
    if (a.trackCount() != b.trackCount()) return "number of tracks";
    if (a.title != b.title) return "title";
    for (int i = 0; i < a.trackCount(); ++i) {
        const auto x = a.track(i).notes(), y = b.track(i).notes();
        if (a.track(i).info.name != b.track(i).info.name ||
            a.track(i).info.channel != b.track(i).info.channel ||
            a.track(i).info.program != b.track(i).info.program)
            return "track " + std::to_string(i);
        if (x.size() != y.size()) return "number of notes of track " + std::to_string(i);
        for (std::size_t n = 0; n < x.size(); ++n)
            if (x[n].onset != y[n].onset || x[n].length != y[n].length || x[n].pitch != y[n].pitch)
                return "note " + std::to_string(n) + " of track " + std::to_string(i);
    }
    return {};
}

} // namespace contrafact::test
