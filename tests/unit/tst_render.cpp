// SPDX-License-Identifier: GPL-3.0-or-later
// Rendering promises: the right length, the same samples for any block size, nothing clipped,
// and no file where something went wrong.
#include "core/audio/render.h"
#include "tests/support/test.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>

using namespace contrafact;
using namespace contrafact::audio;
namespace fs = std::filesystem;

namespace {

score::Note note(std::int64_t onset, std::int64_t length, int pitch, std::uint8_t velocity = 100) {
    return {.onset = score::Tick(onset),
            .length = score::Tick(length),
            .pitch = score::Pitch(pitch),
            .velocity = velocity};
}

/// Half a second of a few notes that begin between the blocks.
score::Score shortTune() {
    score::Score out;
    out.addTrack(score::Track({}, {note(0, 101, 60), note(97, 200, 64), note(250, 230, 67)}));
    score::TrackInfo drums;
    drums.channel = 9;
    out.addTrack(score::Track(drums, {note(0, 10, 36), note(240, 10, 38)}));
    return out;
}

constexpr int kRate = 44100;

struct Message {
    int tick, status, first, second;
};

score::EventList eventsOf(std::initializer_list<Message> messages) {
    score::EventListBuilder out;
    for (const auto& message : messages) {
        score::Event event;
        event.tick = score::Tick(message.tick);
        event.status = static_cast<std::uint8_t>(message.status);
        event.first = static_cast<std::uint8_t>(message.first);
        event.second = static_cast<std::uint8_t>(message.second);
        out.add(event);
    }
    return std::move(out).build();
}

/// A quarter of a second of two equal notes, under a pedal for two seconds or not.
score::Score pedalled(bool pedal) {
    score::Score out;
    score::Track track({}, {note(0, 240, 60), note(480, 240, 60)});
    if (pedal) track.events = eventsOf({{0, 0xB0, 64, 127}, {1920, 0xB0, 64, 0}});
    out.addTrack(std::move(track));
    return out;
}

/// Every key of ten organs at once.
score::Score loudChord() {
    score::Score out;
    for (int i = 0; i < 10; ++i) {
        score::TrackInfo info;
        info.program = 19;
        info.volume = 127;
        std::vector<score::Note> notes;
        for (int pitch = 48; pitch < 60; ++pitch) notes.push_back(note(0, 240, pitch, 127));
        out.addTrack(score::Track(info, notes));
    }
    return out;
}

float peakOf(const std::vector<float>& samples, std::size_t from = 0, std::size_t step = 1) {
    float peak = 0;
    for (std::size_t i = from; i < samples.size(); i += step)
        peak = std::max(peak, std::abs(samples[i]));
    return peak;
}

std::vector<float> rendered(const score::Score& score, RenderOptions options = {}) {
    auto out = renderToMemory(score, options);
    return out ? std::move(out).value() : std::vector<float>{};
}

QByteArray contents(const fs::path& path) {
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

qsizetype filesIn(const QTemporaryDir& dir) {
    return QDir(dir.path()).entryList(QDir::Files | QDir::Hidden).size();
}

} // namespace

class TestRender : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPedalHoldsNotes() {
        const auto with = rendered(pedalled(true)), without = rendered(pedalled(false));
        const auto from = static_cast<std::size_t>(1.25 * kRate) * 2;
        const auto loudness = [&](const std::vector<float>& samples) {
            double sum = 0;
            for (std::size_t i = from; i < from + kRate / 2 && i < samples.size(); ++i)
                sum += samples[i] * samples[i];
            return std::sqrt(sum / (kRate / 2));
        };
        QVERIFY2(loudness(with) > 10 * loudness(without) + 1e-4,
                 qPrintable(QString("%1 %2").arg(loudness(with)).arg(loudness(without))));
    }

    void aPedalThatIsNeverLiftedEnds() {
        score::TrackInfo organ;
        organ.program = 16;
        score::Score score;
        score::Track track(organ, {note(0, 1920, 60)});
        track.events = eventsOf({{0, 0xB0, 64, 127}, {0, 0xB0, 66, 127}});
        score.addTrack(std::move(track));
        const auto seconds = static_cast<double>(rendered(score).size()) / 2 / kRate;
        QVERIFY2(seconds >= 2 && seconds < 11, qPrintable(QString::number(seconds)));
    }

    void messagesLongAfterTheMusicAreNotWaitedFor() {
        auto score = shortTune();
        score.editTrack(0).events = eventsOf({{1'000'000, 0xB0, 1, 1}});
        QVERIFY(rendered(score).size() < 12 * 2 * kRate);
    }

