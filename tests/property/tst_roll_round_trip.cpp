// SPDX-License-Identifier: GPL-3.0-or-later
// Random songs survive the way grid -> cells -> notes -> grid, and cells are what the notes say.
#include "core/encoding/segment.h"
#include "tests/support/test.h"

#include <algorithm>
#include <random>

using namespace contrafact;

namespace {

constexpr int kSongs = 40;

/// A song as toGrid() makes them, from a score with overlapping, unquantised, doubled notes.
score::Score randomScore(std::mt19937& random, int ppq) {
    const auto upTo = [&](int most) { return std::uniform_int_distribution(0, most)(random); };
    score::Score score(ppq);
    for (int t = 0; t < 8; ++t) {
        score::TrackInfo info;
        info.channel = t == 7 ? 9 : t;
        info.program = upTo(127);
        std::vector<score::Note> notes(static_cast<std::size_t>(upTo(120)));
        for (auto& note : notes) {
            note.onset = score::Tick(upTo(60 * ppq));
            note.length = score::Tick(upTo(upTo(3) ? 2 * ppq : 40 * ppq));
            note.pitch = score::Pitch(static_cast<std::int16_t>(upTo(127)));
            note.velocity = static_cast<std::uint8_t>(1 + upTo(126));
        }
        score.addTrack(score::Track(info, std::move(notes)));
    }
    return score;
}

std::vector<encoding::Segment> segmentsOf(const encoding::GridSong& song) {
    std::vector<encoding::Segment> out;
    for (int step = 0; step < song.steps; step += encoding::kSteps)
        out.push_back(encoding::segmentAt(song, step));
    return out;
}

} // namespace

class TestRollRoundTrip : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void notesOfOnePitchNeverOverlap() {
        forSongs([](const encoding::GridSong& song) {
            for (const auto& notes : song.notes) {
                std::array<std::int32_t, encoding::kPitches> free{};
                QVERIFY(std::ranges::is_sorted(notes, {}, [](const encoding::GridNote& n) {
                    return n.step * 128LL + n.pitch;
                }));
                for (const auto& note : notes) {
                    QVERIFY(note.length >= 1 && note.step >= free[note.pitch]);
                    free[note.pitch] = note.end();
                }
            }
        });
    }

    void gridToCellsToNotesToGrid() {
        forSongs([](const encoding::GridSong& song) {
            for (const int ppq : {480, 96, 1024}) {
                encoding::DecodeOptions options;
                options.ppq = ppq;
                QCOMPARE(encoding::toGrid(encoding::toScore(segmentsOf(song), options)), song);
            }
        });
    }

    void cellsAreTheNotesThatSound() {
        std::mt19937 random(3);
        forSongs([&](const encoding::GridSong& song) {
            const int step = std::uniform_int_distribution(-8, song.steps)(random);
            const int transpose = std::uniform_int_distribution(-12, 12)(random);
            for (int family = 0; family < encoding::kFamilies; ++family) {
                encoding::Cells cells;
                encoding::fillCells(song, family, step, transpose, cells);
                QCOMPARE(cells, byDefinition(song, family, step, transpose));
            }
        });
    }

    void theLongestNoteIsOnlyAShortCut() {
        forSongs([](const encoding::GridSong& song) {
            auto byHand = song;
            byHand.longest.fill(encoding::kMaxLength);
            for (int step = 0; step < song.steps; step += 7)
                QCOMPARE(encoding::segmentAt(byHand, step), encoding::segmentAt(song, step));
        });
    }

private:
    template<typename Check>
    static void forSongs(Check&& check) {
        for (unsigned seed = 1; seed <= kSongs; ++seed) {
            std::mt19937 random(seed);
            check(encoding::toGrid(randomScore(random, seed % 2 ? 480 : 96)));
            if (QTest::currentTestFailed()) qFatal("failed with seed %u", seed);
        }
    }

    /// The slow way: every note against every cell.
    static encoding::Cells byDefinition(const encoding::GridSong& song, int family, int first,
                                        int transpose) {
        encoding::Cells cells{};
        for (const auto& note : song.notes[static_cast<std::size_t>(family)]) {
            const int pitch = note.pitch + (family == encoding::kDrums ? 0 : transpose);
            for (int i = 0; i < encoding::kSteps; ++i) {
                const int step = first + i;
                if (pitch < 0 || pitch > 127 || step < note.step || step >= note.end()) continue;
                const int onset = step == note.step ? encoding::kOnsetBit : 0;
                cells[static_cast<std::size_t>(i * encoding::kPitches + pitch)] =
                    static_cast<std::uint8_t>(note.velocity | onset);
            }
        }
        return cells;
    }
};

CONTRAFACT_TEST(TestRollRoundTrip)
#include "tst_roll_round_trip.moc"
