// SPDX-License-Identifier: GPL-3.0-or-later
// "Learn this style": pressed, followed, cancelled, used when composing, kept in a session.
#include "core/midi/writer.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/compose/style_mix.h"
#include "ui/controls/value_slider.h"
#include "ui/document/document.h"
#include "ui/library/style_songs.h"
#include "ui/library/styles_view.h"
#include "ui/plots/curve_plot.h"
#include "ui/plots/plot_title.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/services/training_controller.h"

#include <QDir>
#include <QDropEvent>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>

#include <atomic>
#include <thread>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

constexpr auto kHash = "of this checkpoint";

/// Learns in two looks, the second of which waits until it may end.
class Learner : public models::Composer {
public:
    explicit Learner(std::atomic<bool>& mayEnd)
        : m_mayEnd(mayEnd) {
        m_info.system = "bar-rnn";
        m_info.hash = kHash;
        m_info.complete = true;
    }
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest&, std::stop_token) override {
        return models::Generated{.score = test::scale(60, 1)};
    }
    Result<models::LearnedStyle> learnStyle(const std::vector<score::Score>&,
                                            const models::StyleLesson& lesson,
                                            std::stop_token stop) override {
        lesson.onProgress({20, 6.0, 6.5});
        while (!m_mayEnd && !stop.stop_requested()) std::this_thread::yield();
        if (stop.stop_requested()) return Error{"cancelled"};
        return models::LearnedStyle{.name = {},
                                    .system = "bar-rnn",
                                    .checkpoint = kHash,
                                    .natsBefore = 7,
                                    .natsAfter = 6,
                                    .numbers = {}};
    }

private:
    std::atomic<bool>& m_mayEnd;
    models::CheckpointInfo m_info;
};

struct StyleFixture {
    std::atomic<bool> mayEnd = false;
    Document document;
    Player player{document};
    Library library;
    ComposeService service{
        [this](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
            return std::unique_ptr<models::Composer>(std::make_unique<Learner>(mayEnd));
        },
        nullptr};
    TrainingController training;
    Studio studio{document, player, library, service, training};
    StylesView view{studio};

    StyleFixture() {
        view.show();
        library.styles().add("Airs", test::scale(60, 64));
    }
    void load() {
        QSignalSpy ready(&service, &ComposeService::ready);
        service.load(QCoreApplication::applicationFilePath().toStdString());
        QTRY_COMPARE(ready.count(), 1);
    }
    QPushButton* button(const QString& text) {
        for (auto* each : view.findChildren<QPushButton*>())
            if (each->text() == text) return each;
        return nullptr;
    }
    std::vector<models::StyleSet> active() { return library.styles().activeFor(*service.info()); }
};

} // namespace