    void bendsAndProgramsAreHeard() {
        const auto plain = rendered(pedalled(false));
        for (const auto& events :
             {eventsOf({{0, 0xE0, 0, 0x60}}), eventsOf({{0, 0xC0, 40, 0}}),
              eventsOf(
                  {{0, 0xB0, 101, 0}, {0, 0xB0, 100, 0}, {0, 0xB0, 6, 12}, {0, 0xE0, 0, 0x7F}}),
              eventsOf({{0, 0xB0, 11, 10}})}) {
            auto score = pedalled(false);
            score.editTrack(0).events = events;
            if (const auto& first = *events.begin(); first.status == 0xC0)
                score.editTrack(0).info.program = first.first; // as a reader has it
            const auto changed = rendered(score);
            QVERIFY2(changed != plain, qPrintable(QString::number((*events.begin()).status, 16)));
        }
    }

    void soundsAsLongAsTheMusicAndItsReverb() {
        const auto samples = rendered(shortTune());
        const double seconds = double(samples.size()) / 2 / 44100;
        QVERIFY2(seconds > 0.5 && seconds < 0.5 + 8.1, qPrintable(QString::number(seconds)));
        QVERIFY(peakOf(samples) > 0.01F);
        const std::vector<float> end(samples.end() - 2000, samples.end());
        QVERIFY2(peakOf(end) < 1e-4F, "the tail was cut before it had faded");
    }

    void theBlockSizeCannotBeHeard() {
        const auto reference = rendered(shortTune(), {.blockSize = 64});
        QVERIFY(!reference.empty());
        for (const int size : {1024, 333})
            QVERIFY(rendered(shortTune(), {.blockSize = size}) == reference);
    }

    void volumeAndPanAreHeard() {
        const auto with = [](int volume, int pan) {
            score::Score score;
            score::TrackInfo info;
            info.volume = volume;
            info.pan = pan;
            score.addTrack(score::Track(info, {note(0, 240, 60)}));
            return rendered(score, {.maxTailSeconds = 0});
        };
        QVERIFY(peakOf(with(30, 64)) < 0.3F * peakOf(with(127, 64)));
        // Some SoundFonts have pianos of two samples, which stay a little apart.
        const auto left = with(100, 0), right = with(100, 127);
        QVERIFY(peakOf(left, 0, 2) > 1.5F * peakOf(left, 1, 2));
        QVERIFY(peakOf(right, 1, 2) > 1.5F * peakOf(right, 0, 2));
    }

    void aMutedTrackIsSilent() {
        auto score = shortTune();
        score.editTrack(0).info.mute = true;
        score.editTrack(1).info.mute = true;
        const auto samples = rendered(score, {.maxTailSeconds = 0});
        QCOMPARE(samples.size(), std::size_t(22050 * 2));
        QVERIFY(peakOf(samples) < 1e-4F);
    }

    void integerFilesAreTurnedDownRatherThanClipped() {
        const auto samples = rendered(loudChord(), {.gain = 1, .maxTailSeconds = 0});
        QVERIFY(peakOf(samples) > 1.5F);
        QTemporaryDir dir;
        const fs::path path = dir.filePath("loud.wav").toStdString();
        const auto done = renderToFile(loudChord(), path, {.gain = 1, .maxTailSeconds = 0});
        QVERIFY2(done.ok(), done ? "" : done.message().c_str());
        const auto bytes = contents(path);
        QCOMPARE(bytes.size(), qsizetype(44 + samples.size() * 2));
        const auto* pcm = reinterpret_cast<const std::int16_t*>(bytes.constData() + 44);
        int atTheTop = 0;
        for (std::size_t i = 0; i < samples.size(); ++i) atTheTop += std::abs(pcm[i]) >= 32766;
        QVERIFY2(atTheTop >= 1 && atTheTop < 5, qPrintable(QString::number(atTheTop)));
    }

