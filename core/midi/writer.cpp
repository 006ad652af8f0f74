// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/writer.h"

#include "core/base/file.h"
#include "core/midi/text.h"
#include "core/midi/track_builder.h"
#include "core/midi/track_bytes.h"
#include "core/score/channel_setup.h"

#include <algorithm>
#include <bit>
#include <map>
#include <string_view>
#include <tuple>

namespace contrafact::midi {

namespace {

using score::Event;
using score::EventList;
using score::Note;
using score::Score;
using score::Tick;

std::string packed(std::initializer_list<unsigned> bytes) {
    std::string out;
    for (const auto byte : bytes) out += static_cast<char>(byte);
    return out;
}

std::string meterBytes(unsigned numerator, unsigned power) {
    constexpr unsigned kClocksPerBeat = 24, k32ndsPerQuarter = 8;
    return packed({numerator, power, kClocksPerBeat, k32ndsPerQuarter});
}

/// A meta event of the conductor as this program writes it.
struct MapEvent {
    Tick tick;
    int type = 0;
    std::string content;
    auto key() const { return std::tie(tick.value, type, content); }
    bool operator<(const MapEvent& other) const { return key() < other.key(); }
};

std::vector<MapEvent> mapEvents(const Score& score) {
    std::vector<MapEvent> out;
    for (const auto& e : score.tempo.events()) {
        const auto micros = std::min(e.microsPerQuarter, 0xFF'FFFFU);
        out.push_back({e.tick, kMetaTempo, packed({micros >> 16, micros >> 8, micros})});
    }
    for (const auto& e : score.meter.events())
        out.push_back({e.tick, kMetaMeter,
                       meterBytes(static_cast<unsigned>(e.numerator),
                                  static_cast<unsigned>(
                                      std::countr_zero(static_cast<unsigned>(e.denominator))))});
    for (const auto& e : score.keys)
        out.push_back(
            {e.tick, kMetaKey, packed({static_cast<unsigned>(e.sharps), e.minor ? 1U : 0U})});
    for (const auto& e : score.markers) out.push_back({e.tick, kMetaMarker, encodeText(e.text)});
    return out;
}

/// How this program would write what a meta event says: several ways where its encoding is open.
std::vector<std::string> formsOf(int type, std::span<const std::byte> content) {
    const std::string raw(reinterpret_cast<const char*>(content.data()), content.size());
    if (type == kMetaMeter && raw.size() >= 2)
        return {meterBytes(static_cast<unsigned char>(raw[0]), static_cast<unsigned char>(raw[1]))};
    if (type == kMetaKey) return {raw.substr(0, 2)};
    if (type != kMetaMarker) return {raw};
    auto readings = readingsOf(content);
    for (auto& reading : readings) reading = encodeText(reading);
    return readings;
}

bool isOfMaps(const Event& event) {
    return event.isMeta(kMetaTempo) || event.isMeta(kMetaMeter) || event.isMeta(kMetaKey) ||
           event.isMeta(kMetaMarker);
}

/// Tempo, meter, keys and markers stand in the score's maps and, as the file had them, among its
/// events. Where both say the same, the event is written as it was; else the maps hold.
class MapTwins {
public:
    explicit MapTwins(const Score& score) {
        for (auto& event : mapEvents(score)) m_events.emplace(std::move(event), false);
        cover(score.events);
        for (const auto& sheet : score.sheets) cover(sheet.events);
        for (int i = 0; i < score.trackCount(); ++i) cover(score.track(i).events);
    }

    /// Of several tempos or meters at one tick the last one holds, and the others stay with it.
    bool agree(const EventList& list, const Event& event) const {
        if (says(list, event)) return true;
        if (!event.isMeta(kMetaTempo) && !event.isMeta(kMetaMeter)) return false;
        auto last = std::ranges::upper_bound(list, event.tick, {}, &Event::tick);
        while (!std::prev(last)->isMeta(event.first)) --last;
        return says(list, *std::prev(last));
    }

    /// What no event says.
    std::vector<MapEvent> rest() const {
        std::vector<MapEvent> out;
        for (const auto& [event, covered] : m_events)
            if (!covered) out.push_back(event);
        return out;
    }

private:
    bool says(const EventList& list, const Event& event) const {
        const auto forms = formsOf(event.first, list.content(event));
        return std::ranges::any_of(forms, [&](const std::string& form) {
            return m_events.contains({event.tick, event.first, form});
        });
    }

    void cover(const EventList& list) {
        for (const auto& event : list) {
            if (!isOfMaps(event)) continue;
            for (auto& form : formsOf(event.first, list.content(event)))
                if (const auto found = m_events.find({event.tick, event.first, std::move(form)});
                    found != m_events.end())
                    found->second = true;
        }
    }

    std::map<MapEvent, bool> m_events;
};

/// The beginning or the end of a note.
struct NoteEvent {
    // At one tick, in this order; the events of the track stand between. A note without length has
    // ended before others of its pitch begin, so that every reader pairs them alike.
    enum class Kind : std::uint8_t { end = 1, grace = 3, begin = 4 };
    Tick tick;
    Kind kind;
    bool on;
    std::uint8_t pitch;
    std::uint8_t velocity;
};

int rankOf(const Event& event) {
    constexpr int kRanks[] = {0, 2, 5};
    return kRanks[static_cast<int>(event.place)];
}

std::vector<NoteEvent> noteEvents(const score::Track& track) {
    std::vector<Note> notes(track.notes().begin(), track.notes().end());
    // Readers end notes of one pitch in the order in which they began, so of those that begin
    // together the shortest goes first; those of one length in an order that reading them keeps.
    std::sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
        return std::tie(a.onset, a.pitch, a.length, a.velocity, a.release) <
               std::tie(b.onset, b.pitch, b.length, b.velocity, b.release);
    });
    using Kind = NoteEvent::Kind;
    std::vector<NoteEvent> out;
    out.reserve(notes.size() * 2);
    for (const auto& note : notes) {
        const auto pitch = static_cast<std::uint8_t>(
            std::clamp(note.pitch, score::kMinPitch, score::kMaxPitch).value);
        const auto velocity = std::clamp<std::uint8_t>(note.velocity, 1, 127);
        const auto release = std::min<std::uint8_t>(note.release, 127);
        const bool sounds = note.length > Tick{};
        out.push_back({note.onset, sounds ? Kind::begin : Kind::grace, true, pitch, velocity});
        out.push_back({std::max(note.end(), note.onset), sounds ? Kind::end : Kind::grace, false,
                       pitch, release});
    }
    std::stable_sort(out.begin(), out.end(), [](const NoteEvent& a, const NoteEvent& b) {
        return std::tie(a.tick, a.kind) < std::tie(b.tick, b.kind);
    });
    return out;
}

class ScoreWriter {
public:
    ScoreWriter(const Score& score, const WriteOptions& options)
        : m_score(score)
        , m_options(options)
        , m_said(score)
        , m_places(score::placedChannels(score, m_said))
        , m_maps(score) {}

