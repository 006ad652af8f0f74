// SPDX-License-Identifier: GPL-3.0-or-later
// Pedals, bends, programs and the like as the player needs them: by lane, so that what holds at any
// time is found at once when playback starts in the middle. Built off the audio thread.
#pragma once

#include "core/score/channel_setup.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

namespace contrafact::audio {

/// One thing of one synth channel that has a value at any time.
struct Lane {
    enum class Kind : std::uint8_t {
        controller,
        parameter,    ///< registered (RPN)
        ownParameter, ///< of the maker (NRPN)
        program,      ///< the value holds the bank above 7 bits of program
        keyPressure,
        channelPressure,
        bend,
        moment ///< a channel mode message: it happens and leaves nothing behind
    };
    Kind kind = Kind::controller;
    std::uint8_t channel = 0;     ///< of the synth
    std::uint8_t midiChannel = 0; ///< of MIDI devices
    bool mirrored = true;         ///< the first of the synth channels that share a MIDI channel
    std::uint16_t number = 0;     ///< controller, parameter or key
    std::uint32_t initial = 0;    ///< before anything is said
    std::uint32_t begin = 0;      ///< its changes: from here
    std::uint32_t end = 0;        ///< to there
    bool operator==(const Lane&) const = default;
    /// A pedal that keeps notes sounding.
    bool holdsNotes() const {
        return kind == Kind::controller && (number == 64 || number == 66 || number == 69);
    }
};

struct Change {
    double seconds = 0;
    std::uint32_t value = 0;
    bool operator==(const Change&) const = default;
};

/// A change in the order of playing.
struct ControlMoment {
    double seconds = 0;
    int rank = 0; ///< among the keys of its time: see keyRank()
    std::uint16_t lane = 0;
    std::uint32_t value = 0;
};

/// At one time: 0 controls, 1 keys up, 2 controls, 3 keys down, 4 controls.
constexpr int keyRank(bool down) {
    return down ? 3 : 1;
}

/// A controller's value where nothing is said.
std::uint32_t initialValueOf(int controller);

struct Controls {
    std::vector<Lane> lanes;
    std::vector<Change> changes; ///< by lane, then by time

    /// Calls `visit(lane, value)` with what holds just before that time. Real-time safe.
    template<typename Visit>
    void chase(double seconds, Visit&& visit) const {
        for (const auto& lane : lanes) {
            if (lane.kind == Lane::Kind::moment) continue;
            const auto first = changes.begin() + lane.begin, last = changes.begin() + lane.end;
            const auto after = std::partition_point(
                first, last, [&](const Change& c) { return c.seconds < seconds; });
            visit(lane, after == first ? lane.initial : std::prev(after)->value);
        }
    }
    bool operator==(const Controls&) const = default;
};

/// The synth channels that listen to a channel of the score, with the bank and program, volume and
/// pan each starts with.
struct Listener {
    int synthChannel = 0;
    std::uint32_t program = 0; ///< with the bank above 7 bits
    std::uint8_t volume = 100;
    std::uint8_t pan = 64;
};
using Listeners = std::map<score::PortChannel, std::vector<Listener>>;

/// All channel messages of a score as lanes, and as moments in order of time and rank.
Controls buildControls(const score::Score& score, const score::SaidSetups& said,
                       const std::vector<score::PortChannel>& places, const Listeners& listeners,
                       std::vector<ControlMoment>& moments);

} // namespace contrafact::audio
