// SPDX-License-Identifier: GPL-3.0-or-later
// Takes, styles and corpora: what the library keeps, tells and brings back.
#include "core/base/file.h"
#include "core/midi/writer.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/library/corpus_model.h"
#include "ui/library/row_delegate.h"
#include "ui/library/take_story.h"
#include "ui/services/library.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

QString value(const session::Take& take, const QString& name) {
    for (const auto& [key, text] : takeStory(take))
        if (key == name) return text;
    return {};
}

} // namespace

class TestLibrary : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takesAreKeptNewestFirst() {
        TakeStore takes;
        QSignalSpy current(&takes, &TakeStore::currentChanged);
        const auto first = takes.add(takes.nextName(), test::scale(60, 4), "{}");
        const auto second = takes.add(takes.nextName(), test::scale(62, 4), "{}");
        QCOMPARE(takes.all().front().name, std::string("Take 2"));
        QCOMPARE(takes.current(), second);
        takes.rename(first, "  Refrain ");
        QCOMPARE(takes.find(first)->name, std::string("Refrain"));
        takes.rename(first, "   "); // a name of nothing is none
        QCOMPARE(takes.find(first)->name, std::string("Refrain"));
        takes.setStarred(first, true);
        takes.remove(second);
        QCOMPARE(takes.current(), std::int64_t{0});
        QVERIFY(takes.find(first)->starred);
        const auto third = takes.add(takes.nextName(), test::scale(60, 4), "{}");
        QVERIFY(third > second); // ids are never used again
        QCOMPARE(current.count(), 4);
    }

    void theChosenTakeComesBack() {
        Library library;
        auto& takes = library.takes();
        const auto first = takes.add("Verse", test::scale(60, 4), "{}");
        takes.add("Refrain", test::scale(62, 4), "{}");
        takes.setCurrent(first);
        session::Session saved;
        library.saveTo(saved);
        Library again;
        // One that bears the same number must not be taken for it.
        again.takes().add("Another", test::scale(70, 4), "{}");
        QSignalSpy current(&again.takes(), &TakeStore::currentChanged);
        again.restoreFrom(saved);
        QVERIFY(again.takes().currentTake());
        QCOMPARE(again.takes().currentTake()->name, std::string("Verse"));
        QCOMPARE(current.count(), 1);
        saved.settings.erase("library.take"); // of an earlier version
        again.restoreFrom(saved);
        QVERIFY(!again.takes().currentTake());
        QCOMPARE(again.takes().all().size(), std::size_t(2));
    }

    void storiesAreReadable() {
        session::Take take;
        take.provenance = R"({"system":"vae-nn","seed":8251903,"region":"bars 5–8",
            "styles":[{"name":"rock","weight":0.6},{"name":"folk","weight":0.4}],
            "controls":{"noise_sd":1.5,"alpha":0.5,"keep_together":true},"primer":false,"region_ticks":[7680,15360],
            "checkpoint":"abcdef","map_point":[1.0,-2.0]})";
        QCOMPARE(value(take, "Model").toStdString(), models::findSystem("vae-nn")->title);
        QCOMPARE(value(take, "Style"), QString("0.60 rock · 0.40 folk"));
        QCOMPARE(value(take, "Composed"), QString("bars 5–8"));
        QCOMPARE(value(take, "Noise σ"), QString("1.5"));
        QCOMPARE(value(take, "Style α"), QString()); // the default goes without saying
        QCOMPARE(value(take, "Keep segment together"), QString());
        QCOMPARE(value(take, "Primer"), QString());
        QCOMPARE(composedRange(take)->begin, score::Tick(7680));
        QCOMPARE(*mapPoint(take, "abcdef"), QPointF(1, -2));
        QVERIFY(!mapPoint(take, "another"));
    }

    void damagedStoriesDoNoHarm_data() {
        QTest::addColumn<QString>("json");
        for (const char* json :
             {"", "nonsense", "[]", "{\"styles\":7}", "{\"region_ticks\":[1]}",
              "{\"system\":5,\"controls\":[]}", "{\"map_point\":\"x\",\"checkpoint\":3}"})
            QTest::newRow(json) << QString(json);
    }

    void damagedStoriesDoNoHarm() {
        QFETCH(QString, json);
        session::Take take;
        take.provenance = json.toStdString();
        takeStory(take);
        QVERIFY(!composedRange(take));
        QVERIFY(!mapPoint(take, "x"));
    }

    void stylesSurviveASession() {
        StyleStore styles;
        QSignalSpy problem(&styles, &StyleStore::problem);
        styles.add("Silence", score::Score());
        QCOMPARE(problem.count(), 1);
        QCOMPARE(styles.count(), 0);
        styles.add("Scale", test::scale(60, 12));
        styles.add("Other", test::scale(48, 5, 32));
        styles.setUsed(1, false);
        QCOMPARE(styles.activeFor({.system = "vae-nn"}).size(), std::size_t{1});
        StyleStore back;
        back.fromJson(styles.toJson());
        QCOMPARE(back.count(), 2);
        QVERIFY(back.at(1).set.songs->at(0).track(0) == styles.at(1).set.songs->at(0).track(0));
        QVERIFY(!back.at(1).used);
        back.fromJson("{broken");
        QCOMPARE(back.count(), 0);
    }

    void corporaOpenAndFailWithReasons() {
        QTemporaryDir folder;
        const std::filesystem::path at = folder.path().toStdString();
        QVERIFY(midi::writeFile(test::scale(60, 32), at / "good.mid").ok());
        QVERIFY(base::writeFileAtomically(at / "bad.mid", std::string_view("no music")).ok());
        CorpusStore corpora;
        CorpusModel model(corpora);
        QAbstractItemModelTester tester(&model);
        QSignalSpy opened(&corpora, &CorpusStore::opened);
        QSignalSpy problem(&corpora, &CorpusStore::problem);
        corpora.open(folder.path());
        QVERIFY(corpora.at(0).opening);
        QTRY_COMPARE(opened.count(), 1);
        QCOMPARE(corpora.first()->songs.size(), std::size_t{1});
        const auto corpus = model.index(0, 0);
        QCOMPARE(model.rowCount(corpus), 2); // a song, and what was skipped
        QCOMPARE(model.data(model.index(0, 0, corpus), Qt::DisplayRole).toString(),
                 QString("good"));
        const auto skipped = model.index(0, 0, model.index(1, 0, corpus));
        QCOMPARE(model.data(skipped, Qt::DisplayRole).toString(), QString("bad.mid"));
        QVERIFY(!model.data(skipped, RowDelegate::kDetailRole).toString().isEmpty());

        corpora.open("/nowhere/at/all");
        QTRY_COMPARE(problem.count(), 1);
        QVERIFY(!corpora.at(1).error.isEmpty());
        corpora.remove(1);
        QCOMPARE(corpora.count(), 1);
    }
};

CONTRAFACT_TEST(TestLibrary)
#include "tst_library.moc"
