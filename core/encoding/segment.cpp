// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/segment.h"

#include <algorithm>
#include <functional>

namespace contrafact::encoding {

using score::Note;
using score::Tick;

namespace {

/// round(ticks * stepsPerBeat / ppq), half up, for ticks >= 0 and below any overflow.
std::int64_t toSteps(std::int64_t ticks, int stepsPerBeat, int ppq) {
    return (2 * ticks * stepsPerBeat + ppq) / (2 * std::int64_t{ppq});
}

GridNote gridNote(const Note& note, int stepsPerBeat, int ppq, std::int64_t maxTicks) {
    const auto length = std::min(note.length.value, maxTicks);
    GridNote out;
    out.step = static_cast<std::int32_t>(toSteps(note.onset.value, stepsPerBeat, ppq));
    out.length = static_cast<std::int16_t>(
        std::clamp<std::int64_t>(toSteps(length, stepsPerBeat, ppq), 1, kMaxLength));
    out.pitch = static_cast<std::uint8_t>(note.pitch.value);
    out.velocity = std::clamp<std::uint8_t>(note.velocity, 1, kVelocityMask);
    return out;
}

void appendTrack(const score::Track& track, int stepsPerBeat, int ppq, std::vector<GridNote>& out) {
    const std::int64_t maxTicks = std::int64_t{kMaxSteps} * ppq / stepsPerBeat;
    out.reserve(out.size() + track.notes().size());
    for (const Note& note : track.notes()) {
        if (note.onset.value < 0 || note.onset.value >= maxTicks) continue;
        if (note.pitch < score::kMinPitch || note.pitch > score::kMaxPitch) continue;
        out.push_back(gridNote(note, stepsPerBeat, ppq, maxTicks));
    }
}

bool before(const GridNote& a, const GridNote& b) {
    return std::tie(a.step, a.pitch) < std::tie(b.step, b.pitch);
}

/// Sorts, unites notes that begin together and cuts each note where the next of its pitch begins.
void mergeVoices(std::vector<GridNote>& notes) {
    std::stable_sort(notes.begin(), notes.end(), before);
    std::array<std::ptrdiff_t, kPitches> last;
    last.fill(-1);
    std::ptrdiff_t used = 0;
    for (const GridNote& note : notes) {
        auto& previous = last[note.pitch];
        if (previous >= 0) {
            auto& earlier = notes[static_cast<std::size_t>(previous)];
            if (earlier.step == note.step) {
                earlier.length = std::max(earlier.length, note.length);
                earlier.velocity = std::max(earlier.velocity, note.velocity);
                continue;
            }
            earlier.length = static_cast<std::int16_t>(
                std::min<std::int32_t>(earlier.length, note.step - earlier.step));
        }
        previous = used;
        notes[static_cast<std::size_t>(used++)] = note;
    }
    notes.resize(static_cast<std::size_t>(used));
    notes.shrink_to_fit();
}

void measure(GridSong& song) {
    for (std::size_t family = 0; family < kFamilies; ++family) {
        std::int16_t longest = 0;
        for (const auto& note : song.notes[family]) {
            longest = std::max(longest, note.length);
            song.steps = std::max(song.steps, note.end());
        }
        song.longest[family] = longest;
    }
}

} // namespace

std::size_t GridSong::noteCount() const {
    std::size_t count = 0;
    for (const auto& family : notes) count += family.size();
    return count;
}

GridSong toGrid(const score::Score& score, int stepsPerBeat) {
    GridSong song;
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& track = score.track(i);
        const auto family = static_cast<std::size_t>(familyOf(track.info));
        appendTrack(track, stepsPerBeat, score.ppq(), song.notes[family]);
    }
    for (auto& notes : song.notes) mergeVoices(notes);
    measure(song);
    return song;
}

std::span<const GridNote> notesFrom(const GridSong& song, int family, int step) {
    const auto index = static_cast<std::size_t>(family);
    const auto& notes = song.notes[index];
    const auto first =
        std::ranges::upper_bound(notes, step - song.longest[index], {}, &GridNote::step);
    return {first, notes.end()};
}

