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
constexpr int kFinestCoarseGrid = 8; ///< steps a beat

/// Events from `begin` on, counted from there; of those before it the last one holds.
template<typename Event>
std::vector<Event> eventsFrom(const std::vector<Event>& all, Tick begin) {
    std::vector<Event> events;
    for (auto event : all) {
        event.tick = std::max(event.tick - begin, Tick{});
        events.push_back(event);
    }
    return events;
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

} // namespace

Piece cutPiece(const score::Score& score, int first, int bars) {
    const score::TickRange range{score.meter.barStart(first), score.meter.barStart(first + bars)};
    Piece piece{score::Score(score.ppq()), bars};
    piece.score.tempo = score::TempoMap(score.ppq(), eventsFrom(score.tempo.events(), range.begin));
    piece.score.meter = score::MeterMap(score.ppq(), eventsFrom(score.meter.events(), range.begin));
    for (int i = 0; i < score.trackCount(); ++i) {
        auto notes = notesWithin(score.track(i), range);
        if (!notes.empty())
            piece.score.addTrack(score::Track(score.track(i).info, std::move(notes)));
    }
    return piece;
}

std::vector<Piece> cutPieces(const score::Score& score, int barsPerPiece) {
    // What sounds longer than the networks' longest song is one absurd delta time.
    const auto end = std::min<std::int64_t>(score.end().value,
                                            std::int64_t{encoding::kMaxSteps} / 2 * score.ppq());
    const int bars = end > 0 ? score.meter.barAt(Tick(end - 1)) + 1 : 1;
    const int each = barsPerPiece == kWholePieces ? bars : barsPerPiece;
    std::vector<Piece> pieces;
    for (int first = 0; first < bars; first += each)
        pieces.push_back(cutPiece(score, first, std::min(each, bars - first)));
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
        if (piece.bars > bars) {
            const int song = piece.song;
            piece = cutPiece(piece.score, 0, bars);
            piece.song = song;
        }
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
    coarse.meter = score.meter;
    return {std::move(coarse), piece.bars, piece.song};
}

int coarseGridOf(std::span<const Piece> pieces) {
    const bool sounds =
        std::ranges::any_of(pieces, [](const Piece& piece) { return piece.score.noteCount() > 0; });
    for (int steps = 1; sounds && steps <= kFinestCoarseGrid; ++steps)
        if (std::ranges::all_of(pieces,
                                [&](const Piece& piece) { return fitsGrid(piece.score, steps); }))
            return steps;
    return 0;
}

std::vector<Piece> realPieces(const corpus::Corpus& corpus, bool heldOut, int barsPerPiece,
                              std::uint64_t seed, const std::stop_token& stop) {
    std::vector<Piece> pieces;
    int number = 0;
    for (const auto* song : songsOf(corpus, heldOut, seed)) {
        if (stop.stop_requested()) return {};
        for (auto& piece : cutPieces(song->score, barsPerPiece)) {
            piece.song = number;
            pieces.push_back(std::move(piece));
        }
        ++number;
    }
    return pieces;
}

} // namespace contrafact::metrics
