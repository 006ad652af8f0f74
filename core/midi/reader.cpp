// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/reader.h"

#include "core/base/file.h"
#include "core/midi/container.h"
#include "core/midi/track_builder.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
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

int firstSaid(int own, int file, int otherwise) {
    return own >= 0 ? own : file >= 0 ? file : otherwise;
}

score::TrackInfo infoOf(const Part& part, const ChannelSetup& file) {
    score::TrackInfo info;
    const auto& own = part.setup;
    info.name = part.name;
    info.channel = part.channel;
    info.program = firstSaid(own.program, file.program, info.program);
    info.bank =
        firstSaid(own.bankHigh, file.bankHigh, 0) << 7 | firstSaid(own.bankLow, file.bankLow, 0);
    info.volume = firstSaid(own.volume, file.volume, info.volume);
    info.pan = firstSaid(own.pan, file.pan, info.pan);
    return info;
}

/// In order of time, without the copies that some programs write into every track.
template<typename Event>
std::vector<Event> inOrder(std::vector<Event> events) {
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.tick < b.tick; });
    events.erase(std::unique(events.begin(), events.end()), events.end());
    return events;
}

Score assemble(const Clock& clock, Conductor conductor, std::string title, std::vector<Part> parts,
               const std::array<ChannelSetup, 16>& fileSetup) {
    Score out(clock.ppq);
    out.title = std::move(title);
    if (clock.fixedMicrosPerQuarter > 0) conductor.tempo = {{{}, clock.fixedMicrosPerQuarter}};
    out.tempo = score::TempoMap(clock.ppq, std::move(conductor.tempo));
    out.meter = score::MeterMap(clock.ppq, std::move(conductor.meter));
    out.keys = inOrder(std::move(conductor.keys));
    out.markers = inOrder(std::move(conductor.markers));
    for (auto& part : parts) {
        const auto info = infoOf(part, fileSetup[static_cast<std::size_t>(part.channel)]);
        out.addTrack(score::Track(info, std::move(part.notes)));
    }
    return out;
}

/// A file track on several channels becomes several tracks; their names say which is which.
void nameByChannel(std::vector<Part>& parts) {
    if (parts.size() < 2) return;
    for (auto& part : parts)
        if (!part.name.empty()) part.name += " (channel " + std::to_string(part.channel + 1) + ")";
}

/// Reads all tracks of one file; the state between them.
class FileReader {
public:
    FileReader(Bytes bytes, Header header, Clock clock, const ReadOptions& options)
        : m_header(header)
        , m_clock(clock)
        , m_watch(options, bytes.size())
        , m_chunks(bytes, header.end, m_warnings)
        , m_builder(m_conductor,
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
        if (m_tracks == 1 && !separate()) m_title = m_builder.name();
        auto parts = m_builder.takeParts();
        for (const auto& part : parts) m_notes += part.notes.size();
        nameByChannel(parts);
        std::move(parts.begin(), parts.end(), std::back_inserter(m_parts));
        if (separate()) finishScore(m_builder.name());
        return m_watch.goOn(m_chunks.position());
    }

    void finishScore(std::string title) {
        if (m_file.provenance.empty()) m_file.provenance = m_conductor.provenance;
        m_file.scores.push_back(assemble(m_clock, std::exchange(m_conductor, {}), std::move(title),
                                         std::exchange(m_parts, {}), m_builder.fileSetup()));
    }

    MidiFile finish() {
        if (!separate()) finishScore(m_title);
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
    Conductor m_conductor;
    TrackBuilder m_builder;
    std::vector<Part> m_parts;
    std::size_t m_notes = 0;
    bool m_brokenTime = false; ///< a track was left at a time that cannot be
    std::string m_title;
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