    void writesTheFormatsItNames_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("magic");
        QTest::newRow("wav") << "a.wav" << QByteArray("RIFF");
        QTest::newRow("flac") << "a.FLAC" << QByteArray("fLaC");
        QTest::newRow("ogg") << "a.ogg" << QByteArray("OggS");
    }

    void writesTheFormatsItNames() {
        QFETCH(QString, name);
        QFETCH(QByteArray, magic);
        QTemporaryDir dir;
        const fs::path path = dir.filePath("new/" + name).toStdString();
        const auto done = renderToFile(shortTune(), path, {.maxTailSeconds = 0.1});
        QVERIFY2(done.ok(), done ? "" : done.message().c_str());
        QVERIFY(contents(path).startsWith(magic));
        QVERIFY(contents(path).size() > 4000);
    }

    void aFloatFileHoldsTheRenderedSamples() {
        QTemporaryDir dir;
        const fs::path path = dir.filePath("a.wav").toStdString();
        const RenderOptions options{.format = SampleFormat::Float32, .maxTailSeconds = 0.1};
        QVERIFY(renderToFile(shortTune(), path, options).ok());
        const auto samples = rendered(shortTune(), options);
        const auto bytes = contents(path);
        const auto size = qsizetype(samples.size() * sizeof(float));
        QVERIFY(bytes.size() > size);
        QVERIFY(std::memcmp(bytes.constData() + bytes.size() - size, samples.data(),
                            std::size_t(size)) == 0);
    }

    void progressGrowsToTheEnd() {
        score::Score score;
        score.addTrack(score::Track({}, {note(0, 3000, 60)}));
        std::vector<double> seen;
        RenderOptions options{.maxTailSeconds = 1};
        options.progress = [&](const Progress& p) { seen.push_back(p.fraction); };
        rendered(score, options);
        QVERIFY(seen.size() >= 3);
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
        QVERIFY(seen.front() < 0.1 && seen.back() <= 1);
    }

    void cancellingLeavesNoFile() {
        QTemporaryDir dir;
        std::stop_source stop;
        RenderOptions options{.stop = stop.get_token()};
        score::Score score;
        score.addTrack(score::Track({}, {note(0, 96'000, 60)}));
        options.progress = [&](const Progress& p) {
            if (p.fraction > 0.02) stop.request_stop();
        };
        const auto done = renderToFile(score, dir.filePath("a.wav").toStdString(), options);
        QVERIFY(!done.ok());
        QCOMPARE(done.message(), std::string("cancelled"));
        QCOMPARE(filesIn(dir), 0);
    }

    void aFullDiskIsOneErrorAndKeepsTheOldFile() {
        QTemporaryDir dir;
        const fs::path path = dir.filePath("a.wav").toStdString();
        QVERIFY(renderToFile(shortTune(), path, {.maxTailSeconds = 0}).ok());
        const auto before = contents(path);

        // The spool would fit into the second limit, the file beside it would not: both are tried.
        for (const rlim_t limit : {rlim_t(50'000), rlim_t(176'400)}) {
            rlimit old{};
            getrlimit(RLIMIT_FSIZE, &old);
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit small{limit, old.rlim_max};
            setrlimit(RLIMIT_FSIZE, &small);
            const auto done = renderToFile(shortTune(), path,
                                           {.format = SampleFormat::Float32, .maxTailSeconds = 0});
            setrlimit(RLIMIT_FSIZE, &old);
            QVERIFY(!done.ok());
            QVERIFY2(done.message().find("a.wav: File too large") != std::string::npos,
                     done.message().c_str());
            QCOMPARE(filesIn(dir), 1);
            QVERIFY(contents(path) == before);
        }
    }

    void whatCannotWorkIsSaid_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("soundFont");
        QTest::addColumn<int>("rate");
        QTest::addColumn<QString>("says");
        QTest::newRow("no such folder can be made") << "/proc/nowhere/a.wav"
                                                    << "" << 44100 << "/proc/nowhere";
        QTest::newRow("read-only place") << "/proc/a.wav"
                                         << "" << 44100 << "/proc";
        QTest::newRow("extension") << "a.mp3"
                                   << "" << 44100 << ".flac or .ogg";
        QTest::newRow("rate") << "a.wav"
                              << "" << 1000 << "8000 to 96000";
        QTest::newRow("missing SoundFont") << "a.wav"
                                           << "/nowhere.sf2" << 44100 << "/nowhere.sf2";
        QTest::newRow("no SoundFont") << "a.wav"
                                      << "text.sf2" << 44100 << "not a SoundFont";
        QTest::newRow("cut SoundFont") << "a.wav"
                                       << "cut.sf2" << 44100 << "cut short";
        QTest::newRow("hollow SoundFont") << "a.wav"
                                          << "hollow.sf2" << 44100 << "damaged";
    }

    void whatCannotWorkIsSaid() {
        QFETCH(QString, name);
        QFETCH(QString, soundFont);
        QFETCH(int, rate);
        QFETCH(QString, says);
        QTemporaryDir dir;
        write(dir.filePath("text.sf2"), "This is a letter and no SoundFont.");
        write(dir.filePath("cut.sf2"), QByteArray("RIFF\x00\x00\x10\x00sfbk", 12));
        write(dir.filePath("hollow.sf2"),
              QByteArray("RIFF\x0c\x00\x00\x00sfbkLIST\x00\x00\x00\x00", 20));
        QDir::setCurrent(dir.path());
        const auto before = filesIn(dir);
        const auto done = renderToFile(
            shortTune(), name.toStdString(),
            {.soundFont = soundFont.toStdString(), .sampleRate = rate, .maxTailSeconds = 0});
        QVERIFY(!done.ok());
        QVERIFY2(done.message().find(says.toStdString()) != std::string::npos,
                 done.message().c_str());
        QCOMPARE(filesIn(dir), before);
    }

private:
    static void write(const QString& path, const QByteArray& bytes) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
};

CONTRAFACT_TEST(TestRender)
#include "tst_render.moc"
