// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/song_score.h"

namespace contrafact::metrics {

using score::Tick;

score::Score scoreOf(const corpus::Song& song) {
    if (!song.path.empty())
        if (auto read = corpus::readScore(song.path)) return std::move(read).value();
    return scoreOf(song.grid, score::Score(), encoding::kStepsPerBeat);
}

score::Score scoreOf(const encoding::GridSong& song, const score::Score& like, int stepsPerBeat) {
    score::Score out(like.ppq());
    out.tempo = like.tempo;
    out.meter = like.meter;
    const auto ticks = [&](std::int64_t steps) { return Tick(steps * like.ppq() / stepsPerBeat); };
    for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
        std::vector<score::Note> notes;
        for (const auto& note : song.notes[family])
            notes.push_back(
                {ticks(note.step), ticks(note.length), score::Pitch(note.pitch), note.velocity});
        if (notes.empty()) continue;
        out.addTrack(score::Track(encoding::trackFor(static_cast<encoding::Family>(family)),
                                  std::move(notes)));
    }
    return out;
}

} // namespace contrafact::metrics
