// SPDX-License-Identifier: GPL-3.0-or-later
// What the player is given: who sounds, when, and on which channel.
#include "core/audio/snapshot.h"
#include "tests/support/test.h"

#include <algorithm>
#include <vector>

using namespace contrafact;
using namespace contrafact::audio;

namespace {

score::Note note(std::int64_t onset, std::int64_t length, int pitch, std::uint8_t velocity = 100) {
    return {.onset = score::Tick(onset),
            .length = score::Tick(length),
            .pitch = score::Pitch(pitch),
            .velocity = velocity};
}

/// One second is 960 ticks: 120 bpm at 480 ticks a quarter.
score::Score withTracks(std::vector<score::Track> tracks) {
    score::Score out;
    for (auto& track : tracks) out.addTrack(std::move(track));
    return out;
}

} // namespace

class TestAudioSnapshot : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eventsComeInTimeOrderAndLetGoBeforeTheyStrike() {
        const auto score = withTracks({score::Track({}, {note(0, 480, 60), note(480, 480, 62)}),
                                       score::Track({}, {note(480, 10, 40, 7)})});
        const auto snapshot = buildSnapshot(score);
        const std::vector<KeyEvent> expected = {
            {0.0, keyId(0, 60), 100}, {0.5, keyId(0, 60), 0},         {0.5, keyId(0, 62), 100},
            {0.5, keyId(1, 40), 7},   {490.0 / 960, keyId(1, 40), 0}, {1.0, keyId(0, 62), 0}};
        QCOMPARE(snapshot->events.size(), expected.size());
        QVERIFY(snapshot->events == expected);
    }

    void aTempoChangeMovesWhatComesAfterIt() {
        auto score = withTracks({score::Track({}, {note(0, 480, 60), note(960, 480, 62)})});
        score.tempo =
            score::TempoMap(480, {{score::Tick(0), 500'000}, {score::Tick(480), 250'000}});
        const auto snapshot = buildSnapshot(score);
        QCOMPARE(snapshot->events[2].seconds, 0.75);
        QCOMPARE(snapshot->lastNoteEnd, 1.0);
    }

    void anOverlappedNoteIsStruckAgainAndKeepsSoundingToTheLastEnd() {
        const auto snapshot =
            buildSnapshot(withTracks({score::Track({}, {note(0, 960, 60), note(240, 240, 60)})}));
        QCOMPARE(snapshot->strikes.size(), std::size_t(2));
        QCOMPARE(snapshot->strikes[0].end, 0.25);
        QCOMPARE(snapshot->strikes[1].onset, 0.25);
        QCOMPARE(snapshot->strikes[1].end, 1.0);
    }

    void notesThatAttackTogetherAreOneStrike() {
        const auto snapshot = buildSnapshot(
            withTracks({score::Track({}, {note(0, 960, 60, 20), note(0, 240, 60, 90)})}));
        QCOMPARE(snapshot->strikes.size(), std::size_t(1));
        QCOMPARE(snapshot->strikes[0].end, 1.0);
        QCOMPARE(snapshot->strikes[0].velocity, std::uint8_t(90));
    }

    void aNoteWithoutLengthIsLetGoAfterItsStrike() {
        const auto snapshot = buildSnapshot(withTracks({score::Track({}, {note(480, 0, 60)})}));
        QCOMPARE(snapshot->events.size(), std::size_t(2));
        QCOMPARE(snapshot->events[0].velocity, std::uint8_t(100));
        QVERIFY(snapshot->events[1].seconds > snapshot->events[0].seconds);
    }

    void everyStrikeIsLetGo_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 20; ++seed) QTest::addRow("seed %u", seed) << seed;
    }

    void everyStrikeIsLetGo() {
        QFETCH(unsigned, seed);
        std::srand(seed);
        std::vector<score::Note> notes;
        for (int i = 0; i < 300; ++i)
            notes.push_back(note(std::rand() % 2000, std::rand() % 500, 60 + std::rand() % 4));
        const auto snapshot = buildSnapshot(withTracks({score::Track({}, notes)}));
        std::vector<int> down(128, 0);
        for (const auto& event : snapshot->events) {
            int& key = down[static_cast<std::size_t>(pitchOf(event.key))];
            key += event.velocity > 0 ? 1 : -1;
            QVERIFY2(key == 0 || key == 1, "a key went down twice or up twice");
        }
        QCOMPARE(std::count(down.begin(), down.end(), 0), 128);
    }

    void muteAndSoloChooseWhoIsHeard() {
        const score::TrackInfo plain;
        score::TrackInfo mute;
        mute.mute = true;
        score::TrackInfo solo;
        solo.solo = true;
        const auto channels = [](std::vector<score::TrackInfo> infos) {
            score::Score score;
            for (const auto& info : infos) score.addTrack(score::Track(info, {note(0, 9, 60)}));
            std::vector<int> out;
            const auto snapshot = buildSnapshot(score);
            for (const auto& strike : snapshot->strikes) out.push_back(channelOf(strike.key));
            return out;
        };
        QVERIFY(channels({plain, mute, plain}) == (std::vector{0, 2}));
        QVERIFY(channels({plain, mute, solo}) == std::vector{2});
        score::TrackInfo both = solo;
        both.mute = true;
        QVERIFY(channels({both, plain}).empty());
    }

    void moreTracksThanChannelsShareThemWithTheirLike() {
        score::Score score;
        for (int i = 0; i < kTrackChannels + 40; ++i) {
            score::TrackInfo info;
            info.program = i % 128;
            info.channel = i % 16;
            score.addTrack(score::Track(info, {note(i * 100, 50, 60)}));
        }
        const auto snapshot = buildSnapshot(score);
        QCOMPARE(snapshot->channels.size(), std::size_t(kTrackChannels));
        QCOMPARE(snapshot->strikes.size(), std::size_t(kTrackChannels + 40));
        for (const auto& strike : snapshot->strikes) {
            const auto track = static_cast<int>(strike.onset * 960 / 100 + 0.5);
            const auto& setup = snapshot->channels[static_cast<std::size_t>(channelOf(strike.key))];
            QCOMPARE(setup.drums, track % 16 == 9);
        }
    }

    void knowsWhatSoundsAtATime() {
        const auto snapshot =
            buildSnapshot(withTracks({score::Track({}, {note(0, 480, 60), note(960, 480, 60)})}));
        const auto key = keyId(0, 60);
        QVERIFY(snapshot->holds(key, 0));
        QVERIFY(snapshot->holds(key, 0.49));
        QVERIFY(!snapshot->holds(key, 0.5));
        QVERIFY(!snapshot->holds(key, 0.9));
        QVERIFY(snapshot->holds(key, 1.2));
        QVERIFY(!snapshot->holds(keyId(0, 61), 0.2));
        QCOMPARE(snapshot->firstEventAt(0.6), std::size_t(2));
        QCOMPARE(snapshot->firstEventAt(100), std::size_t(4));
    }

    void theMusicEndsWithItsLastBar() {
        const auto snapshot = buildSnapshot(withTracks({score::Track({}, {note(1920, 10, 60)})}));
        QCOMPARE(snapshot->barEnd, 4.0);
        QCOMPARE(buildSnapshot(score::Score())->lastNoteEnd, 0.0);
    }
};

CONTRAFACT_TEST(TestAudioSnapshot)
#include "tst_audio_snapshot.moc"
