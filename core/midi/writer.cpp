// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/writer.h"

#include "core/base/file.h"
#include "core/midi/cursor.h"
#include "core/midi/text.h"
#include "core/midi/track_builder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string_view>
#include <tuple>

namespace contrafact::midi {

namespace {

using score::Note;
using score::Score;
using score::Tick;

constexpr int kDrumChannel = 9;

void put(std::vector<std::byte>& out, std::uint32_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<std::byte>(value >> shift));
}

void put(std::vector<std::byte>& out, std::string_view text) {
    for (const char c : text) out.push_back(static_cast<std::byte>(c));
}

void putVariable(std::vector<std::byte>& out, std::uint32_t value) {
    for (int shift = 21; shift > 0; shift -= 7)
        if (value >> shift) out.push_back(static_cast<std::byte>((value >> shift & 0x7F) | 0x80));
    out.push_back(static_cast<std::byte>(value & 0x7F));
}

/// The bytes of one track, event after event in order of time.
class TrackBytes {
public:
    void meta(Tick at, int type, std::string_view content) {
        time(at);
        put(m_bytes, kMeta, 1);
        put(m_bytes, static_cast<std::uint32_t>(type), 1);
        putVariable(m_bytes, static_cast<std::uint32_t>(content.size()));
        put(m_bytes, content);
        m_running = 0; // the standard has meta events end it
    }

    void channel(Tick at, int status, int first, std::optional<int> second = {}) {
        time(at);
        if (status != m_running) put(m_bytes, static_cast<std::uint32_t>(status), 1);
        m_running = status;
        put(m_bytes, static_cast<std::uint32_t>(first), 1);
        if (second) put(m_bytes, static_cast<std::uint32_t>(*second), 1);
    }

    /// Ends the track and adds it to a file as a chunk.
    void finish(std::vector<std::byte>& file) {
        meta(m_now, kMetaEndOfTrack, {});
        put(file, "MTrk");
        put(file, static_cast<std::uint32_t>(m_bytes.size()), 4);
        file.insert(file.end(), m_bytes.begin(), m_bytes.end());
    }

private:
    void time(Tick at) {
        auto delta = std::max(at - m_now, Tick{}).value;
        // A rest longer than a delta time can say is bridged by empty texts.
        for (; delta > Cursor::kMaxVariable; delta -= Cursor::kMaxVariable) {
            putVariable(m_bytes, Cursor::kMaxVariable);
            put(m_bytes, std::string_view("\xFF\x01\x00", 3));
            m_running = 0;
        }
        putVariable(m_bytes, static_cast<std::uint32_t>(delta));
        m_now = std::max(at, m_now);
    }

    std::vector<std::byte> m_bytes;
    Tick m_now;
    int m_running = 0;
};

struct MetaEvent {
    Tick tick;
    int type = 0;
    std::string content;
};

std::string packed(std::initializer_list<unsigned> bytes) {
    std::string out;
    for (const auto byte : bytes) out += static_cast<char>(byte);
    return out;
}

std::vector<MetaEvent> conductorEvents(const Score& score, const WriteOptions& options) {
    constexpr unsigned kClocksPerBeat = 24, k32ndsPerQuarter = 8;
    std::vector<MetaEvent> out;
    if (!score.title.empty()) out.push_back({{}, 0x03, encodeText(score.title)});
    if (!options.provenance.empty())
        out.push_back({{}, 0x01, kProvenancePrefix + options.provenance});
    for (const auto& e : score.tempo.events()) {
        const auto micros = std::min(e.microsPerQuarter, 0xFF'FFFFU);
        out.push_back({e.tick, 0x51, packed({micros >> 16, micros >> 8, micros})});
    }
    for (const auto& e : score.meter.events())
        out.push_back(
            {e.tick, 0x58,
             packed({static_cast<unsigned>(e.numerator),
                     static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(e.denominator))),
                     kClocksPerBeat, k32ndsPerQuarter})});
    for (const auto& e : score.keys)
        out.push_back({e.tick, 0x59, packed({static_cast<unsigned>(e.sharps), e.minor ? 1U : 0U})});
    for (const auto& e : score.markers) out.push_back({e.tick, 0x06, encodeText(e.text)});
    std::stable_sort(out.begin(), out.end(),
                     [](const MetaEvent& a, const MetaEvent& b) { return a.tick < b.tick; });
    return out;
}

