// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/reader.h"

#include "core/base/file.h"
#include "core/midi/container.h"
#include "core/midi/text.h"
#include "core/midi/track_builder.h"
#include "core/score/channel_setup.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <span>
#include <utility>

namespace contrafact::midi {

namespace {

using score::Score;

/// How the ticks of a file measure time.
struct Clock {
    int ppq = 480;
    /// For files that count frames: the constant tempo at which `ppq` gives their clock.
    std::uint32_t fixedMicrosPerQuarter = 0;
};

Result<Clock> clockOf(std::uint16_t division, Warnings& warnings) {
    if (division == 0) return Error{"its header says that a quarter note has no ticks"};
    if (division < 0x8000) return Clock{division, 0};

    const int frames = std::abs(static_cast<std::int8_t>(division >> 8));
    const int ticksPerFrame = division & 0xFF;
    if (ticksPerFrame == 0) return Error{"its header says that a frame has no ticks"};
    if (frames != 24 && frames != 25 && frames != 29 && frames != 30)
        warnings.add("the frame rate of " + std::to_string(frames) + " is unusual");
    // 29 stands for 30 frames slowed down by 1001/1000. One quarter note is half a second, or a
    // whole one where the ticks of a second cannot be halved.
    const int ticksPerSecond = (frames == 29 ? 30 : frames) * ticksPerFrame;
    const bool even = ticksPerSecond % 2 == 0;
    const std::uint32_t micros = even ? 500'000 : 1'000'000;
    return Clock{even ? ticksPerSecond / 2 : ticksPerSecond,
                 frames == 29 ? micros / 1000 * 1001 : micros};
}

/// Tells the progress a few times a second and hears the wish to stop.
class Watch {
public:
    Watch(const ReadOptions& options, std::size_t total)
        : m_options(options)
        , m_total(std::max<std::size_t>(total, 1)) {}

    bool goOn(std::size_t done) {
        const auto now = std::chrono::steady_clock::now();
        if (m_options.progress && now - m_told > std::chrono::milliseconds(100)) {
            m_told = now;
            m_options.progress(
                {static_cast<double>(done) / static_cast<double>(m_total), "reading MIDI"});
        }
        return !m_options.stop.stop_requested();
    }

private:
    const ReadOptions& m_options;
    std::size_t m_total;
    std::chrono::steady_clock::time_point m_told = std::chrono::steady_clock::now();
};

/// In order of time, without the copies that some programs write into every track.
template<typename Event>
std::vector<Event> inOrder(std::vector<Event> events) {
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.tick < b.tick; });
    events.erase(std::unique(events.begin(), events.end()), events.end());
    return events;
}

/// A part of a file track on its way into a score; its name is still as the file has it.
struct RawTrack {
    score::Track track;
    std::string name;
    bool nameTheChannel = false; ///< the name is that of several
};

std::string decoded(const std::string& raw, const std::string& encoding) {
    return decodeText(std::as_bytes(std::span(raw)), encoding);
}

std::string nameOf(const RawTrack& raw, const std::string& encoding) {
    auto name = decoded(raw.name, encoding);
    if (raw.nameTheChannel && !name.empty())
        name += " (channel " + std::to_string(raw.track.info.channel + 1) + ")";
    return name;
}

/// What the tracks of one score have said so far.
struct Draft {
    Conductor conductor;
    std::string title;
    score::EventList events;
    std::vector<score::Sheet> sheets;
    std::vector<RawTrack> tracks;
};

Score assemble(const Clock& clock, Draft draft, const std::string& encoding) {
    Score out(clock.ppq);
    auto& conductor = draft.conductor;
    out.title = decoded(draft.title, encoding);
    if (clock.fixedMicrosPerQuarter > 0) conductor.tempo = {{{}, clock.fixedMicrosPerQuarter}};
    out.tempo = score::TempoMap(clock.ppq, std::move(conductor.tempo));
    out.meter = score::MeterMap(clock.ppq, std::move(conductor.meter));
    out.keys = inOrder(std::move(conductor.keys));
    std::vector<score::Marker> markers;
    for (const auto& marker : conductor.markers)
        markers.push_back({marker.tick, decoded(marker.bytes, encoding)});
    out.markers = inOrder(std::move(markers));
    out.events = std::move(draft.events);
    out.sheets = std::move(draft.sheets);
    for (auto& raw : draft.tracks) {
        raw.track.info.name = nameOf(raw, encoding);
        out.addTrack(std::move(raw.track));
    }
    const score::SaidSetups said(out);
    std::vector<score::TrackInfo> infos;
    for (int i = 0; i < out.trackCount(); ++i) infos.push_back(said.of(i));
    for (int i = 0; i < out.trackCount(); ++i)
        out.editTrack(i).info = std::move(infos[static_cast<std::size_t>(i)]);
    return out;
}

/// Reads all tracks of one file; the state between them.
class FileReader {
public:
    FileReader(Bytes bytes, Header header, Clock clock, const ReadOptions& options)
        : m_header(header)
        , m_clock(clock)
        , m_watch(options, bytes.size())
        , m_chunks(bytes, header.end, m_warnings)
        , m_encoding(options.encoding)
        , m_builder(m_draft.conductor,
                    [this](std::size_t used) { return m_watch.goOn(m_chunks.position() + used); }) {
    }

