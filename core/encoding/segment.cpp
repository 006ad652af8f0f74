// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/segment.h"

#include <algorithm>
#include <functional>
#include <span>

namespace contrafact::encoding {

using score::Note;
using score::Tick;

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
