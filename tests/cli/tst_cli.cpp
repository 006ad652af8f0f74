// SPDX-License-Identifier: GPL-3.0-or-later
// The contract of the command line: exit status, one-line errors, JSON, files.
#include "core/exchange/formats.h"
#include "core/midi/reader.h"
#include "core/midi/writer.h"
#include "tests/cli/program.h"
#include "tests/support/test.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace contrafact;
using test::run;
using test::runShell;

class TestCli : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        QDir::setCurrent(m_folder.path());
        qputenv("XDG_DATA_HOME", m_folder.filePath("data").toUtf8());
        qputenv("XDG_CACHE_HOME", m_folder.filePath("cache").toUtf8());
        writeSong("song.mid", 60);
        writeBytes("broken.mid", "MThd is not enough");
        writeBytes("empty.mid", "");
        for (const char* name : {"huge.mid", "huge.contrafact"}) {
            writeBytes(name, "MThd");
            QVERIFY(QFile(name).resize(qint64(1) << 42)); // takes no space
        }
        QVERIFY(QFile::link("circle.mid", "circle.mid"));
    }

    void helpAndVersion() {
        QCOMPARE(run({"--help"}).status, 0);
        QVERIFY(run({"--version"}).out.startsWith("contrafact "));
        for (const char* each :
             {"systems", "corpus", "train", "generate", "convert", "render", "inspect"}) {
            QVERIFY(run({"--help"}).out.contains(each));
            QCOMPARE(run({each, "--help"}).status, 0);
        }
    }

    void wrongUsage_data() {
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char* name, const QStringList& arguments) {
            QTest::newRow(name) << arguments;
        };
        row("nothing", {});
        row("unknown subcommand", {"compose"});
        row("unknown option", {"systems", "--xml"});
        row("one file too few", {"convert", "song.mid"});
        row("unknown system", {"train", "no-such", "--corpus", ".", "--run", "r"});
        row("unknown preset",
            {"train", "vae-nn", "--corpus", ".", "--run", "r", "--preset", "best"});
        row("unknown key", {"train", "vae-nn", "--corpus", ".", "--run", "r", "--set", "x=1"});
        row("no value", {"train", "vae-nn", "--corpus", ".", "--run", "r", "--set", "batch"});
        row("bad value", {"train", "vae-nn", "--corpus", ".", "--run", "r", "--set", "batch=-1"});
        row("epochs and steps",
            {"train", "vae-nn", "--corpus", ".", "--run", "r", "--epochs", "1", "--steps", "1"});
        row("no corpus", {"train", "vae-nn", "--run", "r"});
        row("rate", {"render", "song.mid", "o.wav", "--rate", "1"});
        row("bits", {"render", "song.mid", "o.wav", "--bits", "12"});
        row("out without extension", {"generate", "starter", "-o", "out"});
        const auto generate = [&](const char* name, const QStringList& more) {
            row(name, QStringList{"generate", "starter", "-o", "o.mid"} + more);
        };
        generate("bars", {"--bars", "0"});
        generate("more bars than it takes", {"--bars", "1025"});
        generate("seed below 0", {"--seed", "-1"});
        generate("seed beyond 64 bits", {"--seed", "18446744073709551616"});
        generate("weight nan", {"--style", ".:nan"});
        generate("weight -1", {"--style", ".:-1"});
        generate("weight 0", {"--style", ".:0"});
        generate("weight without end", {"--style", ".:inf"});
        generate("style without place", {"--style", ":1"});
        generate("no primer", {"--primer", ""});
        generate("bar 0", {"--in", "song.mid", "--range", "0-2"});
        generate("range backwards", {"--in", "song.mid", "--range", "3-2"});
        generate("pitches", {"--in", "song.mid", "--range", "1", "--pitches", "c-d"});
        generate("latent", {"--latent", "nan"});
        generate("density of nothing", {"--density", "bass"});
        generate("blend from nothing", {"--blend", "song.mid"});
        const auto train = [&](const char* name, const QStringList& more) {
            row(name, QStringList{"train", "vae-nn", "--corpus", "."} + more);
        };
        train("no run", {"--run", ""});
        train("no steps", {"--run", "r", "--steps", "0"});
        train("no epochs", {"--run", "r", "--epochs", "-2"});
        train("seconds nan", {"--run", "r", "--seconds", "nan"});
        train("seconds without end", {"--run", "r", "--seconds", "inf"});
        train("training's seed", {"--run", "r", "--seed", "-1"});
        row("evaluation's seed", {"evaluate", "song.mid", "--seed", "-1"});
        row("nothing to evaluate by", {"evaluate", "song.mid", "--reference", ""});
        row("style's seed", {"learn-style", "starter", "--songs", ".", "-o", "s", "--seed", "x"});
        row("style without name", {"learn-style", "starter", "--songs", ".", "-o", ""});
        row("no values", {"sweep", "vae-nn", "--corpus", ".", "--out", "s", "--vary", "lr="});
        row("no key", {"sweep", "vae-nn", "--corpus", ".", "--out", "s", "--vary", "=1"});
        row("sweep's steps",
            {"sweep", "vae-nn", "--corpus", ".", "--out", "s", "--vary", "lr=1", "--steps", "0"});
        row("no finding", {"doctor", "r", "--apply", "0", "--run", "b"});
        row("no file", {"inspect", ""});
        row("no target", {"convert", "song.mid", ""});
    }

    void wrongUsage() {
        QFETCH(QStringList, arguments);
        const auto said = run(arguments);
        QCOMPARE(said.status, 2);
        QVERIFY2(said.isOneLineError(), said.err.constData());
        QVERIFY2(said.err.size() < 300, said.err.constData());
        QVERIFY(said.out.isEmpty());
    }

    void failures_data() {
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char* name, const QStringList& arguments) {
            QTest::newRow(name) << arguments;
        };
        row("missing file", {"convert", "none.mid", "o.abc"});
        row("broken file", {"convert", "broken.mid", "o.abc"});
        row("empty file", {"inspect", "empty.mid"});
        row("unknown kind out", {"convert", "song.mid", "o.xyz"});
        row("unwritable kind", {"convert", "song.mid", "o.npz"});
        row("folder that is no run", {"inspect", "."});
        row("no run to resume", {"train", "vae-nn", "--run", "none", "--resume"});
        row("no such corpus", {"corpus", "stats", "none"});
        row("no such model", {"generate", "none", "-o", "o.mid"});
        row("not a checkpoint", {"generate", "song.mid", "-o", "o.mid"});
        row("missing SoundFont", {"render", "song.mid", "o.wav", "--soundfont", "none.sf2"});
        row("device as output", {"convert", "song.mid", "/dev/full"});
        row("device as input", {"convert", "/dev/zero", "o.abc"});
        row("larger than memory", {"inspect", "huge.mid"});
        row("session larger than memory", {"inspect", "huge.contrafact"});
        row("link to itself", {"convert", "song.mid", "circle.mid"});
    }

    void failures() {
        QFETCH(QStringList, arguments);
        const auto said = run(arguments);
        QCOMPARE(said.status, 1);
        QVERIFY2(said.isOneLineError(), said.err.constData());
        QVERIFY(!QFile::exists("o.wav"));
    }

    void systemsAsJson() {
        const auto said = run({"systems", "--json"});
        QCOMPARE(said.status, 0);
        QVERIFY(said.json().isArray());
        const auto first = said.json().array()[0].toObject();
        QCOMPARE(first["id"].toString(), QString("vae-nn"));
        QCOMPARE(first["parameters"].toObject()["torch"].toInteger(), 6'656'559);
        QVERIFY(first["presets"].toArray().size() >= 3);
        QVERIFY(!first["training"].toArray().isEmpty());
    }

    /// The other reading of Liu & Huo's input, which is a preset, has counts of its own.
    void presetsTellTheirParameters() {
        const auto byId = [](const QJsonArray& all, const QString& id) {
            for (const auto& each : all)
                if (each.toObject()["id"].toString() == id) return each.toObject();
            return QJsonObject();
        };
        const auto system = byId(run({"systems", "--json"}).json().array(), "bilstm-gan");
        const auto preset = byId(system["presets"].toArray(), "many-hot");
        const auto networks = preset["parameters"].toObject()["networks"].toArray();
        QCOMPARE(networks.size(), 2);
        QCOMPARE(networks[0].toObject()["torch"].toInteger(), 21'044'096);
        QCOMPARE(networks[1].toObject()["torch"].toInteger(), 6'083'585);
    }

    void convertsThereAndBack() {
        for (const char* middle : {"there.abc", "there.mid", "there.png"}) {
            QCOMPARE(run({"convert", "song.mid", middle}).status, 0);
            QCOMPARE(run({"convert", middle, "back.mid"}).status, 0);
            const auto before = midi::readFile("song.mid");
            const auto after = midi::readFile("back.mid");
            QVERIFY(before.ok() && after.ok());
            QCOMPARE(pitches(after->scores[0]), pitches(before->scores[0]));
        }
    }

    void whatAFormatCannotKeepIsSaid() {
        score::Score score;
        std::vector<score::Note> notes;
        for (const int pitch : {15, 60, 127})
            notes.push_back({.onset = score::Tick(480 * std::int64_t(notes.size())),
                             .length = score::Tick(30),
                             .pitch = score::Pitch(std::int16_t(pitch)),
                             .velocity = std::uint8_t(pitch)});
        score.addTrack(score::Track({}, std::move(notes)));
        QVERIFY(midi::writeFile(score, "wide.mid").ok());
        const auto picture = run({"convert", "wide.mid", "wide.png"});
        QCOMPARE(picture.status, 0);
        QVERIFY2(picture.err.contains("2 notes were moved to its edge"), picture.err.constData());
        QVERIFY2(picture.err.contains("3 notes were rounded"), picture.err.constData());
        const auto text = run({"convert", "wide.mid", "wide.abc"});
        QCOMPARE(text.status, 0);
        QVERIFY2(text.err.contains("3 notes were moved"), text.err.constData());
        QVERIFY2(text.err.contains("no velocities"), text.err.constData());
        QVERIFY(run({"convert", "wide.mid", "again.mid"}).err.isEmpty());
    }

    void aPipeIsReadOnce() {
        const auto said = runShell("cat song.mid | \"$P\" inspect /dev/stdin --json");
        QVERIFY2(said.status == 0, said.err.constData());
        QCOMPARE(said.json().object()["kind"].toString(), QString("midi"));
    }

    void soundGoesWhereALinkLeads() {
        QVERIFY(QDir().mkpath("there"));
        QVERIFY(QFile::link("there/sound.wav", "link.wav"));
        const auto said = run({"render", "song.mid", "link.wav"});
        if (said.err.contains("SoundFont")) QSKIP("no SoundFont is installed");
        QVERIFY2(said.status == 0, said.err.constData());
        QVERIFY(QFileInfo("link.wav").isSymLink());
        QVERIFY(QFileInfo("there/sound.wav").size() > 1000);
    }

    void aTuneBookBecomesFiles() {
        writeBytes("book.abc", "X:1\nK:C\nCDE|\n\nX:2\nK:C\nFGA|\n");
        const auto said = run({"convert", "book.abc", "tune.mid"});
        QCOMPARE(said.out, QByteArray("tune-1.mid\ntune-2.mid\n"));
        QVERIFY(QFile::exists("tune-2.mid"));
    }

    void inspectsAsJson() {
        const auto said = run({"inspect", "song.mid", "--json"});
        QCOMPARE(said.status, 0);
        const auto json = said.json().object();
        QCOMPARE(json["kind"].toString(), QString("midi"));
        const auto track = json["scores"].toArray()[0].toObject()["tracks"].toArray()[0].toObject();
        QCOMPARE(track["name"].toString(), QString("Lead"));
        QCOMPARE(track["notes"].toInt(), kNotes);
        QVERIFY(run({"inspect", "song.mid"}).out.contains("kind: midi"));
    }

    void importsACorpusAndRemembersIt() {
        QVERIFY(QDir().mkpath("music/more"));
        for (int i = 0; i < 6; ++i)
            writeSong(QString("music/more/%1.mid").arg(i).toStdString(), 50 + i);
        QVERIFY(QFile::copy("music/more/1.mid", "music/twin.mid"));
        QVERIFY(QFile::copy("broken.mid", "music/broken.mid"));

        const auto said = run({"corpus", "import", "music", "--json"});
        QVERIFY2(said.status == 0, said.err.constData());
        const auto json = said.json().object();
        QCOMPARE(json["name"].toString(), QString("music"));
        QCOMPARE(json["songs"].toInt(), 6);
        QCOMPARE(json["skipped"].toArray().size(), 2);
        QVERIFY(json["validation_songs"].toInt() >= 1);

        const auto stats = run({"corpus", "stats", m_folder.filePath("music"), "--json"});
        QCOMPARE(stats.json().object()["hash"], json["hash"]);
        const auto list = run({"corpus", "list", "--json"}).json().array();
        QCOMPARE(list.size(), 2);
        QCOMPARE(list[1].toObject()["name"].toString(), QString("music"));
    }

    void importedNamesWorkEverywhere() {
        QDir::setCurrent("/");
        const auto stats = run({"corpus", "stats", "music"});
        QDir::setCurrent(m_folder.path());
        QVERIFY2(stats.status == 0, stats.err.constData());
        QVERIFY(stats.out.startsWith("music: 6 songs"));
    }

    void fullDisk() {
        const auto text = runShell("\"$P\" systems > /dev/full");
        QCOMPARE(text.status, 1);
        QVERIFY2(text.isOneLineError(), text.err.constData());

        writeBytes("kept.mid", "the old file");
        const auto file = runShell("trap '' XFSZ; ulimit -f 0; \"$P\" convert song.mid kept.mid");
        QCOMPARE(file.status, 1);
        QVERIFY2(file.isOneLineError(), file.err.constData());
        QFile kept("kept.mid");
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("the old file"));
        QVERIFY(QDir().entryList({"*.tmp"}).isEmpty());
    }

    void readOnlyFolder() {
        const auto said = run({"convert", "song.mid", "/proc/nowhere/o.mid"});
        QCOMPARE(said.status, 1);
        QVERIFY2(said.isOneLineError(), said.err.constData());
    }

    void rendersSound() {
        const auto said = run({"render", "song.mid", "song.wav", "--bits", "float"});
        if (said.err.contains("SoundFont")) QSKIP("no SoundFont is installed");
        QVERIFY2(said.status == 0, said.err.constData());
        QVERIFY(QFileInfo("song.wav").size() > 44'100);
    }

private:
    static std::vector<int> pitches(const score::Score& score) {
        std::vector<int> out;
        for (const auto& note : score.track(0).notes()) out.push_back(note.pitch.value);
        return out;
    }

    static void writeBytes(const char* name, const QByteArray& bytes) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    static void writeSong(const std::string& path, int pitch) {
        score::Score score;
        std::vector<score::Note> notes;
        for (int i = 0; i < kNotes; ++i) {
            score::Note note;
            note.id = score.newNoteId();
            note.onset = score::Tick(i * 480);
            note.length = score::Tick(240);
            note.pitch = score::Pitch(static_cast<std::int16_t>(pitch + 2 * (i % 6)));
            notes.push_back(note);
        }
        score.addTrack(score::Track({.name = "Lead"}, std::move(notes)));
        QVERIFY(midi::writeFile(score, path).ok());
    }

    static constexpr int kNotes = 40; // ten bars
    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestCli)
#include "tst_cli.moc"
