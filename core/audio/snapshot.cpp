// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/snapshot.h"

#include <algorithm>
#include <array>
#include <cmath>
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

ChannelSetup setupOf(const score::TrackInfo& info, const score::PortChannel& place) {
    return {.midiChannel = limited<std::uint8_t>(place.channel, 15),
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

Listener listenerOf(int synthChannel, const ChannelSetup& setup) {
    return {synthChannel, static_cast<std::uint32_t>(setup.bank << 7 | setup.program), setup.volume,
            setup.pan};
}

std::vector<KeyEvent> withControls(std::vector<KeyEvent> keys,
                                   const std::vector<ControlMoment>& moments,
                                   const Controls& controls) {
    if (moments.empty()) return keys;
    std::vector<KeyEvent> out;
    out.reserve(keys.size() + moments.size());
    auto key = keys.begin();
    for (const auto& moment : moments) {
        const auto before = std::pair(moment.seconds, moment.rank);
        for (; key != keys.end() && std::pair(key->seconds, keyRank(key->velocity > 0)) < before;
             ++key)
            out.push_back(*key);
        out.push_back({.seconds = moment.seconds,
                       .key = keyId(controls.lanes[moment.lane].channel, 0),
                       .lane = moment.lane,
                       .value = moment.value});
    }
    out.insert(out.end(), key, keys.end());
    return out;
}

/// Where the last note is let go that its pedal holds, if that is not too long after its key.
double soundEnd(const std::vector<Strike>& strikes, const Controls& controls) {
    constexpr double kLongestHold = 20; // seconds; a pedal that nobody lifts is no music
    std::array<double, kSynthChannels> lastEnd{};
    double out = 0;
    for (const auto& strike : strikes) {
        auto& last = lastEnd[static_cast<std::size_t>(channelOf(strike.key))];
        last = std::max(last, strike.end);
        out = std::max(out, strike.end);
    }
    for (const auto& lane : controls.lanes) {
        const double end = lastEnd[lane.channel];
        if (!lane.holdsNotes() || end == 0) continue;
        bool held = false;
        for (auto i = lane.begin; i < lane.end; ++i) {
            const auto& change = controls.changes[i];
            const bool down = change.value >= 64;
            if (change.seconds > end && held && !down && change.seconds <= end + kLongestHold)
                out = std::max(out, change.seconds);
            if (change.seconds > end && !down) break;
            held = down;
        }
    }
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
    const score::SaidSetups said(score);
    const auto places = score::placedChannels(score, said);
    const bool soloing = anySolo(score);
    std::vector<RawStrike> raw;
    Listeners listeners;
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& track = score.track(i);
        const auto& place = places[static_cast<std::size_t>(i)];
        const auto channels = out->channels.size();
        const auto setup = setupOf(track.info, place);
        const int channel = channelFor(setup, out->channels);
        if (out->channels.size() > channels) listeners[place].push_back(listenerOf(channel, setup));
        const bool heard = !track.info.mute && (!soloing || track.info.solo);
        if (heard) appendNotes(track, channel, raw);
    }
    out->strikes = inSeconds(withoutOverlaps(std::move(raw)), score.tempo);
    std::vector<ControlMoment> moments;
    out->controls = buildControls(score, said, places, listeners, moments);
    out->events = withControls(eventsOf(out->strikes), moments, out->controls);
    out->lastNoteEnd = std::max(score.duration().value, soundEnd(out->strikes, out->controls));
    const score::Tick last(static_cast<std::int64_t>(
        std::ceil(score.tempo.toTicks(score::Seconds(out->lastNoteEnd)) - 1e-6)));
    const int bars = last > score::Tick{} ? score.meter.barAt(last - score::Tick{1}) + 1 : 1;
    out->barEnd = score.tempo.toSeconds(score.meter.barStart(bars)).value;
    return out;
}

} // namespace contrafact::audio
