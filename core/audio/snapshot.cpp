// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/snapshot.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace contrafact::audio {

namespace {

/// A note on its way into a snapshot, still in ticks.
struct RawStrike {
    KeyId key = 0;
    std::uint8_t velocity = 0;
    std::int64_t onset = 0;
    std::int64_t end = 0;

    bool operator<(const RawStrike& other) const {
        return std::tie(key, onset) < std::tie(other.key, other.onset);
    }
    bool sameAttack(const RawStrike& other) const {
        return key == other.key && onset == other.onset;
    }
};

template<typename Small>
Small limited(int value, int max) {
    return static_cast<Small>(std::clamp(value, 0, max));
}

ChannelSetup setupOf(const score::TrackInfo& info) {
    return {.midiChannel = limited<std::uint8_t>(info.channel, 15),
            .program = limited<std::uint8_t>(info.program, 127),
            .bank = limited<std::uint16_t>(info.bank, 16383),
            .volume = limited<std::uint8_t>(info.volume, 127),
            .pan = limited<std::uint8_t>(info.pan, 127),
            .drums = info.isDrums()};
}

/// A channel of its own for each track; past the last one tracks share, if they can with their
/// like.
int channelFor(const ChannelSetup& setup, std::vector<ChannelSetup>& channels) {
    if (channels.size() < kTrackChannels) {
        channels.push_back(setup);
        return static_cast<int>(channels.size()) - 1;
    }
    auto found = std::find(channels.begin(), channels.end(), setup);
    if (found == channels.end())
        found = std::find_if(channels.begin(), channels.end(),
                             [&](const ChannelSetup& c) { return c.drums == setup.drums; });
    return found == channels.end() ? 0 : static_cast<int>(found - channels.begin());
}

bool anySolo(const score::Score& score) {
    for (int i = 0; i < score.trackCount(); ++i)
        if (score.track(i).info.solo) return true;
    return false;
}

void appendNotes(const score::Track& track, int channel, std::vector<RawStrike>& out) {
    for (const auto& note : track.notes()) {
        const auto onset = std::max<std::int64_t>(note.onset.value, 0);
        // A note without length still sounds: its key goes down before it goes up.
        out.push_back({.key = keyId(channel, limited<std::uint8_t>(note.pitch.value, 127)),
                       .velocity = std::clamp<std::uint8_t>(note.velocity, 1, 127),
                       .onset = onset,
                       .end = std::max(note.end().value, onset + 1)});
    }
}

/// Joins notes that attack together and cuts each where the next attack on its key comes; what is
/// left of a cut note rings on in the next one.
std::vector<RawStrike> withoutOverlaps(std::vector<RawStrike> strikes) {
    std::sort(strikes.begin(), strikes.end());
    std::vector<RawStrike> out;
    out.reserve(strikes.size());
    for (auto strike : strikes) {
        auto* last = out.empty() || out.back().key != strike.key ? nullptr : &out.back();
        if (last && last->sameAttack(strike)) {
            last->end = std::max(last->end, strike.end);
            last->velocity = std::max(last->velocity, strike.velocity);
            continue;
        }
        if (last && last->end > strike.onset)
            strike.end = std::max(strike.end, std::exchange(last->end, strike.onset));
        out.push_back(strike);
    }
    return out;
}

std::vector<Strike> inSeconds(const std::vector<RawStrike>& raw, const score::TempoMap& tempo) {
    std::vector<Strike> out;
    out.reserve(raw.size());
    const auto seconds = [&](std::int64_t tick) {
        return tempo.toSeconds(score::Tick(tick)).value;
    };
    for (const auto& strike : raw)
        out.push_back({seconds(strike.onset), seconds(strike.end), strike.key, strike.velocity});
    return out;
}

std::vector<KeyEvent> eventsOf(const std::vector<Strike>& strikes) {
    std::vector<KeyEvent> out;
    out.reserve(strikes.size() * 2);
    for (const auto& strike : strikes) {
        out.push_back({strike.onset, strike.key, strike.velocity});
        out.push_back({strike.end, strike.key, 0});
    }
    std::sort(out.begin(), out.end(), [](const KeyEvent& a, const KeyEvent& b) {
        return std::tuple(a.seconds, a.velocity > 0, a.key) <
               std::tuple(b.seconds, b.velocity > 0, b.key);
    });
    return out;
}

} // namespace

std::size_t PlaybackSnapshot::firstEventAt(double seconds) const {
    const auto first = std::partition_point(events.begin(), events.end(),
                                            [&](const KeyEvent& e) { return e.seconds < seconds; });
    return static_cast<std::size_t>(first - events.begin());
}

bool PlaybackSnapshot::holds(KeyId key, double seconds) const {
    const auto after = std::partition_point(strikes.begin(), strikes.end(), [&](const Strike& s) {
        return std::tie(s.key, s.onset) <= std::tie(key, seconds);
    });
    if (after == strikes.begin()) return false;
    const auto& last = *std::prev(after);
    return last.key == key && seconds < last.end;
}

std::unique_ptr<const PlaybackSnapshot> buildSnapshot(const score::Score& score) {
    auto out = std::make_unique<PlaybackSnapshot>();
    out->tempo = score.tempo;
    const bool soloing = anySolo(score);
    std::vector<RawStrike> raw;
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& track = score.track(i);
        const int channel = channelFor(setupOf(track.info), out->channels);
        const bool heard = !track.info.mute && (!soloing || track.info.solo);
        if (heard) appendNotes(track, channel, raw);
    }
    out->strikes = inSeconds(withoutOverlaps(std::move(raw)), score.tempo);
    out->events = eventsOf(out->strikes);
    out->lastNoteEnd = score.duration().value;
    out->barEnd = score.tempo.toSeconds(barRange(score, 0, barCount(score)).end).value;
    return out;
}

} // namespace contrafact::audio
