// SPDX-License-Identifier: GPL-3.0-or-later
// The engine as the window uses it, on the clocked null driver: a transport that moves in real
// time, commands that return at once, and problems that are told and survived.
#include "core/audio/engine.h"
#include "core/audio/soundfont.h"
#include "tests/support/test.h"

#include <QElapsedTimer>

#include <functional>

using namespace contrafact;
using namespace contrafact::audio;

namespace {

score::Note note(std::int64_t onset, std::int64_t length, int pitch) {
    return {
        .onset = score::Tick(onset), .length = score::Tick(length), .pitch = score::Pitch(pitch)};
}

score::Score longTune() {
    score::Score out;
    std::vector<score::Note> notes;
    for (int i = 0; i < 200; ++i) notes.push_back(note(i * 240, 200, 48 + i % 24));
    score::TrackInfo organ; // falls silent soon after its keys go up
    organ.program = 16;
    out.addTrack(score::Track(organ, notes));
    return out;
}

bool comesTrue(const std::function<bool()>& condition) {
    return QTest::qWaitFor(condition, 3000);
}

} // namespace

class TestEngine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_engine = Engine::create({.driver = "null"});
        m_engine->setScore(longTune());
    }
    void cleanup() { m_engine.reset(); }

    void theNullDriverIsReady() {
        const auto status = m_engine->status();
        QCOMPARE(status.driver, std::string("null"));
        QCOMPARE(status.message, std::string());
        QVERIFY(!status.soundFont.empty());
        QVERIFY(status.latencyMs > 0);
        QVERIFY(!status.playing);
    }

    void statusTellsWhatWasAskedForAtOnce() {
        m_engine->seek(score::Tick(960));
        m_engine->play();
        const auto status = m_engine->status();
        QVERIFY(status.playing);
        QVERIFY(status.tick >= 960 && status.tick < 1100);
        m_engine->stop();
        QVERIFY(!m_engine->status().playing);
    }

    void playsInRealTimeAndIsHeard() {
        m_engine->play();
        QVERIFY(comesTrue([&] { return m_engine->status().tick > 10; }));
        QElapsedTimer clock;
        clock.start();
        const double from = m_engine->status().tick;
        QTest::qWait(150);
        const double passed = m_engine->status().tick - from;
        const double expected = double(clock.elapsed()) * 0.96; // ticks a millisecond
        // A loaded machine is late; it is never early, and never far from the clock.
        QVERIFY2(passed > 0.3 * expected && passed < 1.5 * expected + 30,
                 qPrintable(QString("%1 of %2 ticks").arg(passed).arg(expected)));
        QVERIFY(m_engine->status().voices > 0);
    }

    void levelsAreShown() {
        m_engine->play();
        QVERIFY(comesTrue([&] { return m_engine->status().peakLeft > 0.01F; }));
    }

    void stopEndsEverySound() {
        m_engine->play();
        QVERIFY(comesTrue([&] { return m_engine->status().voices > 0; }));
        m_engine->stop();
        QVERIFY(comesTrue([&] { return m_engine->status().voices == 0; }));
        const double tick = m_engine->status().tick;
        QTest::qWait(30);
        QCOMPARE(m_engine->status().tick, tick);
    }

    void aLoopHoldsThePlayhead() {
        m_engine->setLoop(LoopRange{{score::Tick(960), score::Tick(1056)}}); // 0.1 s
        m_engine->seek(score::Tick(960));
        m_engine->play();
        QVERIFY(comesTrue([&] { return m_engine->status().tick > 1000; }));
        QVERIFY(comesTrue([&] { return m_engine->status().tick < 1000; })); // it came round
        for (int i = 0; i < 20; ++i) {
            const double tick = m_engine->status().tick;
            QVERIFY(tick >= 959 && tick <= 1057);
            QTest::qWait(5);
        }
    }

    void editsInMidPlayDoNotStopIt() {
        auto score = longTune();
        m_engine->play();
        for (int i = 0; i < 30; ++i) {
            score.editTrack(0).info.program = i;
            m_engine->setScore(score);
            QTest::qWait(3);
        }
        QVERIFY(m_engine->status().playing);
        QVERIFY(comesTrue([&] { return m_engine->status().tick > 96; }));
    }

    void theMusicEndsByItself() {
        score::Score brief;
        brief.meter = score::MeterMap(brief.ppq(), {{score::Tick(0), 1, 4}});
        brief.addTrack(score::Track({}, {note(0, 100, 60)}));
        m_engine->setScore(brief);
        m_engine->setTempoScale(4); // the bar of half a second takes an eighth
        m_engine->play();
        QVERIFY(comesTrue([&] { return !m_engine->status().playing; }));
        QVERIFY(m_engine->status().tick >= double(brief.end().value));
    }

    void commandsReturnAtOnce() {
        const auto fonts = findSoundFonts();
        QVERIFY(!fonts.empty());
        QElapsedTimer clock;
        clock.start();
        m_engine->setSoundFont(fonts.front());
        for (int i = 0; i < 100; ++i) {
            m_engine->setScore(longTune());
            m_engine->audition(0, 0, score::Pitch(60), 100);
            m_engine->status();
        }
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    }

    void aBadSoundFontIsToldAndTheOldOneStays() {
        const auto before = m_engine->status().soundFont;
        m_engine->setSoundFont("/nowhere/at/all.sf2");
        QVERIFY(comesTrue(
            [&] { return m_engine->status().message.find("all.sf2") != std::string::npos; }));
        QCOMPARE(m_engine->status().soundFont, before);
        m_engine->play();
        QVERIFY(comesTrue([&] { return m_engine->status().peakLeft > 0.01F; }));
        m_engine->setSoundFont({});
        QVERIFY(comesTrue([&] { return m_engine->status().message.empty(); }));
    }

    void anUnknownDriverPlaysSilentlyAndSaysSo() {
        const auto engine = Engine::create({.driver = "gramophone"});
        QCOMPARE(engine->status().driver, std::string("null"));
        QVERIFY(engine->status().message.find("gramophone") != std::string::npos);
        engine->setScore(longTune());
        engine->play();
        QVERIFY(comesTrue([&] { return engine->status().tick > 10; }));
    }

    void withoutASoundFontTheTransportStillMoves() {
        const auto engine = Engine::create({.driver = "null", .soundFont = "/nowhere.sf2"});
        QVERIFY(engine->status().message.find("/nowhere.sf2") != std::string::npos);
        engine->setScore(longTune());
        engine->play();
        QVERIFY(comesTrue([&] { return engine->status().tick > 10; }));
    }

    void anyDeviceOrNoneOpensInTime() {
        QElapsedTimer clock;
        clock.start();
        const auto engine = Engine::create();
        QVERIFY(clock.elapsed() < 20'000);
        QVERIFY(!engine->status().driver.empty());
        QCOMPARE(engine->status().driver == "null", !engine->status().message.empty());
    }

private:
    std::unique_ptr<Engine> m_engine;
};

CONTRAFACT_TEST(TestEngine)
#include "tst_engine.moc"