    std::vector<std::byte> write() {
        const auto tracks = static_cast<std::size_t>(m_score.trackCount()) + m_score.sheets.size();
        put(m_file, "MThd");
        put(m_file, 6, 4);
        put(m_file, 1, 2);
        put(m_file, static_cast<std::uint32_t>(std::min<std::size_t>(tracks + 1, 0xFFFF)), 2);
        put(m_file, static_cast<std::uint32_t>(m_score.ppq()), 2);
        writeConductor();
        auto sheet = m_score.sheets.begin();
        for (int i = 0; i <= m_score.trackCount(); ++i) {
            const bool last = i == m_score.trackCount();
            for (; sheet != m_score.sheets.end() && (last || sheet->before <= i); ++sheet)
                writeSheet(sheet->events);
            if (!last) writeTrack(i);
        }
        return std::move(m_file);
    }

private:
    /// Whether a list opens with that name; if not, its first name is not written.
    static bool isNamed(const EventList& list, const std::string& name) {
        for (const auto& event : list)
            if (event.isMeta(kMetaName))
                return std::ranges::count(readingsOf(list.content(event)), name) > 0;
        return false;
    }

    /// One event as it came, unless something else now holds in its place.
    void emit(TrackBytes& out, const EventList& list, const Event& event, int channel) const {
        if (event.isChannelMessage())
            return out.channel(event.tick, event.kind() | event.channel(channel), event.first,
                               event.second);
        if (event.isExclusive()) return out.exclusive(event.tick, event.status, list.text(event));
        if (event.isMeta(kMetaEndOfTrack)) return; // the track ends there anyway
        if (isOfMaps(event) && !m_maps.agree(list, event)) return;
        const bool provenance =
            event.isMeta(kMetaText) && list.text(event).starts_with(kProvenancePrefix);
        if (provenance && !m_options.provenance.empty()) return;
        out.meta(event.tick, event.first, list.text(event));
    }
    static Tick endOf(const EventList& list) {
        return list.empty() ? Tick{} : list.events().back().tick;
    }

