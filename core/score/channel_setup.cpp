// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/channel_setup.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <tuple>

namespace contrafact::score {

namespace {

constexpr int kDrumChannel = 9;
constexpr int kMetaPort = 0x21;
enum Controller : int { kBankHigh = 0, kVolume = 7, kPan = 10, kBankLow = 32 };

/// Which set of rules a synthesiser follows, switched by system exclusive.
enum System : int { kGm = 0, kGm2, kGs, kXg };

int byteAt(std::span<const std::byte> bytes, std::size_t i) {
    return i < bytes.size() ? std::to_integer<int>(bytes[i]) : -1;
}

/// The message that switches to a system, without F0; -1 as a wildcard (device numbers).
struct Reset {
    std::array<int, 10> bytes;
    std::size_t size;
    System system;
};
constexpr Reset kResets[] = {
    {{0x7E, -1, 0x09, 0x01}, 4, kGm},
    {{0x7E, -1, 0x09, 0x03}, 4, kGm2},
    {{0x41, -1, 0x42, 0x12, 0x40, 0x00, 0x7F, 0x00}, 8, kGs},
    {{0x43, -1, 0x4C, 0x00, 0x00, 0x7E, 0x00}, 7, kXg},
};

bool opens(std::span<const std::byte> bytes, std::span<const int> pattern) {
    for (std::size_t i = 0; i < pattern.size(); ++i)
        if (pattern[i] >= 0 && byteAt(bytes, i) != pattern[i]) return false;
    return bytes.size() >= pattern.size();
}

std::optional<System> systemOf(std::span<const std::byte> exclusive) {
    for (const auto& reset : kResets)
        if (opens(exclusive, std::span(reset.bytes).first(reset.size))) return reset.system;
    return std::nullopt;
}

struct RhythmSwitch {
    int channel;
    bool drums;
};

/// Roland's "use for rhythm part" and Yamaha's part mode.
std::optional<RhythmSwitch> rhythmSwitchOf(std::span<const std::byte> exclusive) {
    constexpr std::array kRoland{0x41, -1, 0x42, 0x12, 0x40};
    constexpr std::array kYamaha{0x43, -1, 0x4C, 0x08};
    if (opens(exclusive, kRoland) && byteAt(exclusive, 6) == 0x15 &&
        (byteAt(exclusive, 5) & 0xF0) == 0x10) {
        // Blocks count from channel 10, then 1 to 9, then 11 to 16.
        const int block = byteAt(exclusive, 5) & 0x0F;
        const int channel = block == 0 ? kDrumChannel : block <= kDrumChannel ? block - 1 : block;
        return RhythmSwitch{channel, byteAt(exclusive, 7) > 0};
    }
    if (opens(exclusive, kYamaha) && byteAt(exclusive, 5) == 0x07 && byteAt(exclusive, 4) < 16)
        return RhythmSwitch{byteAt(exclusive, 4), byteAt(exclusive, 6) > 0};
    return std::nullopt;
}

std::int64_t firstNoteOf(const Track& track) {
    return track.notes().empty() ? std::numeric_limits<std::int64_t>::max()
                                 : Timeline::onsetsOf(track.notes().front().onset);
}

bool sameProgram(const TrackInfo& a, const TrackInfo& b) {
    return a.program == b.program && a.bank == b.bank;
}

bool soundsAs(const TrackInfo& a, const TrackInfo& b) {
    return sameProgram(a, b) && a.isDrums() == b.isDrums() && a.volume == b.volume &&
           a.pan == b.pan;
}

} // namespace

int portOf(const EventList& events) {
    for (const auto& event : events)
        if (event.isMeta(kMetaPort)) return std::max(byteAt(events.content(event), 0), 0) & 0x7F;
    return 0;
}

void Timeline::sort() {
    std::ranges::stable_sort(m_values, {}, &std::pair<std::int64_t, int>::first);
}

int Timeline::before(std::int64_t place) const {
    const auto at =
        std::ranges::lower_bound(m_values, place, {}, &std::pair<std::int64_t, int>::first);
    return at == m_values.begin() ? -1 : std::prev(at)->second;
}

std::int64_t Timeline::saidAt(std::int64_t place) const {
    if (m_values.empty()) return place;
    const auto at =
        std::ranges::lower_bound(m_values, place, {}, &std::pair<std::int64_t, int>::first);
    return at == m_values.begin() ? at->first : std::prev(at)->first;
}

SaidSetups::SaidSetups(const Score& score)
    : m_score(score) {
    addList(score.events, -1);
    auto sheet = score.sheets.begin();
    const auto addSheetsBefore = [&](int track) {
        for (; sheet != score.sheets.end() && sheet->before <= track; ++sheet)
            addList(sheet->events, -1);
    };
    for (int i = 0; i < score.trackCount(); ++i) {
        addSheetsBefore(i);
        addList(score.track(i).events, score.track(i).info.channel);
    }
    addSheetsBefore(std::numeric_limits<int>::max());
    m_systems.sort();
    for (auto& [key, channel] : m_channels)
        for (auto* line : {&channel.program, &channel.bankHigh, &channel.bankLow, &channel.volume,
                           &channel.pan, &channel.drums})
            line->sort();
}

void SaidSetups::addTo(Channel& channel, const Event& event) {
    const auto place = Timeline::placeOf(event);
    if (event.kind() == kProgram) return channel.program.add(place, event.first);
    if (event.kind() != kController) return;
    switch (event.first) {
    case kBankHigh:
        return channel.bankHigh.add(place, event.second);
    case kBankLow:
        return channel.bankLow.add(place, event.second);
    case kVolume:
        return channel.volume.add(place, event.second);
    case kPan:
        return channel.pan.add(place, event.second);
    default:
        return;
    }
}

void SaidSetups::addList(const EventList& events, int trackChannel) {
    const int port = portOf(events);
    for (const auto& event : events) {
        if (event.isChannelMessage())
            addTo(m_channels[{port, event.channel(trackChannel)}], event);
        else if (event.status == 0xF0)
            addExclusive(events, event, port);
    }
}

void SaidSetups::addExclusive(const EventList& events, const Event& event, int port) {
    const auto bytes = events.content(event);
    const auto place = Timeline::placeOf(event);
    if (const auto system = systemOf(bytes)) m_systems.add(place, *system);
    if (const auto rhythm = rhythmSwitchOf(bytes))
        m_channels[{port, rhythm->channel}].drums.add(place, rhythm->drums ? 1 : 0);
}

Kit SaidSetups::kitOf(int channel, int bankHigh, std::int64_t place, const Channel& shared) const {
    bool drums = channel == kDrumChannel;
    const int system = m_systems.before(place);
    if (system == kXg && bankHigh >= 0) drums = bankHigh >= 126; // kits, and effects as kits
    if (system == kGm2 && (bankHigh == 120 || bankHigh == 121)) drums = bankHigh == 120;
    // Switching to a system takes back what was switched before.
    const bool holds = system < 0 || shared.drums.saidAt(place) > m_systems.saidAt(place);
    if (const int said = shared.drums.before(place); said >= 0 && holds) drums = said == 1;
    if (drums == (channel == kDrumChannel)) return Kit::byChannel;
    return drums ? Kit::drums : Kit::melodic;
}

TrackInfo SaidSetups::of(int index) const {
    const auto& track = m_score.track(index);
    TrackInfo info = track.info;
    Channel own;
    for (const auto& event : track.events)
        if (event.isChannelMessage() && !event.foreign) addTo(own, event);
    static const Channel kNothing;
    const auto found = m_channels.find({portOf(track.events), info.channel});
    const auto& shared = found == m_channels.end() ? kNothing : found->second;

    const auto start = firstNoteOf(track);
    const auto said = [&](Timeline Channel::*line, std::int64_t place, int otherwise) {
        if (const int value = (own.*line).before(place); value >= 0) return value;
        const int value = (shared.*line).before(place);
        return value >= 0 ? value : otherwise;
    };
    auto programAt = start;
    info.program = said(&Channel::program, start, -1);
    if (info.program < 0) {
        const auto& later = own.program.first() >= 0 ? own.program : shared.program;
        programAt = later.saidAt(start);
        info.program = std::max(later.first(), 0);
    }
    const int bankHigh = said(&Channel::bankHigh, programAt, -1);
    info.bank = std::max(bankHigh, 0) << 7 | said(&Channel::bankLow, programAt, 0);
    info.volume = said(&Channel::volume, start, TrackInfo{}.volume);
    info.pan = said(&Channel::pan, start, TrackInfo{}.pan);
    info.kit = kitOf(info.channel, bankHigh, start, shared);
    return info;
}

std::vector<PortChannel> placedChannels(const Score& score, const SaidSetups& said) {
    std::vector<PortChannel> out;
    std::set<PortChannel> claimed;
    std::map<PortChannel, const TrackInfo*> taken; // by the first track there
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& track = score.track(i);
        out.push_back({portOf(track.events), std::clamp(track.info.channel, 0, 15)});
        claimed.insert(out.back());
    }
    const auto freeOn = [&](int port) {
        for (const bool unclaimed : {true, false})
            for (int channel = 0; channel < 16; ++channel)
                if (channel != kDrumChannel && !taken.contains({port, channel}) &&
                    !(unclaimed && claimed.contains({port, channel})))
                    return channel;
        return -1;
    };
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& info = score.track(i).info;
        auto& place = out[static_cast<std::size_t>(i)];
        const auto file = said.of(i);
        const bool saysKit = info.isDrums() == file.isDrums();
        const bool stays = saysKit && said.speaksOf(place) && soundsAs(info, file);
        if (info.isDrums() && !saysKit) place.channel = kDrumChannel;
        const auto first = taken.find(place);
        const bool alike = first != taken.end() && soundsAs(info, *first->second);
        const bool mayShare = stays || info.isDrums() || (alike && !said.speaksOf(place));
        const bool misplaced = !info.isDrums() && !saysKit;
        if (misplaced || (!mayShare && taken.contains(place)))
            if (const int channel = freeOn(place.port); channel >= 0) place.channel = channel;
        taken.emplace(place, &info);
    }
    return out;
}

