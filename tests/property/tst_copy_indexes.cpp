// SPDX-License-Identifier: GPL-3.0-or-later
// The two indexes of the copy check against the slow way by definition, on random music.
#include "core/metrics/run_index.h"
#include "core/metrics/segment_index.h"
#include "tests/support/test.h"

#include <algorithm>
#include <map>
#include <random>

using namespace contrafact;
using metrics::Melody;
using Moves = std::vector<std::int64_t>;

namespace {

/// Few different moves, so that long and repeated runs are common.
Melody randomMelody(std::mt19937& random, int kinds) {
    Melody melody;
    melody.moves.resize(random() % 40);
    for (auto& move : melody.moves) move = static_cast<std::int64_t>(random() % unsigned(kinds));
    melody.notes.assign(melody.moves.size(), 1);
    return melody;
}

std::size_t longestByDefinition(const std::vector<Melody>& melodies, const Moves& query) {
    std::size_t best = 0;
    for (const auto& melody : melodies)
        for (std::size_t i = 0; i < query.size(); ++i)
            for (std::size_t j = 0; j < melody.moves.size(); ++j) {
                const auto ends =
                    std::mismatch(query.begin() + std::ptrdiff_t(i), query.end(),
                                  melody.moves.begin() + std::ptrdiff_t(j), melody.moves.end());
                best = std::max(best, static_cast<std::size_t>(ends.first - query.begin()) - i);
            }
    return best;
}

encoding::GridSong randomSong(std::mt19937& random) {
    encoding::GridSong song;
    for (auto& notes : song.notes) {
        std::map<std::pair<int, int>, encoding::GridNote> drawn;
        for (unsigned i = 0; i < random() % 60; ++i) {
            const int step = 4 * int(random() % 30); // apart by the longest note: no overlaps
            const int pitch = 60 + int(random() % 4);
            drawn[{step, pitch}] = {step, static_cast<std::int16_t>(1 + random() % 4),
                                    static_cast<std::uint8_t>(pitch), 90};
        }
        for (const auto& [place, note] : drawn) {
            notes.push_back(note);
            song.steps = std::max(song.steps, note.end());
        }
    }
    return song;
}

double distanceByDefinition(const encoding::Segment& a, const encoding::Segment& b) {
    int both = 0;
    int either = 0;
    for (std::size_t family = 0; family < encoding::kFamilies; ++family)
        for (std::size_t i = 0; i < a.cells[family].size(); ++i) {
            const bool inA = a.cells[family][i] & encoding::kVelocityMask;
            const bool inB = b.cells[family][i] & encoding::kVelocityMask;
            both += inA && inB;
            either += inA || inB;
        }
    return either ? 1 - double(both) / either : 1;
}

} // namespace

class TestCopyIndexes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLongestRunIsTheLongest() {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            std::mt19937 random(seed);
            const int kinds = 1 + int(random() % 5);
            std::vector<Melody> melodies(random() % 6);
            metrics::RunIndex index;
            for (std::size_t i = 0; i < melodies.size(); ++i) {
                melodies[i] = randomMelody(random, kinds);
                index.add(melodies[i], static_cast<int>(i));
            }
            index.finish();
            const auto query = randomMelody(random, kinds).moves;
            const auto match = index.longest(query);
            QCOMPARE(match.moves, longestByDefinition(melodies, query));
            QCOMPARE(match.owner >= 0, match.moves > 0);
            if (match.moves) QVERIFY(stands(query, match, melodies));
        }
    }

    void theNearestSegmentIsTheNearest() {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            std::mt19937 random(seed);
            std::vector<encoding::GridSong> songs(4);
            for (auto& song : songs) song = randomSong(random);
            const metrics::SegmentIndex index({&songs[0], &songs[1], &songs[2], &songs[3]});
            const auto piece = randomSong(random);
            for (int step = 0; step < piece.steps; step += 13)
                compare(index.nearest(piece, step), songs, encoding::segmentAt(piece, step));
        }
    }

private:
    static bool stands(const Moves& query, const metrics::RunIndex::Match& match,
                       const std::vector<Melody>& melodies) {
        const auto first = query.begin() + std::ptrdiff_t(match.begin);
        const auto& moves = melodies[static_cast<std::size_t>(match.owner)].moves;
        return std::search(moves.begin(), moves.end(), first,
                           first + std::ptrdiff_t(match.moves)) != moves.end();
    }

    static void compare(const metrics::SegmentIndex::Nearest& found,
                        const std::vector<encoding::GridSong>& songs,
                        const encoding::Segment& segment) {
        double best = 1;
        for (const auto& song : songs)
            for (int bar = 0; bar < song.bars(); ++bar)
                best = std::min(
                    best, distanceByDefinition(
                              encoding::segmentAt(song, bar * encoding::kStepsPerBar), segment));
        QCOMPARE(found.distance, best);
        if (found.song < 0) return;
        const auto& song = songs[static_cast<std::size_t>(found.song)];
        QCOMPARE(distanceByDefinition(encoding::segmentAt(song, found.bar * encoding::kStepsPerBar),
                                      segment),
                 best);
    }
};

CONTRAFACT_TEST(TestCopyIndexes)
#include "tst_copy_indexes.moc"
