// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluating music from the command line, and the table of settings.
#include "core/midi/writer.h"
#include "tests/cli/program.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace contrafact;
using test::run;

class TestCliEvaluate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        QDir::setCurrent(m_folder.path());
        qputenv("XDG_DATA_HOME", m_folder.filePath("data").toUtf8());
        qputenv("XDG_CACHE_HOME", m_folder.filePath("cache").toUtf8());
        QVERIFY(QDir().mkpath("music"));
        for (int i = 0; i < 6; ++i)
            QVERIFY(
                midi::writeFile(test::scale(48 + i, 128 + i), "music/" + std::to_string(i) + ".mid")
                    .ok());
    }

    void everyColumnHasTheSameBars() {
        const auto said =
            run({"evaluate", "music", "--reference", "music", "--bars", "16", "--json"});
        QVERIFY2(said.status == 0, said.err.constData());
        const auto columns = said.json().object()["columns"].toArray();
        QCOMPARE(columns.size(), 6);
        for (const auto& column : columns) QCOMPARE(column.toObject()["bars"].toInt(), 16);
        const auto training = named(columns, "training");
        QCOMPARE(training["kind"].toString(), QString("real"));
        QVERIFY(training["qn_trivial"].toBool()); // scales in eighths
        const auto measures = training["measures"].toObject();
        QCOMPARE(measures["pr"].toObject()["all"].toObject()["value"].toDouble(), 0.0);
        QVERIFY(!measures["upc"].toObject().contains("drums"));
        QVERIFY(!named(columns, "noise")["qn_trivial"].toBool());             // it is on no grid
        QCOMPARE(columns[3].toObject()["name"].toString(), QString("music")); // after real music
    }

    void theSameSeedGivesTheSameFigures() {
        const QStringList line{"evaluate", "--reference", "music", "--bars", "16", "--json"};
        QCOMPARE(run(line).out, run(line).out);
        QVERIFY(run(line + QStringList{"--seed", "2"}).out != run(line).out);
    }

    void reportsAreWritten() {
        const auto said = run({"evaluate", "--reference", "music", "--bars", "16", "--csv",
                               "out.csv", "--html", "out.html"});
        QVERIFY2(said.status == 0, said.err.constData());
        QVERIFY(said.out.contains("Markov") && said.out.contains("QN trivial"));
        QFile csv("out.csv");
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QVERIFY(csv.readLine().startsWith("column,kind,bars,coarse_grid,measure,family,value"));
        QVERIFY(csv.readAll().contains("\"held out\",real,16,"));
        QFile html("out.html");
        QVERIFY(html.open(QIODevice::ReadOnly));
        QVERIFY(html.readAll().trimmed().endsWith("</html>"));
    }

    void whatCannotBeReadEndsNothing() {
        QVERIFY(midi::writeFile(score::Score(), "silent.mid").ok());
        QFile bad("bad.mid");
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write("no music");
        bad.close();
        const QStringList line{"--reference", "music", "--bars", "16", "--json"};
        const auto said =
            run(QStringList{"evaluate", "bad.mid", "nowhere.mid", "silent.mid", "music"} + line);
        QVERIFY2(said.status == 0, said.err.constData());
        QVERIFY2(said.err.contains("nowhere") && said.err.contains("bad"), said.err.constData());
        const auto columns = said.json().object()["columns"].toArray();
        QCOMPARE(columns.size(), 9);
        QVERIFY(!named(columns, "bad")["remark"].toString().isEmpty());
        QCOMPARE(named(columns, "silent")["measures"]
                     .toObject()["eb"]
                     .toObject()["all"]
                     .toObject()["value"]
                     .toDouble(),
                 100.0);
        QCOMPARE(named(columns, "music")["bars"].toInt(), 16);
        const auto alone = run(QStringList{"evaluate", "nowhere.mid"} + line);
        QCOMPARE(alone.status, 1);
        QVERIFY2(alone.err.contains("nowhere"), alone.err.constData());
        QCOMPARE(run({"evaluate", "--bars", "none"}).status, 2);
    }

    void theSettingsAreDocumented() {
        QFile committed(QString::fromStdString(test::sourcePath("models/PARAMETERS.md")));
        QVERIFY(committed.open(QIODevice::ReadOnly));
        // Regenerate with: contrafact systems --markdown > models/PARAMETERS.md
        QCOMPARE(run({"systems", "--markdown"}).out, committed.readAll());
    }

private:
    static QJsonObject named(const QJsonArray& columns, const QString& name) {
        for (const auto& column : columns)
            if (column.toObject()["name"] == name) return column.toObject();
        return {};
    }

    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestCliEvaluate)
#include "tst_cli_evaluate.moc"