namespace {

/// Puts a person's choice in the place of what an event says; false: the event goes.
class Override {
public:
    Override(const Track& track, const TrackInfo& said)
        : m_info(track.info)
        , m_said(said)
        , m_start(firstNoteOf(track)) {}

    bool any() const { return m_program || m_volume || m_pan; }

    bool apply(Event& event) const {
        if (!event.isChannelMessage() || event.foreign) return true;
        const bool initial = Timeline::placeOf(event) < m_start;
        if (event.kind() == kProgram) return take(m_program, event.first, m_info.program, initial);
        if (event.kind() != kController) return true;
        switch (event.first) {
        case kBankHigh:
            return take(m_program, event.second, m_info.bank >> 7, initial);
        case kBankLow:
            return take(m_program, event.second, m_info.bank & 0x7F, initial);
        case kVolume:
            if (m_volume && !initial) event.second = byte(scaled(event.second));
            return take(m_volume && initial, event.second, m_info.volume, true);
        case kPan:
            return take(m_pan && initial, event.second, m_info.pan, true);
        default:
            return true;
        }
    }

private:
    static std::uint8_t byte(int value) { return static_cast<std::uint8_t>(value); }

    static bool take(bool chosen, std::uint8_t& value, int choice, bool stays) {
        if (!chosen) return true;
        value = byte(choice);
        return stays;
    }

