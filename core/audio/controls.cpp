// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/controls.h"

#include <array>
#include <limits>
#include <tuple>

namespace contrafact::audio {

namespace {

using score::Event;
using score::PortChannel;
using score::Tick;
using Kind = Lane::Kind;

enum Controller : int {
    kBankHigh = 0,
    kData = 6,
    kVolume = 7,
    kPan = 10,
    kBankLow = 32,
    kDataLow = 38,
    kIncrement = 96,
    kDecrement = 97,
    kOwnLow = 98,
    kOwnHigh = 99,
    kParameterLow = 100,
    kParameterHigh = 101,
    kFirstMode = 120,
    kResetControllers = 121
};

constexpr int kNoParameter = 0x3FFF;
constexpr std::uint32_t kBendCentre = 0x2000;

/// A message on its way to the lanes.
struct Message {
    Tick tick;
    int rank = 0;
    PortChannel channel;
    std::uint8_t status = 0, first = 0, second = 0;
};

int rankOf(score::Place place) {
    constexpr std::array kRanks{0, 2, 4};
    return kRanks[static_cast<std::size_t>(place)];
}

void append(const score::EventList& list, const PortChannel& own, std::vector<Message>& out) {
    const int port = score::portOf(list);
    for (const auto& event : list) {
        if (!event.isChannelMessage()) continue;
        const auto to = event.foreign ? PortChannel{port, event.channel(0)}
                                      : PortChannel{own.port, own.channel};
        out.push_back(
            {event.tick, rankOf(event.place), to, event.status, event.first, event.second});
    }
}

/// In the order of a file: by time, and at one time by track.
std::vector<Message> messagesOf(const score::Score& score, const score::SaidSetups& said,
                                const std::vector<PortChannel>& places) {
    std::vector<Message> out;
    append(score.events, {}, out);
    for (const auto& sheet : score.sheets) append(sheet.events, {}, out);
    for (int i = 0; i < score.trackCount(); ++i)
        append(score::effectiveEvents(score.track(i), said.of(i)),
               places[static_cast<std::size_t>(i)], out);
    std::stable_sort(out.begin(), out.end(), [](const Message& a, const Message& b) {
        return std::tie(a.tick, a.rank) < std::tie(b.tick, b.rank);
    });
    return out;
}

struct LaneKey {
    PortChannel channel;
    Kind kind;
    int number;
    auto operator<=>(const LaneKey&) const = default;
};

struct TickChange {
    Tick tick;
    int rank;
    std::uint32_t value;
};

/// Follows the messages of every channel: which bank and which parameter are chosen.
class Compiler {
public:
    void handle(const Message& m) {
        const auto pair = static_cast<std::uint32_t>(m.second << 7 | m.first);
        switch (m.status & 0xF0) {
        case score::kPolyPressure:
            return add(m, Kind::keyPressure, m.first, m.second);
        case score::kController:
            return controller(m, m_states[m.channel]);
        case score::kProgram: {
            const auto& state = m_states[m.channel];
            const int bank = state.bankHigh << 7 | state.bankLow;
            return add(m, Kind::program, 0, static_cast<std::uint32_t>(bank << 7 | m.first));
        }
        case score::kChannelPressure:
            return add(m, Kind::channelPressure, 0, m.first);
        default:
            return add(m, Kind::bend, 0, pair);
        }
    }

    const std::map<LaneKey, std::vector<TickChange>>& lanes() const { return m_lanes; }

private:
    struct State {
        int bankHigh = 0, bankLow = 0;
        int parameter = kNoParameter;
        bool own = false; ///< the parameter is one of the maker
        std::map<std::pair<bool, int>, int> values;
    };

    void add(const Message& m, Kind kind, int number, std::uint32_t value) {
        m_lanes[{m.channel, kind, number}].push_back({m.tick, m.rank, value});
    }

    void choose(State& state, bool own, int mask, int bits) {
        if (state.own != own) state.parameter = kNoParameter;
        state.own = own;
        state.parameter = (state.parameter & ~mask) | bits;
    }

    void setParameter(const Message& m, State& state, int mask, int bits) {
        if (state.parameter == kNoParameter) return;
        int& value = state.values[{state.own, state.parameter}];
        value = (value & ~mask) | bits;
        add(m, state.own ? Kind::ownParameter : Kind::parameter, state.parameter,
            static_cast<std::uint32_t>(value));
    }

    void step(const Message& m, State& state, int by) {
        if (state.parameter == kNoParameter) return;
        const int value = state.values[{state.own, state.parameter}];
        setParameter(m, state, 0x3FFF, std::clamp(value + by, 0, 0x3FFF));
    }