    Result<MidiFile> read(Warnings warnings) {
        constexpr int kMostTracks = 65535; // the largest number that a header can state
        m_warnings = std::move(warnings);
        for (auto track = m_chunks.next(); track && m_tracks < kMostTracks; track = m_chunks.next())
            if (!readTrack(*track)) return Error{"cancelled"};
        if (m_tracks == 0) return Error{"there are no tracks in it"};
        if (m_brokenTime && m_notes == 0)
            return Error{"a time of more than four bytes stands before the first note"};
        return finish();
    }

private:
    bool separate() const { return m_header.format == 2; }

    bool readTrack(Bytes track) {
        m_chunks.trackUsed(m_builder.read(track));
        m_warnings.add(++m_tracks, m_builder.issues());
        m_brokenTime |= m_builder.issues()[Issue::longTime] > 0;
        const bool first = m_tracks == 1 || separate();
        if (first) m_draft.title = m_builder.name();
        auto parts = m_builder.takeParts();
        for (const auto& part : parts) m_notes += part.notes.size();
        if (parts.empty())
            addSilent(first);
        else
            addParts(std::move(parts), first);
        if (m_file.provenance.empty()) m_file.provenance = m_draft.conductor.provenance;
        if (separate()) m_drafts.push_back(std::exchange(m_draft, {}));
        return m_watch.goOn(m_chunks.position());
    }

    void addSilent(bool first) {
        auto events = m_builder.events([](score::Event&) { return true; });
        if (first)
            m_draft.events = std::move(events);
        else if (!events.empty())
            m_draft.sheets.push_back({static_cast<int>(m_draft.tracks.size()), std::move(events)});
    }

    /// Messages for a channel go with its notes and its port with them all. What is for no channel
    /// of theirs goes with the only part, to the conductor, or with the first one.
    void addParts(std::vector<Part> parts, bool first) {
        std::array<bool, 16> hasNotes{};
        for (const auto& part : parts) hasNotes[static_cast<std::size_t>(part.channel)] = true;
        const bool several = parts.size() > 1;
        const auto isRest = [&](const score::Event& event) {
            return !event.isChannelMessage() || !hasNotes[event.status & 0x0FU];
        };
        if (several && first) m_draft.events = m_builder.events(isRest);
        bool takesRest = !(several && first);
        for (auto& part : parts) {
            auto& raw = m_draft.tracks.emplace_back();
            raw.name = m_builder.name();
            raw.nameTheChannel = several;
            raw.track.info.channel = part.channel;
            raw.track.setNotes(std::move(part.notes));
            raw.track.events = m_builder.events([&](score::Event& event) {
                const bool rest = isRest(event);
                event.foreign = event.isChannelMessage() && (event.status & 0x0F) != part.channel;
                if (event.isChannelMessage() && !event.foreign) event.status &= 0xF0;
                return rest ? takesRest || event.isMeta(kMetaPort) : !event.foreign;
            });
            takesRest = false;
        }
    }

    MidiFile finish() {
        if (!separate()) m_drafts.push_back(std::move(m_draft));
        const auto& texts = m_builder.sampleOfTexts();
        if (!isUtf8(texts))
            m_file.encoding = m_encoding.empty() ? guessEncoding(texts) : m_encoding;
        for (auto& draft : m_drafts)
            m_file.scores.push_back(assemble(m_clock, std::move(draft), m_file.encoding));
        if (m_tracks != m_header.declaredTracks)
            m_warnings.add("the header promises " + std::to_string(m_header.declaredTracks) +
                           " tracks, there are " + std::to_string(m_tracks));
        if (m_header.format > 2)
            m_warnings.add("the unknown format " + std::to_string(m_header.format) +
                           " was read as format 1");
        m_file.format = m_header.format;
        m_file.declaredTracks = m_header.declaredTracks;
        m_file.division = m_header.division < 0x8000 ? m_header.division : 0;
        m_file.warnings = m_warnings.take();
        return std::move(m_file);
    }

    Header m_header;
    Clock m_clock;
    Watch m_watch;
    Warnings m_warnings;
    TrackChunks m_chunks;
    std::string m_encoding;
    Draft m_draft;
    std::vector<Draft> m_drafts; ///< one for each score, done
    TrackBuilder m_builder;
    std::size_t m_notes = 0;
    bool m_brokenTime = false; ///< a track was left at a time that cannot be
    int m_tracks = 0;
    MidiFile m_file;
};

Result<MidiFile> readBytes(Bytes file, const ReadOptions& options) {
    if (file.empty()) return Error{"the file is empty"};
    const auto bytes = findMidi(file);
    if (!bytes) return Error{"this is not a MIDI file (there is no MThd at its start)"};
    const auto header = readHeader(*bytes);
    if (!header) return header.error();
    Warnings warnings;
    const auto clock = clockOf(header->division, warnings);
    if (!clock) return clock.error();
    return FileReader(*bytes, *header, *clock, options).read(std::move(warnings));
}

} // namespace

Result<MidiFile> read(std::span<const std::byte> bytes, const std::string& name,
                      const ReadOptions& options) {
    auto file = readBytes(bytes, options);
    if (file || options.stop.stop_requested()) return file;
    return Error{name + ": " + file.message()};
}

Result<MidiFile> readFile(const std::filesystem::path& path, const ReadOptions& options) {
    const auto bytes = base::readFile(path);
    if (!bytes) return bytes.error();
    return read(*bytes, path.filename().string(), options);
}

} // namespace contrafact::midi