void fillCells(const GridSong& song, int family, int step, int transpose, Cells& out) {
    out.fill(0);
    const int shift = family == kDrums ? 0 : transpose;
    forEachNote(song, family, step, step + kSteps, [&](const GridNote& note) {
        const int pitch = note.pitch + shift;
        if (pitch < 0 || pitch >= kPitches) return;
        const int begin = std::max(note.step - step, 0);
        const int end = std::min(note.end() - step, kSteps);
        auto* cell = out.data() + begin * kPitches + pitch;
        for (int i = begin; i < end; ++i, cell += kPitches) *cell = note.velocity;
        if (note.step >= step) out[static_cast<std::size_t>(begin * kPitches + pitch)] |= kOnsetBit;
    });
}

Segment segmentAt(const GridSong& song, int step, int transpose) {
    Segment segment;
    for (int family = 0; family < kFamilies; ++family)
        fillCells(song, family, step, transpose, segment.cells[static_cast<std::size_t>(family)]);
    return segment;
}

TransposeRange transposeRange(const GridSong& song, int most, int lowest, int highest) {
    int low = highest;
    int high = lowest;
    for (std::size_t family = 0; family < kFamilies; ++family) {
        if (family == kDrums) continue;
        for (const auto& note : song.notes[family]) {
            low = std::min<int>(low, note.pitch);
            high = std::max<int>(high, note.pitch);
        }
    }
    return {std::clamp(lowest - low, -most, 0), std::clamp(highest - high, 0, most)};
}

namespace {

/// The note of one pitch that is being read from successive cells.
struct OpenNote {
    int begin = -1; ///< step; negative: none
    int velocities = 0;
};

/// Reads cells step by step and closes notes where their pitch falls silent or begins anew.
class Decoder {
public:
    explicit Decoder(const DecodeOptions& options)
        : m_options(options) {}

    void add(const Cells& cells) {
        for (int step = 0; step < kSteps; ++step, ++m_step)
            addStep(std::span(cells).subspan(static_cast<std::size_t>(step) * kPitches, kPitches));
    }

    std::vector<Note> finish() {
        for (std::size_t pitch = 0; pitch < kPitches; ++pitch) close(pitch);
        std::ranges::sort(m_notes, std::less{});
        return std::move(m_notes);
    }

private:
    void addStep(std::span<const std::uint8_t> row) {
        for (std::size_t pitch = 0; pitch < kPitches; ++pitch) {
            const int velocity = row[pitch] & kVelocityMask;
            const bool onset = m_options.splitRepeats && (row[pitch] & kOnsetBit);
            if (!velocity || onset) close(pitch);
            if (!velocity) continue;
            auto& open = m_open[pitch];
            if (open.begin < 0) open.begin = m_step;
            open.velocities += velocity;
        }
    }

    Tick tickOf(int step) const {
        return Tick(std::int64_t{step} * m_options.ppq / m_options.stepsPerBeat);
    }

    void close(std::size_t pitch) {
        auto& open = m_open[pitch];
        if (open.begin < 0) return;
        const int cells = m_step - open.begin;
        Note note;
        note.onset = tickOf(open.begin);
        note.length = tickOf(m_step) - note.onset;
        note.pitch = score::Pitch(static_cast<int>(pitch));
        note.velocity = static_cast<std::uint8_t>((2 * open.velocities + cells) / (2 * cells));
        m_notes.push_back(note);
        open = {};
    }

    DecodeOptions m_options;
    int m_step = 0;
    std::array<OpenNote, kPitches> m_open{};
    std::vector<Note> m_notes;
};

} // namespace

std::vector<Note> toNotes(const Cells& cells, const DecodeOptions& options) {
    Decoder decoder(options);
    decoder.add(cells);
    return decoder.finish();
}

score::Score toScore(const std::vector<Segment>& segments, const DecodeOptions& options) {
    score::Score score(options.ppq);
    for (int family = 0; family < kFamilies; ++family) {
        Decoder decoder(options);
        for (const auto& segment : segments)
            decoder.add(segment.cells[static_cast<std::size_t>(family)]);
        auto notes = decoder.finish();
        for (auto& note : notes) note.id = score.newNoteId();
        score.addTrack(score::Track(trackFor(static_cast<Family>(family)), std::move(notes)));
    }
    return score;
}

} // namespace contrafact::encoding
