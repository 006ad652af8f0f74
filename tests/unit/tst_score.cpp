// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/edit.h"
#include "core/score/score.h"
#include "tests/support/test.h"

using namespace contrafact::score;

namespace {

Note note(int onset, int length, int pitch, NoteId id = 0) {
    return {.onset = Tick(onset), .length = Tick(length), .pitch = Pitch(pitch), .id = id};
}

std::vector<NoteId> idsIn(const Track& track, TickRange range) {
    std::vector<NoteId> ids;
    track.forEachIn(range, [&](const Note& n) { ids.push_back(n.id); });
    return ids;
}

} // namespace

class TestScore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tracksKeepTheirNotesSorted() {
        Track track({}, {note(20, 5, 60, 1), note(0, 5, 64, 2), note(0, 5, 60, 3)});
        track.insert(note(10, 5, 60, 4));
        QCOMPARE(idsIn(track, {Tick{0}, Tick{100}}), (std::vector<NoteId>{3, 2, 4, 1}));
        QVERIFY(track.remove(2));
        QVERIFY(!track.remove(2));
        QVERIFY(track.find(2) == nullptr);
        QCOMPARE(track.find(4)->onset, Tick{10});
    }

    void rangeQueriesFindWhatSoundsInside() {
        const Track track(
            {}, {note(0, 100, 60, 1), note(10, 5, 60, 2), note(40, 0, 60, 3), note(50, 10, 60, 4)});
        QCOMPARE(idsIn(track, {Tick{20}, Tick{30}}), (std::vector<NoteId>{1}));
        QCOMPARE(idsIn(track, {Tick{40}, Tick{50}}), (std::vector<NoteId>{1, 3}));
        QCOMPARE(idsIn(track, {Tick{100}, Tick{200}}), (std::vector<NoteId>{}));
    }

    void theLongestNoteIsKnownAfterEveryChange() {
        Track track({}, {note(0, 100, 60, 1), note(0, 7, 61, 2)});
        QCOMPARE(track.maxLength(), Tick{100});
        track.remove(1);
        QCOMPARE(track.maxLength(), Tick{7});
        const auto old = note(0, 7, 61, 2);
        track.replace({&old, 1}, {note(5, 9, 61, 2), note(1, 2, 61, 3)});
        QCOMPARE(track.maxLength(), Tick{9});
        QCOMPARE(idsIn(track, {Tick{0}, Tick{100}}), (std::vector<NoteId>{3, 2}));
    }

    void aCopyIsASnapshot() {
        Score score;
        score.addTrack(Track({}, {note(0, 10, 60)}));
        const Score before = score;
        const auto* shared = &before.track(0);
        QCOMPARE(&score.track(0), shared);
        score.editTrack(0).insert(note(10, 10, 62, score.newNoteId()));
        QCOMPARE(before.noteCount(), std::size_t{1});
        QCOMPARE(score.noteCount(), std::size_t{2});
        QVERIFY(&score.track(0) != shared);
    }

    void aSoleOwnerWritesInPlace() {
        Score score;
        score.addTrack({});
        const auto* track = &score.track(0);
        QCOMPARE(&score.editTrack(0), track);
    }

    void notesGetIdsAndKeepThem() {
        Score score;
        score.addTrack(Track({}, {note(0, 10, 60), note(0, 10, 62, 41)}));
        QCOMPARE(score.track(0).notes()[1].id, NoteId{41});
        QVERIFY(score.track(0).notes()[0].id > 0);
        QVERIFY(score.newNoteId() > 41);
    }

    void endAndBars() {
        Score score;
        QCOMPARE(barCount(score), 1);
        score.addTrack(Track({}, {note(0, 1920, 60)}));
        QCOMPARE(barCount(score), 1);
        score.addTrack(Track({}, {note(1920, 1, 60)}));
        QCOMPARE(barCount(score), 2);
        QCOMPARE(score.end(), Tick{1921});
        QCOMPARE(barRange(score, 1, 2), (TickRange{Tick{1920}, Tick{5760}}));
    }

    void soundsIgnoresIds() {
        Score a, b;
        a.addTrack(Track({}, {note(0, 5, 60, 1), note(0, 9, 60, 2)}));
        b.addTrack(Track({}, {note(0, 9, 60, 7), note(0, 5, 60, 8)}));
        QVERIFY(a.sounds(b));
        b.editTrack(0).info.program = 1;
        QVERIFY(!a.sounds(b));
    }

    void anEditSaysWhatItTouched() {
        Score score;
        score.addTrack(Track({}, {note(100, 50, 60, 1)}));
        const ScoreEdit edit{"Move",
                             {NoteChange{0, {note(100, 50, 60, 1)}, {note(200, 50, 67, 1)}}}};
        const auto changes = edit.apply(score);
        QCOMPARE(changes.regions.size(), std::size_t{1});
        QCOMPARE(changes.regions[0].ticks, (TickRange{Tick{100}, Tick{250}}));
        QCOMPARE(changes.regions[0].low, Pitch{60});
        QCOMPARE(changes.regions[0].high, Pitch{67});
        QVERIFY(!changes.tracksChanged && !changes.mapsChanged);
    }

    void draggingMergesIntoOneStep() {
        const auto at = [](int onset) { return note(onset, 10, 60, 1); };
        ScoreEdit drag{"Move", {NoteChange{0, {at(0)}, {at(5)}}}};
        drag.merge({"Move", {NoteChange{0, {at(5)}, {at(9)}}}});
        QCOMPARE(drag.steps.size(), std::size_t{1});
        QCOMPARE(std::get<NoteChange>(drag.steps[0]), (NoteChange{0, {at(0)}, {at(9)}}));
        drag.merge({"Move", {NoteChange{0, {at(9)}, {at(0)}}}});
        QVERIFY(drag.empty()); // back where it began
    }
};

CONTRAFACT_TEST(TestScore)
#include "tst_score.moc"
