// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/pieces.h"

#include "core/encoding/segment.h"
#include "core/metrics/random.h"

#include <algorithm>
#include <numeric>

namespace contrafact::metrics {

using score::Note;
using score::Tick;

namespace {

constexpr std::size_t kMostSongs = 400;
constexpr int kBeatsPerBar = 4;
constexpr int kFinestCoarseGrid = 8; ///< steps a beat

Tick ticksOf(const score::Score& score, int bars) {
    return Tick(std::int64_t{bars} * kBeatsPerBar * score.ppq());
}

score::TempoMap tempoFrom(const score::TempoMap& tempo, Tick begin) {
    std::vector<score::TempoEvent> events;
    for (auto event : tempo.events()) {
        event.tick = std::max(event.tick - begin, Tick{});
        events.push_back(event); // of those before the beginning the last one holds
    }
    return score::TempoMap(tempo.ppq(), std::move(events));
}

std::vector<Note> notesWithin(const score::Track& track, score::TickRange range) {
    std::vector<Note> notes;
    track.forEachIn(range, [&](Note note) {
        const auto end = std::min(note.end(), range.end);
        note.onset = std::max(note.onset, range.begin);
        note.length = end - note.onset;
        note.onset = note.onset - range.begin;
        notes.push_back(note);
    });
    return notes;
}

bool fitsGrid(const score::Score& score, int stepsPerBeat) {
    // Steps that are no whole number of ticks were rounded, by less than one tick.
    const auto fits = [&](Tick tick) {
        const auto beyond = tick.value * stepsPerBeat % score.ppq();
        return beyond < stepsPerBeat || score.ppq() - beyond < stepsPerBeat;
    };
    for (int i = 0; i < score.trackCount(); ++i)
        if (!std::ranges::all_of(score.track(i).notes(), [&](const Note& note) {
                return fits(note.onset) && fits(note.length);
            }))
            return false;
    return true;
}

std::vector<const corpus::Song*> songsOf(const corpus::Corpus& corpus, bool heldOut,
                                         std::uint64_t seed) {
    std::vector<const corpus::Song*> songs;
    for (const auto& song : corpus.songs)
        if (song.validation == heldOut) songs.push_back(&song);
    Random(seed).shuffle(songs);
    songs.resize(std::min(songs.size(), kMostSongs));
    return songs;
}

void append(std::vector<Piece>& pieces, std::vector<Piece> more) {
    std::ranges::move(more, std::back_inserter(pieces));
}

} // namespace

Piece cutPiece(const score::Score& score, int first, int bars) {
    const auto begin = ticksOf(score, first);
    const score::TickRange range{begin, begin + ticksOf(score, bars)};
    Piece piece{score::Score(score.ppq()), bars};
    piece.score.tempo = tempoFrom(score.tempo, begin);
    for (int i = 0; i < score.trackCount(); ++i) {
        auto notes = notesWithin(score.track(i), range);
        if (!notes.empty())
            piece.score.addTrack(score::Track(score.track(i).info, std::move(notes)));
    }
    return piece;
}

std::vector<Piece> cutPieces(const score::Score& score, int barsPerPiece) {
    const auto bar = ticksOf(score, 1).value;
    // What sounds longer than the networks' longest song is one absurd delta time.
    const auto end = std::min<std::int64_t>(score.end().value,
                                            std::int64_t{encoding::kMaxSteps} / 2 * score.ppq());
    const int bars = static_cast<int>((end + bar - 1) / bar);
    std::vector<Piece> pieces;
    for (int first = 0; first < bars; first += barsPerPiece)
        pieces.push_back(cutPiece(score, first, std::min(barsPerPiece, bars - first)));
    return pieces;
}

int barsOf(std::span<const Piece> pieces) {
    return std::transform_reduce(pieces.begin(), pieces.end(), 0, std::plus{},
                                 [](const Piece& piece) { return piece.bars; });
}

std::vector<Piece> drawPieces(std::vector<Piece> pieces, int bars, std::uint64_t seed) {
    Random(seed).shuffle(pieces);
    std::vector<Piece> drawn;
    for (auto& piece : pieces) {
        if (bars <= 0) break;
        if (piece.bars > bars) piece = cutPiece(piece.score, 0, bars);
        bars -= piece.bars;
        drawn.push_back(std::move(piece));
    }
    return drawn;
}

Piece onGrid(const Piece& piece, int stepsPerBeat) {
    const auto& score = piece.score;
    auto coarse =
        encoding::toScore(encoding::toGrid(score, stepsPerBeat), stepsPerBeat, score.ppq());
    coarse.tempo = score.tempo;
    return {std::move(coarse), piece.bars};
}

bool isOnCoarseGrid(std::span<const Piece> pieces) {
    const bool sounds =
        std::ranges::any_of(pieces, [](const Piece& piece) { return piece.score.noteCount() > 0; });
    for (int steps = 1; sounds && steps <= kFinestCoarseGrid; ++steps)
        if (std::ranges::all_of(pieces,
                                [&](const Piece& piece) { return fitsGrid(piece.score, steps); }))
            return true;
    return false;
}

std::vector<Piece> realPieces(const corpus::Corpus& corpus, bool heldOut, std::uint64_t seed,
                              const std::stop_token& stop) {
    const auto songs = songsOf(corpus, heldOut, seed);
    std::vector<Piece> pieces;
    for (const auto* song : songs) {
        if (stop.stop_requested()) return {};
        append(pieces, cutPieces(song->score));
    }
    return pieces;
}

} // namespace contrafact::metrics