class TestStyleLearning : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pressedLearnedAndUsed() {
        StyleFixture f;
        f.load();
        QVERIFY(f.active().empty()); // not learned: it would be refused
        auto* learn = f.button("Learn this style");
        QVERIFY(learn && learn->isVisible() && learn->isEnabled());
        QTest::mouseClick(learn, Qt::LeftButton);
        QVERIFY(f.library.styleLearner().learning());
        QTRY_COMPARE(f.library.styleLearner().progress().size(), std::size_t{1});
        QVERIFY(f.button("Cancel"));
        f.mayEnd = true;
        QTRY_VERIFY(!f.library.styleLearner().learning());
        QCOMPARE(f.active().size(), std::size_t{1});
        QCOMPARE(f.active().front().learned->name, std::string("Airs"));
        QVERIFY(f.button("Learn this style"));
    }

    /// In a narrow library the legend takes a line for each curve.
    void theCurvesHaveRoomBelowTheirLegend() {
        StyleFixture f;
        f.view.resize(190, 600);
        f.load();
        f.button("Learn this style")->click();
        QTRY_COMPARE(f.library.styleLearner().progress().size(), std::size_t{1});
        const auto* plot = f.view.findChild<CurvePlot*>();
        const auto* title = plot->findChild<PlotTitle*>();
        QTRY_VERIFY(plot->isVisible());
        QTRY_VERIFY(title->height() >= title->sizeHint().height());
        QTRY_VERIFY(plot->height() - title->height() >= 100);
        f.mayEnd = true;
        QTRY_VERIFY(!f.library.styleLearner().learning());
    }

    void cancelledIsNotLearned() {
        StyleFixture f;
        f.load();
        QTest::mouseClick(f.button("Learn this style"), Qt::LeftButton);
        QTRY_VERIFY(f.button("Cancel"));
        QSignalSpy problem(&f.library, &Library::problem);
        QTest::mouseClick(f.button("Cancel"), Qt::LeftButton);
        QVERIFY(!f.library.styleLearner().learning());
        QTest::qWait(50);
        QVERIFY(f.active().empty());
        QCOMPARE(problem.count(), 0); // who cancels need not be told
    }

    void aSetThatIsRemovedMeanwhileIsForgotten() {
        StyleFixture f;
        f.load();
        QTest::mouseClick(f.button("Learn this style"), Qt::LeftButton);
        f.library.styles().remove(0);
        f.mayEnd = true;
        QTRY_VERIFY(!f.library.styleLearner().learning());
        QCOMPARE(f.library.styles().count(), 0);
    }

    void theMixOffersToLearnFirst() {
        StyleFixture f;
        f.load();
        StyleMix mix(f.studio);
        mix.show();
        QVERIFY(!mix.findChild<ValueSlider*>()->isEnabled());
        QToolButton* learn = nullptr;
        for (auto* each : mix.findChildren<QToolButton*>())
            if (each->text() == "Learn") learn = each;
        QVERIFY(learn);
        f.mayEnd = true;
        QTest::mouseClick(learn, Qt::LeftButton);
        QTRY_COMPARE(f.active().size(), std::size_t{1});
        QTRY_VERIFY(mix.findChild<ValueSlider*>()->isEnabled());
    }

    void aSessionKeepsWhatWasLearned() {
        StyleFixture f;
        f.load();
        f.mayEnd = true;
        QTest::mouseClick(f.button("Learn this style"), Qt::LeftButton);
        QTRY_COMPARE(f.active().size(), std::size_t{1});
        StyleFixture g;
        g.load();
        g.library.styles().fromJson(f.library.styles().toJson());
        QCOMPARE(g.active().size(), std::size_t{1});
        QCOMPARE(g.active().front().learned->natsAfter, 6.0);
        QCOMPARE(g.active().front().songs->front().noteCount(), std::size_t{64});
    }

    /// As sessions before 2026-11-27 keep their songs: notes on a grid.
    void olderSessionsAreRead() {
        StyleStore styles;
        styles.fromJson(R"([{"name":"Old","weight":0.5,"used":true,"names":["a"],
            "songs":[{"steps":8,"notes":[[0,2,60,90,2,2,64,90],[],[],[],[]]}]}])");
        QCOMPARE(styles.count(), 1);
        QCOMPARE(styles.at(0).set.songs->front().noteCount(), std::size_t{2});
    }

    void droppedFilesBecomeASet() {
        QTemporaryDir folder;
        StyleFixture f;
        const auto good = folder.filePath("air.mid"), bad = folder.filePath("bad.mid");
        QVERIFY(midi::writeFile(test::scale(60, 16), good.toStdString()).ok());
        QFile broken(bad);
        QVERIFY(broken.open(QFile::WriteOnly) && broken.write("no music") > 0);
        broken.close();
        QSignalSpy problem(&f.library, &Library::problem);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(good), QUrl::fromLocalFile(bad)});
        QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&f.view, &enter); // Qt drops where one has entered
        QVERIFY(enter.isAccepted());
        QDropEvent drop({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&f.view, &drop);
        QTRY_COMPARE(f.library.styles().count(), 2);
        QCOMPARE(f.library.styles().at(1).set.name, std::string("air"));
        QCOMPARE(problem.count(), 1);
    }

    void aFolderIsReadToItsEnd() {
        QTemporaryDir folder;
        QDir(folder.path()).mkpath("ballads/slow");
        const auto write = [&](const char* name, const score::Score& score) {
            QVERIFY(midi::writeFile(score, folder.filePath(name).toStdString()).ok());
        };
        write("ballads/a.mid", test::scale(60, 16));
        write("ballads/slow/b.mid", test::scale(62, 16));
        write("ballads/silence.mid", score::Score());
        QFile text(folder.filePath("ballads/readme.txt"));
        QVERIFY(text.open(QFile::WriteOnly));
        const auto read = readStyleSongs({folder.filePath("ballads")});
        QCOMPARE(read.songs.size(), std::size_t{2}); // text is no music and is not asked for
        QCOMPARE(styleTitle(read.names), QString("a and 1 more"));
        QVERIFY2(read.problem.startsWith("1 file was left out") &&
                     read.problem.contains("silence.mid has no notes"),
                 qPrintable(read.problem));
        QVERIFY(!readStyleSongs({folder.filePath("ballads/readme.txt")}).problem.isEmpty());
        QDir(folder.path()).mkpath("nothing");
        QCOMPARE(readStyleSongs({folder.filePath("nothing")}).problem,
                 QString("There is no music that could be a style."));
    }
};

CONTRAFACT_TEST(TestStyleLearning)
#include "tst_style_learning.moc"
