// SPDX-License-Identifier: GPL-3.0-or-later
// Training and composing from the command line: JSON lines, signals, resuming, provenance. Needs
// the networks beside the program.
#include "core/midi/reader.h"
#include "core/midi/writer.h"
#include "tests/cli/program.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

#include <signal.h>

using namespace contrafact;
using test::run;
using test::Said;

class TestCliTrain : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        const QFileInfo program(QString::fromStdString(test::program()));
        if (!QFile::exists(program.path() + "/../lib/libcontrafact_networks.so"))
            QSKIP("this build has no networks");
        QVERIFY(m_folder.isValid());
        QDir::setCurrent(m_folder.path());
        qputenv("XDG_DATA_HOME", m_folder.filePath("data").toUtf8());
        qputenv("XDG_CACHE_HOME", m_folder.filePath("cache").toUtf8());
        QVERIFY(QDir().mkpath("music"));
        for (int i = 0; i < 6; ++i) writeSong("music/" + std::to_string(i) + ".mid", 50 + i);
    }

    void everyLineIsJson() {
        const auto said = run(training({"--run", "whole", "--steps", "30", "--json"}));
        QVERIFY2(said.status == 0, said.err.constData());
        const auto lines = objects(said);
        QVERIFY(lines.size() > 10);
        const auto told = run({"inspect", "whole", "--json"}).json().object();
        const int steps = told["steps"].toInt(); // stages without music take none
        QVERIFY(steps > 0 && steps <= 30);
        QVERIFY(count(lines, "step") >= steps); // a stage's end tells its figures once more
        QVERIFY(count(lines, "checkpoint") >= 1);
        QCOMPARE(lines.back()["event"].toString(), QString("end"));
        QCOMPARE(lines.back()["state"].toString(), QString("finished"));
        QVERIFY(!lines.front()["values"].toObject().isEmpty() || count(lines, "log") > 0);
    }

    void aRunIsNotOverwritten() {
        const auto said = run(training({"--run", "whole", "--steps", "1"}));
        QCOMPARE(said.status, 1);
        QVERIFY(said.err.contains("--resume"));
    }

    void aSignalStopsWithACheckpoint_data() {
        QTest::addColumn<int>("signal");
        QTest::newRow("interrupt") << SIGINT;
        QTest::newRow("terminate") << SIGTERM;
    }

    void aSignalStopsWithACheckpoint() {
        QFETCH(int, signal);
        const auto folder = QString("stopped-%1").arg(signal);
        QProcess process;
        process.start(QString::fromStdString(test::program()),
                      training({"--run", folder, "--epochs", "500", "--json"}));
        QByteArray begun;
        while (!begun.contains("\"step\"") && process.waitForReadyRead(120'000))
            begun += process.readAllStandardOutput();
        QVERIFY(begun.contains("\"step\""));
        ::kill(static_cast<pid_t>(process.processId()), signal);
        const auto said = test::wait(process);
        QCOMPARE(said.status, 130);
        QCOMPARE(objects(said).back()["state"].toString(), QString("stopped"));
        QVERIFY(!QDir(folder + "/checkpoints").entryList({"*.safetensors"}).isEmpty());
    }

    void resumingGoesOnWithTheSameCorpus() {
        const auto folder = QString("stopped-%1").arg(SIGINT);
        const auto before = run({"inspect", folder, "--json"}).json().object();
        const auto steps = before["steps"].toInteger();
        QVERIFY(steps > 0);
        const auto said = run({"train", "vae-nn", "--run", folder, "--resume", "--threads", "1",
                               "--steps", QString::number(steps + 10), "--json"});
        QVERIFY2(said.status == 0, said.err.constData());
        std::vector<qint64> taken;
        for (const auto& line : objects(said))
            if (line["event"].toString() == "step") taken.push_back(line["step"].toInteger());
        QVERIFY(!taken.empty());
        QVERIFY(taken.front() >= steps && taken.front() <= steps + 1);
        QCOMPARE(taken.back(),
                 run({"inspect", folder, "--json"}).json().object()["steps"].toInteger());
    }

    void aComposedFileSaysHowItCameToBe() {
        const auto said = run({"generate", "whole", "-o", "new.mid", "--bars", "4", "--seed", "7",
                               "--set", "noise_sd=0.9", "--json"});
        QVERIFY2(said.status == 0, said.err.constData());
        const auto file = midi::readFile("new.mid");
        QVERIFY(file.ok());
        const auto told = QJsonDocument::fromJson(QByteArray::fromStdString(file->provenance));
        QCOMPARE(told.object()["seed"].toInt(), 7);
        QCOMPARE(told.object()["controls"].toObject()["noise_sd"].toDouble(), 0.9);
        QCOMPARE(said.json().array()[0].toObject()["provenance"].toObject(), told.object());
    }

    void theNameMayBeInCapitalsAndKeepsItsProvenance() {
        const auto said = run({"generate", "whole", "-o", "LOUD.MID", "--bars", "4"});
        QVERIFY2(said.status == 0, said.err.constData());
        QVERIFY(said.out.startsWith("LOUD.MID: "));
        QVERIFY(!midi::readFile("LOUD.MID")->provenance.empty());
    }

    void everyPageThatWasWrittenIsNamed() {
        const auto said =
            run({"generate", "whole", "-o", "long.png", "--in", "music/0.mid", "--range", "2"});
        QVERIFY2(said.status == 0, said.err.constData());
        QVERIFY2(said.out.startsWith("long-1.png, long-2.png, long-3.png: "), said.out.constData());
        QVERIFY(QFile::exists("long-1.png") && QFile::exists("long-3.png"));
    }

    void blendAndLatentAreForSystemsThatHaveThem() {
        const auto blended = run({"generate", "whole", "-o", "between.mid", "--bars", "4",
                                  "--primer", "music/0.mid", "--blend", "music/5.mid"});
        QVERIFY2(blended.status == 0, blended.err.constData());
        QVERIFY(midi::readFile("between.mid")->provenance.find("blend") != std::string::npos);
        const auto moved = run({"generate", "whole", "-o", "x.mid", "--latent", "1,2,3,4,5,6,7"});
        QCOMPARE(moved.status, 1);
        QVERIFY2(moved.err.contains("7 values"), moved.err.constData());
    }

    void theSameSeedGivesTheSameNotes() {
        for (const char* out : {"a.mid", "b.mid"})
            QCOMPARE(run({"generate", "whole", "-o", out, "--count", "2"}).status, 0);
        for (const char* number : {"-1.mid", "-2.mid"}) {
            const auto a = midi::readFile("a" + std::string(number));
            const auto b = midi::readFile("b" + std::string(number));
            QVERIFY(a.ok() && b.ok());
            QVERIFY(a->scores[0].sounds(b->scores[0]));
        }
    }

    /// What the network wrote, not the notes of it written anew.
    void aSystemThatWritesAbcHasItsOwnTextWritten() {
        QStringList train{"train", "abc-lstm", "--corpus", "music",   "--threads",
                          "1",     "--run",    "tunes",    "--steps", "6"};
        for (const char* small : {"hidden=8", "embedding=8", "seq_length=32"})
            train << "--set" << small;
        QCOMPARE(run(train).status, 0);
        const QDir samples("tunes/samples");
        const auto names = samples.entryList({"*.abc"}, QDir::Files, QDir::Name);
        QVERIFY(!names.isEmpty());
        const auto said = run({"generate", "tunes", "-o", "tune.abc"}); // as samples are made
        QVERIFY2(said.status == 0, said.err.constData());
        QCOMPARE(textOf("tune.abc"), textOf(samples.filePath(names.back())));
        QVERIFY(textOf("tune.abc").startsWith("X:"));
    }

    void aPrimerKeepsItsTempoAndWhatBecameOfItIsSaid() {
        auto waltz = test::scale(60, 36);
        waltz.meter = score::MeterMap(waltz.ppq(), {{{}, 3, 4}}); // six bars
        waltz.tempo = score::TempoMap(waltz.ppq(), {{{}, 750'000}});
        QVERIFY(midi::writeFile(waltz, "waltz.mid").ok());
        const auto said =
            run({"generate", "whole", "-o", "on.mid", "--primer", "waltz.mid", "--bars", "4"});
        QVERIFY2(said.status == 0, said.err.constData());
        QVERIFY2(said.out.contains("own bars are not in it; --in waltz.mid --range 7-10 "),
                 said.out.constData());
        QVERIFY2(said.out.contains("counts in 4/4"), said.out.constData());
        QCOMPARE(midi::readFile("on.mid")->scores[0].tempo.bpmAt({}), 80.0);
        const auto both =
            run({"generate", "whole", "-o", "both.mid", "--in", "waltz.mid", "--range", "7-10"});
        QVERIFY2(both.status == 0, both.err.constData());
        const auto piece = midi::readFile("both.mid").value().scores[0];
        QCOMPARE(piece.meter.at({}).numerator, 3);
        QVERIFY(piece.noteCount() >= waltz.noteCount());
    }

    void songsThatDoNotDoLeaveNoRun() {
        QVERIFY(QDir().mkpath("drums"));
        auto drums = test::scale(36, 64);
        drums.editTrack(0).info.channel = 9;
        QVERIFY(midi::writeFile(drums, "drums/only.mid").ok());
        const auto said =
            run({"train", "midi-rnn", "--corpus", "drums", "--run", "none", "--steps", "2"});
        QCOMPARE(said.status, 1);
        QVERIFY2(said.err.contains("few notes"), said.err.constData());
        QVERIFY(!QFile::exists("none"));
    }

    void unknownControlsAreWrongUsage() {
        const auto said = run({"generate", "whole", "-o", "c.mid", "--set", "no_such=1"});
        QCOMPARE(said.status, 2);
        QVERIFY(said.isOneLineError());
    }

    void aDamagedCheckpointIsAnError() {
        const auto name = QDir("whole/checkpoints").entryList({"*.safetensors"}).front();
        QVERIFY(QFile::copy("whole/checkpoints/" + name, "bad.safetensors"));
        QFile file("bad.safetensors");
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(file.size() / 2);
        file.write("damage");
        file.close();
        for (const QStringList& each :
             {QStringList{"inspect", "bad.safetensors"},
              QStringList{"generate", "bad.safetensors", "-o", "d.mid"}}) {
            const auto said = run(each);
            QCOMPARE(said.status, 1);
            QVERIFY2(said.isOneLineError(), said.err.constData());
        }
        QVERIFY(!QFile::exists("d.mid"));
    }

private:
    static QStringList training(const QStringList& more) {
        return QStringList{"train", "vae-nn", "--corpus", "music", "--threads",
                           "1",     "--set",  "k=8",      "--set", "batch=4"} +
               more;
    }

    static QByteArray textOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static std::vector<QJsonObject> objects(const Said& said) {
        std::vector<QJsonObject> lines;
        for (const auto& line : said.out.trimmed().split('\n')) {
            const auto json = QJsonDocument::fromJson(line);
            if (!json.isObject()) qFatal("not a JSON object: %s", line.constData());
            lines.push_back(json.object());
        }
        return lines;
    }

    static int count(const std::vector<QJsonObject>& lines, const QString& event) {
        return static_cast<int>(std::count_if(lines.begin(), lines.end(), [&](const auto& line) {
            return line["event"].toString() == event;
        }));
    }

    static void writeSong(const std::string& path, int pitch) {
        score::Score score;
        std::vector<score::Note> notes;
        for (int i = 0; i < 64; ++i) {
            score::Note note;
            note.id = score.newNoteId();
            note.onset = score::Tick(i * 480);
            note.length = score::Tick(240);
            note.pitch = score::Pitch(static_cast<std::int16_t>(pitch + 2 * (i % 6)));
            notes.push_back(note);
        }
        score.addTrack(score::Track({.name = "Lead"}, notes));
        score.addTrack(score::Track({.name = "Bass", .channel = 1, .program = 33}, notes));
        QVERIFY(midi::writeFile(score, path).ok());
    }

    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestCliTrain)
#include "tst_cli_train.moc"
