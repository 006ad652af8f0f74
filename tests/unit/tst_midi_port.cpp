// SPDX-License-Identifier: GPL-3.0-or-later
// MIDI ports where there may be none: a message in time, never a hang. What a real system sends is
// heard by connecting to it; this asserts what holds on every machine.
#include "core/midiio/port.h"
#include "core/midiio/port_names.h"
#include "core/midiio/sound_system.h"
#include "core/midiio/within_time.h"
#include "tests/support/test.h"

#include <QElapsedTimer>

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>

using namespace contrafact;
using namespace contrafact::midiio;

class TestMidiPort : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSoundServerThatHangsUpDoesNotEndTheProgram() {
        ::signal(SIGPIPE, SIG_DFL); // the test program has a handler of its own
        silenceSoundSystems();
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        ::close(ends[0]);
        QCOMPARE(::write(ends[1], "x", 1), ssize_t{-1}); // SIGPIPE would have ended it
        QCOMPARE(errno, EPIPE);
        ::close(ends[1]);
    }

    void listingGivesPortsOrAReason() {
        QElapsedTimer clock;
        clock.start();
        const auto list = listOutPorts();
        QVERIFY(clock.elapsed() < 3500);
        QCOMPARE(list.ports.empty(), !list.message.empty());
    }

    void withoutAMidiSystemItSaysWhatToDo() {
        if (alsaSequencerExists() || jackServerRuns()) QSKIP("this machine has a MIDI system");
        QVERIFY(listOutPorts().message.find("snd-seq") != std::string::npos);
        const auto port = OutPort::openVirtual("Contrafact test");
        QVERIFY(!port.ok());
        QVERIFY(port.message().find("JACK") != std::string::npos);
    }

    void anUnknownPortIsRefusedByName() {
        QElapsedTimer clock;
        clock.start();
        for (const auto* api : {"ALSA", "JACK", "none such"}) {
            const auto port = OutPort::open({api, "no such device"});
            QVERIFY(!port.ok());
            QVERIFY2(port.message().find("no such device") != std::string::npos,
                     port.message().c_str());
        }
        QVERIFY(clock.elapsed() < 10'000);
    }

    void namesHaveAnAddressOrNot() {
        QVERIFY(bareName("Synth:out 20:0") == "Synth:out");
        QVERIFY(bareName("Port 10") == "Port 10");
        QVERIFY(bareName("system:midi_playback_1") == "system:midi_playback_1");
        QVERIFY(bareName("a 1:") == "a 1:" && bareName("1:0") == "1:0" && bareName("").empty());
    }

    void theVeryNameGoesFirst() {
        QCOMPARE(portNamed({"Port 10 20:0", "Port 1 20:1"}, "Port 1 20:1"), 1);
        QCOMPARE(portNamed({"Port 10 20:0", "Port 1 21:1"}, "Port 1 20:1"), 1);
        QCOMPARE(portNamed({"synth:in 128:0", "synth:in 129:0"}, "synth:in 129:0"), 1);
        QCOMPARE(portNamed({"Port 10 20:0"}, "Port 1 20:0"), -1);
    }

    void aDeviceThatComesBackIsNotItsNamesake() {
        const std::string chosen = "synth:in 129:0";
        const std::vector<std::string> withoutIt{"synth:in 128:0", "other 14:0"};
        const auto others = namesakes(withoutIt, chosen);
        QCOMPARE(others, std::vector<std::string>{"synth:in 128:0"});
        QCOMPARE(portNamed(withoutIt, chosen, others), -1);
        QCOMPARE(portNamed({"synth:in 128:0", "synth:in 131:0"}, chosen, others), 1);
    }

    void aCallThatHangsIsLeftBehind() {
        auto release = std::make_shared<std::atomic<bool>>(false);
        QElapsedTimer clock;
        clock.start();
        const auto answer = withinTime(std::chrono::milliseconds(50), [release] {
            while (!*release) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return 1;
        });
        QVERIFY(!answer.has_value());
        QVERIFY(clock.elapsed() < 1000);
        *release = true;
        QCOMPARE(withinTime(std::chrono::seconds(5), [] { return 2; }).value(), 2);
    }
};

CONTRAFACT_TEST(TestMidiPort)
#include "tst_midi_port.moc"