    int scaled(int value) const {
        const int from = m_said.volume;
        return from == 0 ? value : std::clamp((value * m_info.volume + from / 2) / from, 0, 127);
    }

    const TrackInfo& m_info;
    const TrackInfo& m_said;
    std::int64_t m_start;
    bool m_program = !sameProgram(m_info, m_said);
    bool m_volume = m_info.volume != m_said.volume;
    bool m_pan = m_info.pan != m_said.pan;
};

} // namespace

EventList effectiveEvents(const Track& track, const TrackInfo& said) {
    const Override choice(track, said);
    if (!choice.any()) return track.events;
    EventListBuilder out;
    for (auto event : track.events)
        if (choice.apply(event)) out.add(track.events, event);
    return std::move(out).build();
}

std::vector<Event> unsaidSetup(const Track& track, const EventList& effective,
                               const TrackInfo& said, bool spokenOf) {
    const auto& info = track.info;
    Timeline program, bankHigh, bankLow, volume, pan;
    for (const auto& event : effective) {
        if (!event.isChannelMessage() || event.foreign) continue;
        const auto place = Timeline::placeOf(event);
        if (event.kind() == kProgram) program.add(place, event.first);
        if (event.kind() != kController) continue;
        for (auto [number, line] : {std::pair(kBankHigh, &bankHigh), std::pair(kBankLow, &bankLow),
                                    std::pair(kVolume, &volume), std::pair(kPan, &pan)})
            if (event.first == number) line->add(place, event.second);
    }
    std::vector<Event> out;
    const auto start = firstNoteOf(track);
    const auto say = [&](const Timeline& line, bool changed, int kind, int first, int second) {
        if (line.before(start) >= 0 || (spokenOf && !changed)) return;
        Event event;
        event.status = static_cast<std::uint8_t>(kind);
        event.first = static_cast<std::uint8_t>(first);
        event.second = static_cast<std::uint8_t>(second);
        out.push_back(event);
    };
    const bool chosen = !sameProgram(info, said);
    if (info.bank != 0 || chosen) { // bank 0 need not be said, and in XG it would say: no drums
        say(bankHigh, chosen, kController, kBankHigh, info.bank >> 7);
        say(bankLow, chosen, kController, kBankLow, info.bank & 0x7F);
    }
    say(program, chosen, kProgram, info.program, 0);
    say(volume, info.volume != said.volume, kController, kVolume, info.volume);
    say(pan, info.pan != said.pan, kController, kPan, info.pan);
    return out;
}

} // namespace contrafact::score