    void controller(const Message& m, State& state) {
        constexpr int kHigh = 0x7F << 7, kLow = 0x7F;
        switch (m.first) {
        case kBankHigh:
            state.bankHigh = m.second;
            return;
        case kBankLow:
            state.bankLow = m.second;
            return;
        case kOwnLow:
            return choose(state, true, kLow, m.second);
        case kOwnHigh:
            return choose(state, true, kHigh, m.second << 7);
        case kParameterLow:
            return choose(state, false, kLow, m.second);
        case kParameterHigh:
            return choose(state, false, kHigh, m.second << 7);
        case kData:
            return setParameter(m, state, kHigh, m.second << 7);
        case kDataLow:
            return setParameter(m, state, kLow, m.second);
        case kIncrement:
            return step(m, state, 1);
        case kDecrement:
            return step(m, state, -1);
        case kResetControllers:
            return reset(m, state);
        default:
            add(m, m.first >= kFirstMode ? Kind::moment : Kind::controller, m.first, m.second);
        }
    }

    /// What the MIDI Association's RP-015 lets "reset all controllers" touch.
    void reset(const Message& m, State& state) {
        state.parameter = kNoParameter;
        const auto restore = [&](std::vector<TickChange>& changes, std::uint32_t initial) {
            if (changes.back().value != initial) changes.push_back({m.tick, m.rank, initial});
        };
        for (auto lane = m_lanes.lower_bound({m.channel, Kind::controller, 0});
             lane != m_lanes.end() && lane->first.channel == m.channel; ++lane) {
            auto& [key, changes] = *lane;
            const bool controller =
                key.kind == Kind::controller &&
                (key.number == 1 || key.number == 11 || (key.number >= 64 && key.number <= 69));
            if (controller)
                restore(changes, initialValueOf(key.number));
            else if (key.kind == Kind::bend)
                restore(changes, kBendCentre);
            else if (key.kind == Kind::channelPressure || key.kind == Kind::keyPressure)
                restore(changes, 0);
        }
    }

    std::map<PortChannel, State> m_states;
    std::map<LaneKey, std::vector<TickChange>> m_lanes;
};

std::uint32_t initialOf(const LaneKey& key, const Listener& listener) {
    switch (key.kind) {
    case Kind::controller:
        if (key.number == kVolume) return listener.volume;
        if (key.number == kPan) return listener.pan;
        return initialValueOf(key.number);
    case Kind::program:
        return listener.program;
    case Kind::bend:
        return kBendCentre;
    case Kind::parameter: // bend range two semitones, tunings in the middle
        return key.number == 0 ? 2 << 7 : key.number == 1 || key.number == 2 ? 0x40 << 7 : 0;
    default:
        return 0;
    }
}

} // namespace

std::uint32_t initialValueOf(int controller) {
    if (controller >= 70 && controller <= 79) return 64;
    switch (controller) {
    case kVolume:
        return 100;
    case 8: // balance
    case kPan:
        return 64;
    case 11: // expression
        return 127;
    case 91: // reverb
        return 40;
    default:
        return 0;
    }
}

Controls buildControls(const score::Score& score, const score::SaidSetups& said,
                       const std::vector<PortChannel>& places, const Listeners& listeners,
                       std::vector<ControlMoment>& moments) {
    constexpr std::size_t kMostLanes = std::numeric_limits<std::uint16_t>::max();
    Compiler compiler;
    for (const auto& message : messagesOf(score, said, places)) compiler.handle(message);

    Controls out;
    for (const auto& [key, changes] : compiler.lanes()) {
        const auto heard = listeners.find(key.channel);
        if (heard == listeners.end()) continue; // no track plays on that channel
        for (const auto& listener : heard->second) {
            if (out.lanes.size() == kMostLanes) break;
            Lane lane{.kind = key.kind,
                      .channel = static_cast<std::uint8_t>(listener.synthChannel),
                      .midiChannel = static_cast<std::uint8_t>(key.channel.channel),
                      .mirrored = &listener == &heard->second.front(),
                      .number = static_cast<std::uint16_t>(key.number),
                      .initial = initialOf(key, listener),
                      .begin = static_cast<std::uint32_t>(out.changes.size())};
            for (const auto& change : changes) {
                const double seconds = score.tempo.toSeconds(change.tick).value;
                out.changes.push_back({seconds, change.value});
                moments.push_back({seconds, change.rank,
                                   static_cast<std::uint16_t>(out.lanes.size()), change.value});
            }
            lane.end = static_cast<std::uint32_t>(out.changes.size());
            out.lanes.push_back(lane);
        }
    }
    std::stable_sort(moments.begin(), moments.end(),
                     [](const ControlMoment& a, const ControlMoment& b) {
                         return std::tie(a.seconds, a.rank) < std::tie(b.seconds, b.rank);
                     });
    return out;
}

} // namespace contrafact::audio