    /// The list without its first name, which is not what the track is called any more.
    static EventList unnamed(const EventList& list) {
        bool found = false;
        return score::filtered(list, [&](const Event& event) {
            const bool isFirst = !found && event.isMeta(kMetaName);
            found = found || isFirst;
            return !isFirst;
        });
    }

    void writeConductor() {
        TrackBytes out;
        auto list = m_score.events;
        if (!isNamed(list, m_score.title)) {
            list = unnamed(list);
            if (!m_score.title.empty()) out.meta({}, kMetaName, encodeText(m_score.title));
        }
        if (!m_options.provenance.empty())
            out.meta({}, kMetaText, kProvenancePrefix + m_options.provenance);
        auto event = list.begin();
        for (const auto& map : m_maps.rest()) {
            for (; event != list.end() && event->tick < map.tick; ++event)
                emit(out, list, *event, 0);
            out.meta(map.tick, map.type, map.content);
        }
        for (; event != list.end(); ++event) emit(out, list, *event, 0);
        out.finish(endOf(list), m_file);
    }

    void writeSheet(const EventList& list) {
        TrackBytes out;
        for (const auto& event : list) emit(out, list, event, 0);
        out.finish(endOf(list), m_file);
    }

    void writeTrack(int index) {
        const auto& track = m_score.track(index);
        const auto& place = m_places[static_cast<std::size_t>(index)];
        const auto said = m_said.of(index);
        auto list = score::effectiveEvents(track, said);
        TrackBytes out;
        if (!isNamed(list, track.info.name)) {
            list = unnamed(list);
            if (!track.info.name.empty()) out.meta({}, kMetaName, encodeText(track.info.name));
        }
        std::vector<Event> events(list.begin(), list.end());
        std::ranges::stable_sort(events, {},
                                 [](const Event& e) { return std::pair(e.tick, e.place); });

        // Names, ports and resets come before the setup, which they would undo or misplace.
        auto event = events.begin();
        for (; event != events.end() && event->tick <= Tick{} && !event->isChannelMessage();
             ++event)
            emit(out, list, *event, place.channel);
        for (const auto& setup : score::unsaidSetup(track, list, said, m_said.speaksOf(place)))
            emit(out, list, setup, place.channel);
        for (const auto& note : noteEvents(track)) {
            const auto before = std::pair(note.tick, static_cast<int>(note.kind));
            for (; event != events.end() && std::pair(event->tick, rankOf(*event)) < before;
                 ++event)
                emit(out, list, *event, place.channel);
            putNote(out, note, place.channel);
        }
        for (; event != events.end(); ++event) emit(out, list, *event, place.channel);
        out.finish(endOf(list), m_file);
    }

    static void putNote(TrackBytes& out, const NoteEvent& note, int channel) {
        constexpr int kNoteOff = 0x80, kNoteOn = 0x90;
        // A note-on without velocity is a plain note-off that keeps the running status.
        const bool plain = !note.on && note.velocity == score::kPlainRelease;
        out.channel(note.tick, (note.on || plain ? kNoteOn : kNoteOff) | channel, note.pitch,
                    plain ? 0 : note.velocity);
    }

    const Score& m_score;
    const WriteOptions& m_options;
    score::SaidSetups m_said;
    std::vector<score::PortChannel> m_places;
    MapTwins m_maps;
    std::vector<std::byte> m_file;
};

} // namespace

std::vector<std::byte> write(const Score& score, const WriteOptions& options) {
    return ScoreWriter(score, options).write();
}

Result<void> writeFile(const Score& score, const std::filesystem::path& path,
                       const WriteOptions& options) {
    return base::writeFileAtomically(path, write(score, options));
}

} // namespace contrafact::midi
