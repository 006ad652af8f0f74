// SPDX-License-Identifier: GPL-3.0-or-later
// The audio callback, called by hand: sample-accurate playing, looping and seeking, music swapped
// in mid-play, nothing left sounding, and not one allocation.
#include "core/audio/live_player.h"
#include "tests/support/test.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <vector>

using namespace contrafact;
using namespace contrafact::audio;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CONTRAFACT_COUNTS_ALLOCATIONS 0 // the sanitizer has taken malloc's place
#else
#define CONTRAFACT_COUNTS_ALLOCATIONS 1

namespace {
std::atomic<int> heapCalls{0};
}

// Every allocation and release of this program, those of FluidSynth included, goes through here.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
void* malloc(std::size_t size) {
    ++heapCalls;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
    ++heapCalls;
    return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) {
    ++heapCalls;
    return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    ++heapCalls;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
    ++heapCalls;
    *out = __libc_memalign(alignment, size);
    return *out ? 0 : 12; // ENOMEM
}
void free(void* old) {
    ++heapCalls;
    __libc_free(old);
}
}
#endif

namespace {

constexpr int kRate = 44100;

score::Note note(std::int64_t onset, std::int64_t length, int pitch) {
    return {
        .onset = score::Tick(onset), .length = score::Tick(length), .pitch = score::Pitch(pitch)};
}

/// One second is 960 ticks, a bar 1920.
score::Score oneTrack(std::vector<score::Note> notes, score::TrackInfo info = {}) {
    score::Score out;
    out.addTrack(score::Track(std::move(info), std::move(notes)));
    return out;
}

score::Event message(std::int64_t tick, int status, int first, int second = 0) {
    score::Event event;
    event.tick = score::Tick(tick);
    event.status = static_cast<std::uint8_t>(status);
    event.first = static_cast<std::uint8_t>(first);
    event.second = static_cast<std::uint8_t>(second);
    return event;
}

/// A note in each second; after one second the pedal goes down and the program changes.
score::Score withPedalAndPrograms() {
    score::TrackInfo info;
    info.program = 5;
    auto out = oneTrack({note(0, 480, 60), note(960, 480, 62), note(1440, 480, 64)}, info);
    score::EventListBuilder events;
    events.add(message(0, 0xC0, 5));
    events.add(message(960, 0xB0, 64, 127));
    events.add(message(960, 0xC0, 40));
    out.editTrack(0).events = std::move(events).build();
    return out;
}

/// A port that remembers; enough is reserved that it does not allocate.
class SpyPort : public midiio::OutPort {
public:
    SpyPort() { m_sent.reserve(20'000); }
    bool send(const midiio::Message& message) override {
        m_sent.push_back(message);
        return true;
    }
    void allNotesOff() override {}
    std::string name() const override { return "spy"; }
    std::string problem() const override { return {}; }

    std::vector<std::pair<int, int>> noteOns() const { return notesOf(0x90); }
    std::vector<std::pair<int, int>> noteOffs() const { return notesOf(0x80); }
    int count(int status) const {
        return static_cast<int>(std::count_if(m_sent.begin(), m_sent.end(), [&](const auto& m) {
            return (m.bytes[0] & 0xF0) == status;
        }));
    }

    /// The last value of a controller on channel 1; -1 when it was never sent.
    int lastController(int number) const {
        int out = -1;
        for (const auto& m : m_sent)
            if (m.bytes[0] == 0xB0 && m.bytes[1] == number) out = m.bytes[2];
        return out;
    }
    int lastProgram() const {
        int out = -1;
        for (const auto& m : m_sent)
            if (m.bytes[0] == 0xC0) out = m.bytes[1];
        return out;
    }

private:
    std::vector<std::pair<int, int>> notesOf(int status) const {
        std::vector<std::pair<int, int>> out;
        for (const auto& m : m_sent)
            if ((m.bytes[0] & 0xF0) == status) out.emplace_back(m.bytes[0] & 0x0F, m.bytes[1]);
        return out;
    }
    std::vector<midiio::Message> m_sent;
};

/// A player with a synth and a spy on its MIDI output.
struct Rig {
    LivePlayer player{kRate};
    std::shared_ptr<SpyPort> spy = std::make_shared<SpyPort>();
    std::vector<float> left = std::vector<float>(4096);
    std::vector<float> right = std::vector<float>(4096);

    explicit Rig(const score::Score& score, bool effects = true) {
        changeSynth(effects);
        player.post(command::SetPort{new PortHolder(spy)});
        set(score);
    }
    void set(const score::Score& score) {
        player.post(command::SetSnapshot{buildSnapshot(score).release()});
    }
    void changeSynth(bool effects = true) {
        auto made = Synth::create({.sampleRate = kRate, .effects = effects});
        QVERIFY2(made.ok(), made ? "" : made.message().c_str());
        player.post(command::SetSynth{made->release()});
    }
    /// Returns the highest sample.
    float run(double seconds, int block = 512) {
        float peak = 0;
        for (auto rest = std::llround(seconds * kRate); rest > 0; rest -= block) {
            const int count = static_cast<int>(std::min<std::int64_t>(block, rest));
            player.process(left.data(), right.data(), count);
            for (int i = 0; i < count; ++i)
                peak = std::max(peak, std::abs(left[static_cast<std::size_t>(i)]));
        }
        return peak;
    }
};

using Notes = std::vector<std::pair<int, int>>;

} // namespace

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

    void theCallbackNeverAllocates() {
#if CONTRAFACT_COUNTS_ALLOCATIONS
        std::vector<score::Note> notes;
        for (int i = 0; i < 400; ++i) notes.push_back(note(i * 7, 50, 30 + i % 60));
        auto score = oneTrack(notes);
        for (int i = 0; i < 5; ++i) {
            score::TrackInfo info;
            info.channel = i + 5; // 9 is among them
            info.program = i * 20;
            score::Track track(info, notes);
            track.events = withPedalAndPrograms().track(0).events;
            score.addTrack(std::move(track));
        }
        // FluidSynth's effects are left out: their one block is not ours to avoid (synth.h).
        Rig rig(score, false);
        rig.player.post(command::SetLoop{0, 960});
        rig.player.post(command::Play{1});
        int calls = countedRun(rig);
        QCOMPARE(calls, 0); // steady, with loops

        for (int i = 0; i < 20; ++i) {
            score.editTrack(i % 6).info.program = 5 * i;
            score.editTrack(i % 5).info.mute = i % 2 == 0;
            rig.set(score);
            rig.player.post(command::Audition{{.program = 40}, 60, 90});
            rig.player.post(command::Seek{double(i * 30), 2});
            calls += countedRun(rig);
        }
        QCOMPARE(calls, 0); // music changed
        rig.changeSynth(false);
        rig.player.post(command::SetPort{new PortHolder(nullptr)});
        QCOMPARE(countedRun(rig), 0); // SoundFont changed, port closed
#else
        QSKIP("the sanitizer has taken malloc's place");
#endif
    }

private:
#if CONTRAFACT_COUNTS_ALLOCATIONS
    static int countedRun(Rig& rig) {
        const int before = heapCalls;
        rig.run(0.08, 256);
        return heapCalls - before;
    }
#endif
};

CONTRAFACT_TEST(TestLivePlayer)
#include "tst_live_player.moc"