void writeConductor(const Score& score, const WriteOptions& options, std::vector<std::byte>& file) {
    TrackBytes track;
    for (const auto& event : conductorEvents(score, options))
        track.meta(event.tick, event.type, event.content);
    track.finish(file);
}

/// The beginning or the end of a note. At one tick, notes end before others begin, but a note
/// without length ends after its own beginning.
struct NoteEvent {
    enum class Kind : std::uint8_t { end, begin, endAtOnce };
    Tick tick;
    Kind kind;
    std::uint8_t pitch;
    std::uint8_t velocity;
};

std::vector<NoteEvent> noteEvents(const score::Track& track) {
    std::vector<Note> notes(track.notes().begin(), track.notes().end());
    // Readers end notes of one pitch in the order in which they began, so of those that begin
    // together the shortest goes first.
    std::sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
        return std::tie(a.onset, a.pitch, a.length, a.velocity) <
               std::tie(b.onset, b.pitch, b.length, b.velocity);
    });
    using Kind = NoteEvent::Kind;
    std::vector<NoteEvent> out;
    out.reserve(notes.size() * 2);
    for (const auto& note : notes) {
        const auto pitch = static_cast<std::uint8_t>(
            std::clamp(note.pitch, score::kMinPitch, score::kMaxPitch).value);
        const auto velocity = std::clamp<std::uint8_t>(note.velocity, 1, 127);
        const auto endKind = note.length > Tick{} ? Kind::end : Kind::endAtOnce;
        out.push_back({note.onset, Kind::begin, pitch, velocity});
        out.push_back({std::max(note.end(), note.onset), endKind, pitch, 0});
    }
    std::stable_sort(out.begin(), out.end(), [](const NoteEvent& a, const NoteEvent& b) {
        return std::tie(a.tick, a.kind) < std::tie(b.tick, b.kind);
    });
    return out;
}

void writeTrack(const score::Track& source, int channel, std::vector<std::byte>& file) {
    constexpr int kNoteOn = 0x90, kController = 0xB0, kProgram = 0xC0;
    const auto& info = source.info;
    TrackBytes track;
    if (!info.name.empty()) track.meta({}, 0x03, encodeText(info.name));
    const std::array<std::array<int, 2>, 2> banks{{{0, info.bank >> 7}, {32, info.bank & 0x7F}}};
    for (const auto& [number, value] : banks)
        track.channel({}, kController | channel, number, value);
    track.channel({}, kProgram | channel, info.program);
    track.channel({}, kController | channel, 7, info.volume);
    track.channel({}, kController | channel, 10, info.pan);
    // A note-on without velocity is a note-off that keeps the running status.
    for (const auto& event : noteEvents(source))
        track.channel(event.tick, kNoteOn | channel, event.pitch, event.velocity);
    track.finish(file);
}

/// Each pitched track its own channel while there are any left, its own one first; channel 10 is
/// for drums only.
std::vector<int> channelsFor(const Score& score) {
    std::array<bool, 16> taken{};
    taken[kDrumChannel] = true;
    std::vector<int> out;
    for (int i = 0; i < score.trackCount(); ++i) {
        int channel = std::clamp(score.track(i).info.channel, 0, 15);
        if (channel != kDrumChannel && taken[static_cast<std::size_t>(channel)]) {
            const auto free = std::find(taken.begin(), taken.end(), false);
            if (free != taken.end()) channel = static_cast<int>(free - taken.begin());
        }
        taken[static_cast<std::size_t>(channel)] = true;
        out.push_back(channel);
    }
    return out;
}

} // namespace

std::vector<std::byte> write(const Score& score, const WriteOptions& options) {
    std::vector<std::byte> file;
    put(file, "MThd");
    put(file, 6, 4);
    put(file, 1, 2);
    put(file, static_cast<std::uint32_t>(std::min(score.trackCount() + 1, 0xFFFF)), 2);
    put(file, static_cast<std::uint32_t>(score.ppq()), 2);
    writeConductor(score, options, file);
    const auto channels = channelsFor(score);
    for (int i = 0; i < score.trackCount(); ++i)
        writeTrack(score.track(i), channels[static_cast<std::size_t>(i)], file);
    return file;
}

Result<void> writeFile(const Score& score, const std::filesystem::path& path,
                       const WriteOptions& options) {
    return base::writeFileAtomically(path, write(score, options));
}

} // namespace contrafact::midi
