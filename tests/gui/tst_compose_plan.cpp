// SPDX-License-Identifier: GPL-3.0-or-later
// Composed notes come into a piece as one edit: constraints hold, locked tracks and the person's
// own notes stay, and undoing gives back the piece as it was.
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/compose/compose_plan.h"

#include <algorithm>
#include <random>

using namespace contrafact;
using namespace contrafact::ui;
using score::Pitch;
using score::Score;
using score::Tick;
using score::TickRange;
using test::note;

namespace {

constexpr TickRange kRegion{Tick(1920), Tick(2 * 1920)}; // bar 2 of 4/4

Score twoTracks() {
    Score piece;
    piece.addTrack(
        score::Track(test::instrument(0, 0), {note(0, 480, 60), note(1800, 480, 62),
                                              note(2400, 480, 64), note(3840, 480, 65)}));
    piece.addTrack(score::Track(test::instrument(32, 2), {note(1920, 960, 36)}));
    return piece;
}

/// A bar of piano and drums from tick 0.
Score network(int ppq = 480) {
    Score made(ppq);
    made.addTrack(score::Track(test::instrument(0, 0), {note(0, ppq, 72), note(ppq, ppq, 73)}));
    made.addTrack(score::Track(test::instrument(0, 9), {note(0, ppq / 2, 35)}));
    return made;
}

std::vector<int> pitchesIn(const Score& piece, int track, TickRange range) {
    std::vector<int> out;
    piece.track(track).forEachIn(range, [&](const score::Note& n) {
        if (n.onset >= range.begin) out.push_back(n.pitch.value);
    });
    return out;
}

Constraints free(bool keepMine) {
    Constraints constraints;
    constraints.keepMine = keepMine;
    return constraints;
}

} // namespace

class TestComposePlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theRegionIsReplacedAndTheRestStays() {
        Score piece = twoTracks();
        const Score before = piece;
        const auto made = composition(piece, kRegion, network(), free(false), {});
        made.edit.apply(piece);
        QCOMPARE(pitchesIn(piece, 0, kRegion), (std::vector<int>{72, 73}));
        QVERIFY(pitchesIn(piece, 1, kRegion).empty()); // the network gave no bass
        QCOMPARE(piece.trackCount(), 3);               // drums are new
        QVERIFY(piece.track(2).info.isDrums());
        QCOMPARE(piece.track(0).notes()[0].pitch.value, 60);
        QCOMPARE(piece.track(0).notes()[1].end(), kRegion.begin); // rang in: cut
        QCOMPARE(made.made.size(), std::size_t{3});
        made.edit.inverse().apply(piece);
        QVERIFY(piece.sounds(before));
    }

    void otherResolutionsAreRescaled() {
        Score piece = twoTracks();
        composition(piece, kRegion, network(96), free(false), {}).edit.apply(piece);
        const auto notes = piece.track(0).notes();
        QCOMPARE(notes[2].onset, kRegion.begin);
        QCOMPARE(notes[2].length, Tick(480));
    }

    void lockedTracksAreLeftAlone() {
        Score piece = twoTracks();
        piece.editTrack(0).info.locked = true;
        const auto piano = piece.track(0);
        composition(piece, kRegion, network(), free(false), {}).edit.apply(piece);
        QVERIFY(piece.track(0) == piano);
        QCOMPARE(piece.trackCount(), 3); // drums only: a locked family gets no second track
    }

    void ownNotesStayAndGeneratedOnesGo() {
        Score piece = twoTracks();
        GeneratedNotes known;
        auto first = composition(piece, kRegion, network(), free(true), known);
        first.edit.apply(piece);
        // The drawn note at 2400 and the bass are the person's own.
        QCOMPARE(pitchesIn(piece, 0, kRegion), (std::vector<int>{72, 64, 73}));
        QCOMPARE(pitchesIn(piece, 1, kRegion), (std::vector<int>{36}));
        for (const auto& n : first.made) known.emplace(n.id, n);

        // One generated note is moved by hand: from now on it is the person's.
        const auto moved = first.made.front();
        piece.editTrack(0).remove(moved.id);
        auto changed = moved;
        changed.pitch = Pitch(80);
        piece.editTrack(0).insert(changed);
        Score other;
        other.addTrack(score::Track(test::instrument(0, 0), {note(0, 480, 50)}));
        composition(piece, kRegion, other, free(true), known).edit.apply(piece);
        QCOMPARE(pitchesIn(piece, 0, kRegion), (std::vector<int>{50, 80, 64}));
        QVERIFY(piece.track(0).find(moved.id));
    }

    void ownNotesAreNotDoubled() {
        Score piece;
        piece.addTrack(score::Track(test::instrument(0, 0), {note(1920, 480, 72)}));
        composition(piece, kRegion, network(), free(true), {}).edit.apply(piece);
        QCOMPARE(pitchesIn(piece, 0, kRegion), (std::vector<int>{72, 73}));
    }

    void constraintsHold_data() {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 40; ++seed) QTest::addRow("seed=%d", seed) << seed;
    }

    void constraintsHold() {
        QFETCH(int, seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        const auto below = [&](int n) { return static_cast<int>(random() % unsigned(n)); };
        std::vector<score::Note> notes;
        for (int i = 0; i < 200; ++i)
            notes.push_back(note(240 * below(32), 240 * (1 + below(4)), below(128)));
        Constraints constraints;
        constraints.low = Pitch(30 + below(40));
        constraints.high = constraints.low + Pitch(12 + below(30));
        constraints.scale = score::Scale{below(12), score::kMinorMask};
        const auto out = constrained(notes, false, constraints);
        QVERIFY(!out.empty());
        QVERIFY(std::is_sorted(out.begin(), out.end()));
        for (const auto& n : out) {
            QVERIFY(n.pitch >= constraints.low && n.pitch <= constraints.high);
            QVERIFY(constraints.scale->contains(n.pitch));
            QVERIFY(n.length > Tick(0));
        }
        for (std::size_t i = 0; i < out.size(); ++i)
            for (std::size_t k = i + 1; k < out.size(); ++k)
                QVERIFY(out[i].pitch != out[k].pitch || out[i].end() <= out[k].onset ||
                        out[k].end() <= out[i].onset);
        QCOMPARE(constrained(notes, true, constraints).size(), notes.size()); // drums stay
    }

    void regionsHaveNames() {
        const Score piece = twoTracks();
        QCOMPARE(barsText(piece, kRegion), std::string("bar 2"));
        QCOMPARE(barsText(piece, {Tick(4 * 1920), Tick(8 * 1920)}), std::string("bars 5–8"));
        QCOMPARE(nextRegion(Score(), 8).begin, Tick(0));
        QCOMPARE(nextRegion(piece, 8).begin, Tick(3 * 1920));
        QCOMPARE(barsCovering(piece, kRegion), 1);
        QCOMPARE(barsCovering(piece, {Tick(0), Tick(1921)}), 2);
    }

    void oneScoreBecomesAnother() {
        Score piece = twoTracks();
        Score other(960);
        other.title = "Other";
        other.addTrack(score::Track(test::instrument(24, 1), {note(0, 960, 55)}));
        const Score before = piece;
        const auto edit = replacement(piece, other, "Show");
        edit.apply(piece);
        QVERIFY(piece.sounds(other));
        edit.inverse().apply(piece);
        QVERIFY(piece.sounds(before));
    }
};

CONTRAFACT_TEST(TestComposePlan)
#include "tst_compose_plan.moc"
