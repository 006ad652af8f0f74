// SPDX-License-Identifier: GPL-3.0-or-later
// What holds besides notes while music plays: programs, pedals and tempo, from wherever playing
// begins and each time a loop comes round.
#include "tests/support/player_rig.h"
#include "tests/support/test.h"

using namespace contrafact;
using namespace contrafact::audio;
using namespace contrafact::test;

class TestLiveEvents : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thePortIsToldItsPrograms() {
        score::TrackInfo info;
        info.channel = 3;
        info.program = 33;
        Rig rig(oneTrack({note(0, 480, 60)}, info));
        rig.run(0.01);
        QVERIFY(rig.spy->count(0xC0) >= 1);
        QVERIFY(rig.spy->count(0xB0) >= 4);
    }

    void playingFromTheMiddleBeginsAsIfPlayedFromTheStart() {
        Rig rig(withPedalAndPrograms());
        rig.player.post(command::Seek{1440, 1});
        rig.player.post(command::Play{2});
        rig.run(0.05);
        QCOMPARE(rig.spy->lastController(64), 127);
        QCOMPARE(rig.spy->lastProgram(), 40);
        rig.player.post(command::Stop{3});
        rig.run(0.05);
        QCOMPARE(rig.spy->lastController(64), 0);
        rig.player.post(command::Seek{0, 4});
        rig.player.post(command::Play{5});
        rig.run(0.05);
        QCOMPARE(rig.spy->lastProgram(), 5);
        QCOMPARE(rig.spy->lastController(64), 0);
    }

    void aLoopBeginsEachTimeAsTheMusicDoesThere() {
        Rig rig(withPedalAndPrograms());
        rig.player.post(command::SetLoop{0, 1440});
        rig.player.post(command::Play{1});
        rig.run(1.4); // past the change, before the end of the loop
        QCOMPARE(rig.spy->lastProgram(), 40);
        rig.run(0.2); // in the second pass
        QCOMPARE(rig.spy->lastProgram(), 5);
        QCOMPARE(rig.spy->lastController(64), 0);
    }

    void aLoopGoesBackToTheTempoOfItsBeginning() {
        auto score = oneTrack({note(0, 100, 60), note(480, 100, 62)});
        score.tempo = score::TempoMap(score.ppq(), {{score::Tick(480), 1'000'000}});
        Rig rig(score);
        rig.player.post(command::SetLoop{0, 960}); // half a second and a whole one
        rig.player.post(command::Play{1});
        const auto struckAfter = [&](double seconds) {
            rig.run(seconds);
            return rig.spy->noteOns().size();
        };
        QCOMPARE(struckAfter(0.4), 1U);
        QCOMPARE(struckAfter(0.2), 2U);
        QCOMPARE(struckAfter(0.8), 2U);
        QCOMPARE(struckAfter(0.2), 3U); // at 1.5, the second pass
        QCOMPARE(struckAfter(0.3), 3U);
        QCOMPARE(struckAfter(0.2), 4U); // at 2.0
        rig.player.post(command::Stop{2});
        rig.player.post(command::Seek{0, 3});
        rig.player.post(command::Play{4});
        QCOMPARE(struckAfter(0.4), 5U);
        QCOMPARE(struckAfter(0.2), 6U);
    }

    void aChosenProgramIsHeardToTheEnd() {
        auto score = withPedalAndPrograms();
        score.editTrack(0).info.program = 73;
        Rig rig(score);
        rig.player.post(command::Play{1});
        rig.run(0.05);
        QCOMPARE(rig.spy->lastProgram(), 73);
        rig.run(1.4); // past the change that the file has
        QCOMPARE(rig.spy->lastProgram(), 73);
    }

    void changedControllersAreTakenUpInMidPlay() {
        auto score = withPedalAndPrograms();
        Rig rig(score);
        rig.player.post(command::Seek{1440, 1});
        rig.player.post(command::Play{2});
        rig.run(0.05);
        score.editTrack(0).events = {};
        rig.set(score);
        rig.run(0.05);
        QCOMPARE(rig.spy->lastController(64), 0);
        QCOMPARE(rig.spy->lastProgram(), 5);
    }
};

CONTRAFACT_TEST(TestLiveEvents)
#include "tst_live_events.moc"
