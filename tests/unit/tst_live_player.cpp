// SPDX-License-Identifier: GPL-3.0-or-later
// The audio callback, called by hand: sample-accurate playing, looping and seeking, music swapped
// in mid-play, and nothing left sounding.
#include "tests/support/player_rig.h"
#include "tests/support/test.h"

using namespace contrafact;
using namespace contrafact::audio;
using namespace contrafact::test;

class TestLivePlayer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void standsStillUntilItPlays() {
        Rig rig(oneTrack({note(0, 480, 60)}));
        QCOMPARE(rig.run(0.1), 0.0F);
        QVERIFY(!rig.player.playing());
        QCOMPARE(rig.player.tick(), 0.0);
        rig.player.post(command::Play{7});
        QVERIFY(rig.run(0.1) > 0.01F);
        QVERIFY(rig.player.playing());
        QCOMPARE(rig.player.ticket(), std::uint64_t(7));
        QVERIFY(std::abs(rig.player.tick() - 96) < 1e-6);
    }

    void notesBeginAtTheirSample() {
        Rig rig(oneTrack({note(96, 96, 60)})); // at 0.1 s: sample 4410
        rig.player.post(command::Play{1});
        rig.player.process(rig.left.data(), rig.right.data(), 4096);
        QCOMPARE(*std::max_element(rig.left.begin(), rig.left.end()), 0.0F);
        rig.player.process(rig.left.data(), rig.right.data(), 4096);
        const auto first = std::find_if(rig.left.begin(), rig.left.end(),
                                        [](float s) { return std::abs(s) > 1e-6F; });
        const auto at = 4096 + (first - rig.left.begin());
        QVERIFY2(at >= 4410 && at < 4410 + 256, qPrintable(QString::number(at)));
    }

    void stopsAfterTheLastBarAndLeavesNothingSounding() {
        Rig rig(oneTrack({note(0, 1900, 60)}));
        rig.player.post(command::Play{1});
        rig.run(1.95);
        QVERIFY(rig.player.playing());
        rig.run(0.1);
        QVERIFY(!rig.player.playing());
        QVERIFY(std::abs(rig.player.tick() - 1920) < 1);
        rig.run(3);
        QCOMPARE(rig.player.activeVoices(), 0);
    }

    void stopLetsEveryKeyGo() {
        Rig rig(oneTrack({note(0, 9600, 60), note(0, 9600, 64), note(0, 9600, 67)}));
        rig.player.post(command::Play{1});
        rig.run(0.2);
        QVERIFY(rig.player.activeVoices() >= 3);
        rig.player.post(command::Stop{2});
        rig.run(2);
        QCOMPARE(rig.player.activeVoices(), 0);
        QVERIFY(rig.spy->noteOffs() == (Notes{{0, 60}, {0, 64}, {0, 67}}));
        QVERIFY(std::abs(rig.player.tick() - 192) < 1e-6);
    }

    void aLoopComesRoundOnTheSample() {
        Rig rig(oneTrack({note(0, 9600, 60), note(480, 240, 62), note(960, 240, 64)}));
        rig.player.post(command::SetLoop{480, 960});
        rig.player.post(command::Seek{480, 1});
        rig.player.post(command::Play{2});
        rig.run(2.25, 300); // four and a half rounds of half a second
        QVERIFY(rig.player.playing());
        QVERIFY(rig.spy->noteOns() == Notes(5, {0, 62}));
        QVERIFY(std::abs(rig.player.tick() - 720) < 0.1);
        rig.player.post(command::SetLoop{0, 0});
        rig.run(0.5);
        QVERIFY(rig.player.tick() > 1000);
    }

    void aLoopTooShortToHearIsNone() {
        Rig rig(oneTrack({note(0, 960, 60)}));
        rig.player.post(command::SetLoop{100, 101});
        rig.player.post(command::Play{1});
        rig.run(0.5);
        QVERIFY(std::abs(rig.player.tick() - 480) < 0.1);
    }

    void seekingLetsKeysGoAndPlaysOnFromThere() {
        Rig rig(oneTrack({note(0, 9600, 60), note(4800, 480, 72)}));
        rig.player.post(command::Play{1});
        rig.run(0.1);
        rig.player.post(command::Seek{4790, 2});
        rig.run(0.1);
        QVERIFY(rig.spy->noteOffs() == (Notes{{0, 60}}));
        QVERIFY(rig.spy->noteOns() == (Notes{{0, 60}, {0, 72}}));
        QVERIFY(std::abs(rig.player.tick() - (4790 + 96)) < 1e-6);
    }

    void twiceTheTempoPassesTwiceTheTicks() {
        Rig rig(oneTrack({note(0, 9600, 60)}));
        rig.player.post(command::Play{1});
        rig.run(0.5);
        rig.player.post(command::SetTempoScale{2});
        rig.run(0.5);
        QVERIFY(std::abs(rig.player.tick() - (480 + 960)) < 1e-6);
    }

    void aNewScoreInMidPlayKeepsThePlaceAndTheHeldNotes() {
        const auto held = note(0, 9600, 60);
        Rig rig(oneTrack({held, note(0, 9600, 64)}));
        rig.player.post(command::Play{1});
        rig.run(0.5);
        auto changed = oneTrack({held, note(960, 480, 67)});
        changed.tempo = score::TempoMap(480, {{score::Tick(0), 250'000}}); // twice as fast
        rig.set(changed);
        rig.run(0.4);
        QVERIFY(rig.player.playing());
        QVERIFY(std::abs(rig.player.tick() - (480 + 768)) < 0.01);
        QVERIFY(rig.spy->noteOns() ==
                (Notes{{0, 60}, {0, 64}, {0, 67}})); // 60 was not struck again
        QVERIFY(rig.spy->noteOffs() == (Notes{{0, 64}}));
    }

    void swappingAtEveryBlockLosesNoNoteAndNoTime() {
        std::vector<score::Note> notes;
        Notes expected;
        for (int i = 0; i < 60; ++i) {
            notes.push_back(note(i * 29, 20, 30 + i));
            expected.emplace_back(0, 30 + i);
        }
        const auto score = oneTrack(notes);
        Rig rig(score);
        rig.player.post(command::Play{1});
        for (int i = 0; i < 820; ++i) {
            rig.set(score);
            rig.run(100.0 / kRate, 100);
        }
        QVERIFY(rig.spy->noteOns() == expected);
        QVERIFY(rig.spy->noteOffs() == expected);
        QVERIFY(std::abs(rig.player.tick() - 82'000.0 / kRate * 960) < 0.01);
    }

    void mutingInMidPlayLetsTheTrackGo() {
        auto score = oneTrack({note(0, 9600, 60)});
        Rig rig(score);
        rig.player.post(command::Play{1});
        rig.run(0.2);
        score.editTrack(0).info.mute = true;
        rig.set(score);
        rig.run(2);
        QCOMPARE(rig.player.activeVoices(), 0);
        QVERIFY(rig.player.playing());
    }

    void anAuditionSoundsForAWhileWithoutPlaying() {
        Rig rig(score::Score(480));
        const auto drum = ChannelSetup{.midiChannel = 9, .drums = true};
        rig.player.post(command::Audition{{}, 60, 100});
        rig.player.post(command::Audition{drum, 38, 100});
        QVERIFY(rig.run(0.1) > 0.01F);
        QCOMPARE(rig.spy->count(0x80), 0);
        rig.run(3);
        QCOMPARE(rig.player.activeVoices(), 0);
        QVERIFY(rig.spy->noteOffs() == (Notes{{0, 60}, {9, 38}}));
        for (int i = 0; i < 40; ++i)
            rig.player.post(command::Audition{{}, std::uint8_t(30 + i), 90});
        rig.run(3);
        QCOMPARE(rig.player.activeVoices(), 0);
    }

    void changingTheSynthGoesOnWithTheHeldNotes() {
        Rig rig(oneTrack({note(0, 9600, 60)}));
        rig.player.post(command::Play{1});
        rig.run(0.3);
        rig.changeSynth();
        QVERIFY(rig.run(0.02) > 0.01F);
        QVERIFY(rig.run(0.3) > 0.01F);
        QVERIFY(rig.player.activeVoices() > 0);
        rig.player.post(command::Stop{2});
        rig.run(2);
        QCOMPARE(rig.player.activeVoices(), 0);
    }

    void gainAndPeaks() {
        Rig rig(oneTrack({note(0, 9600, 60)}));
        rig.player.post(command::Play{1});
        const float loud = rig.run(0.3);
        QVERIFY(std::abs(rig.player.takePeaks().first - loud) < 1e-6F);
        rig.player.post(command::SetGain{0});
        rig.run(0.02); // the ramp
        rig.player.takePeaks();
        QCOMPARE(rig.run(0.1), 0.0F);
        QCOMPARE(rig.player.takePeaks().first, 0.0F);
    }

    void whatWasNeverHandledIsDeleted() {
        LivePlayer player(kRate); // the leak checker of the sanitizer build tells
        for (int i = 0; i < 1200; ++i)
            player.post(command::SetSnapshot{buildSnapshot(score::Score()).release()});
        QVERIFY(!player.post(command::Play{1})); // full: no callback comes
    }
};

CONTRAFACT_TEST(TestLivePlayer)
#include "tst_live_player.moc"
