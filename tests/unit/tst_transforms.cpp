// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/transforms.h"
#include "tests/support/test.h"

using namespace contrafact::score;

namespace {

Note note(int onset, int length, int pitch) {
    return {Tick(onset), Tick(length), Pitch(pitch), 100};
}

Score scoreOf(std::vector<Note> notes) {
    Score score;
    score.addTrack(Track({}, std::move(notes)));
    return score;
}

Selection everything(const Score& score) {
    Selection all;
    for (int i = 0; i < score.trackCount(); ++i)
        for (const auto& n : score.track(i).notes()) all.push_back({i, n.id});
    return all;
}

std::vector<std::array<int, 3>> shape(const Score& score, int track = 0) {
    std::vector<std::array<int, 3>> out;
    for (const auto& n : score.track(track).notes())
        out.push_back(
            {static_cast<int>(n.onset.value), static_cast<int>(n.length.value), n.pitch.value});
    return out;
}

using Shape = std::vector<std::array<int, 3>>;

} // namespace

class TestTransforms : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void addingGivesNewIds() {
        auto score = scoreOf({note(0, 10, 60)});
        addNotes(score, 0, {note(5, 10, 62), note(1, 10, 64)}).apply(score);
        QCOMPARE(shape(score), (Shape{{0, 10, 60}, {1, 10, 64}, {5, 10, 62}}));
        QVERIFY(score.track(0).notes()[1].id != score.track(0).notes()[2].id);
    }

    void removingTakesOnlyTheSelected() {
        auto score = scoreOf({note(0, 10, 60), note(5, 10, 62)});
        removeNotes(score, {{0, score.track(0).notes()[1].id}, {0, 999}, {7, 1}}).apply(score);
        QCOMPARE(shape(score), (Shape{{0, 10, 60}}));
    }

    void movingKeepsTheShapeAtTheBorders() {
        auto score = scoreOf({note(10, 10, 60), note(30, 10, 120)});
        moveNotes(score, everything(score), Tick{-100}, 12).apply(score);
        QCOMPARE(shape(score), (Shape{{0, 10, 67}, {20, 10, 127}}));
        moveNotes(score, everything(score), Tick{7}, -127).apply(score);
        QCOMPARE(shape(score), (Shape{{7, 10, 0}, {27, 10, 60}}));
        QVERIFY(moveNotes(score, {}, Tick{7}, 1).empty());
        QVERIFY(moveNotes(score, everything(score), Tick{0}, 0).empty());
    }

    void resizingStopsAtTheMinimum() {
        auto score = scoreOf({note(100, 50, 60), note(100, 5, 62)});
        resizeNotes(score, everything(score), Tick{-45}, false, Tick{10}).apply(score);
        QCOMPARE(shape(score), (Shape{{100, 10, 60}, {100, 5, 62}}));
        resizeNotes(score, everything(score), Tick{-500}, true, Tick{10}).apply(score);
        QCOMPARE(shape(score), (Shape{{0, 110, 60}, {0, 105, 62}}));
        resizeNotes(score, everything(score), Tick{500}, true, Tick{10}).apply(score);
        QCOMPARE(shape(score), (Shape{{95, 10, 62}, {100, 10, 60}}));
    }

    void velocityStaysAudible() {
        auto score = scoreOf({note(0, 1, 60)});
        setVelocity(score, everything(score), -5).apply(score);
        QCOMPARE(score.track(0).notes()[0].velocity, std::uint8_t{1});
        setVelocity(score, everything(score), 300).apply(score);
        QCOMPARE(score.track(0).notes()[0].velocity, std::uint8_t{127});
    }

    void quantisingGoesToTheNearestLine() {
        auto score = scoreOf({note(59, 7, 60), note(60, 7, 62), note(179, 7, 64)});
        quantise(score, everything(score), Tick{120}).apply(score);
        QCOMPARE(shape(score), (Shape{{0, 7, 60}, {120, 7, 62}, {120, 7, 64}}));
    }

    void replacingCutsWhatRingsIn() {
        auto score =
            scoreOf({note(0, 100, 60), note(50, 10, 62), note(90, 100, 64), note(100, 1, 65)});
        const auto ringing = score.track(0).notes()[0].id;
        replaceRange(score, 0, {Tick{40}, Tick{100}}, {note(70, 5, 72)}).apply(score);
        QCOMPARE(shape(score), (Shape{{0, 40, 60}, {70, 5, 72}, {100, 1, 65}}));
        QCOMPARE(score.track(0).notes()[0].id, ringing);
    }

    void lockedTracksAreLeftAlone() {
        auto score = scoreOf({note(10, 10, 60)});
        score.editTrack(0).info.locked = true;
        const auto all = everything(score);
        QVERIFY(removeNotes(score, all).empty());
        QVERIFY(moveNotes(score, all, Tick{5}, 5).empty());
        QVERIFY(addNotes(score, 0, {note(0, 1, 60)}).empty());
        QVERIFY(replaceRange(score, 0, {Tick{0}, Tick{99}}, {}).empty());
    }

    void tracksComeBackWithTheSameIds() {
        auto score = scoreOf({note(10, 10, 60)});
        const auto edit = insertTrack(score, 0, Track({.name = "New"}, {note(0, 1, 70)}));
        edit.apply(score);
        const auto id = score.track(0).notes()[0].id;
        edit.inverse().apply(score);
        QCOMPARE(score.trackCount(), 1);
        edit.apply(score);
        QCOMPARE(score.track(0).notes()[0].id, id);
        QCOMPARE(score.track(0).info.name, std::string("New"));
    }

    void scalesSnapDownOnATie() {
        const Scale cMajor{0, kMajorMask}, aMinor{9, kMinorMask};
        for (int pitch = 0; pitch < 128; ++pitch)
            QCOMPARE(cMajor.contains(Pitch(pitch)), aMinor.contains(Pitch(pitch)));
        QCOMPARE(cMajor.snap(Pitch{61}), Pitch{60});
        QCOMPARE(cMajor.snap(Pitch{64}), Pitch{64});
        const Scale onlyC{0, 1};
        QCOMPARE(onlyC.snap(Pitch{127}), Pitch{120});
        QCOMPARE(onlyC.snap(Pitch{67}), Pitch{72});
        QCOMPARE((Scale{0, 0}).snap(Pitch{61}), Pitch{61});
    }

    void keysAreHeardInEveryTransposition() {
        // Sharps of the major keys from C up by semitones; the relative minor has the same.
        const std::array<int, 12> sharps{0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5};
        for (int up = 0; up < 12; ++up) {
            QCOMPARE(estimateKey(cadence({0, 4, 7, 5, 9, 0, 7, 11, 2, 0, 4, 7}, up)),
                     (KeyEvent{Tick{0}, sharps[static_cast<std::size_t>(up)], false}));
            QCOMPARE(estimateKey(cadence({9, 0, 4, 2, 5, 9, 4, 8, 11, 9, 0, 4}, up)),
                     (KeyEvent{Tick{0}, sharps[static_cast<std::size_t>(up)], true}));
        }
    }

    void drumsAndSilenceHaveNoKey() {
        Score score;
        QCOMPARE(estimateKey(score), KeyEvent{});
        score.addTrack(Track({.channel = 9}, {note(0, 100, 37), note(0, 100, 42)}));
        QCOMPARE(estimateKey(score), KeyEvent{});
    }

private:
    static Score cadence(const std::vector<int>& pitches, int up) {
        std::vector<Note> notes;
        for (const int pitch : pitches)
            notes.push_back(note(static_cast<int>(notes.size()) / 3 * 480, 480, 48 + pitch + up));
        return scoreOf(std::move(notes));
    }
};

CONTRAFACT_TEST(TestTransforms)
#include "tst_transforms.moc"
