// SPDX-License-Identifier: GPL-3.0-or-later
// The timeline of samples: the newest stays in view unless one has scrolled away; one click shows a
// sample in the roll and plays it without touching the piece; a double click keeps it; a run of
// the past fills the timeline from its folder, with few samples in memory.
#include "core/base/file.h"
#include "core/midi/writer.h"
#include "models/api/run.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/document/document.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/services/sample_store.h"
#include "ui/services/training_controller.h"
#include "ui/training/sample_row.h"
#include "ui/training/sample_strip.h"
#include "ui/training/sample_timeline.h"

#include <QDir>
#include <QFile>
#include <QListView>
#include <QLocale>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QVBoxLayout>

#include <atomic>
#include <chrono>
#include <thread>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

/// As a system would do it: written to the run's folder, then told.
void makeSample(const std::filesystem::path& run, models::TrainingChannel* channel,
                std::int64_t step) {
    const auto music = test::scale(48 + static_cast<int>(step / 1000) % 24, 32);
    QVERIFY(midi::writeFile(music, models::sampleFile(run, step)).ok());
    if (channel) channel->post(models::SampleMade{step, music});
}

bool isWhiteAtTheLeft(const QImage& picture) {
    const auto white = [&](double share) {
        return picture.pixelColor(int(picture.width() * share), 2) == QColor(Qt::white);
    };
    return white(0.1) && white(0.4) && !white(0.6) && !white(0.9);
}

/// A roll above a timeline, as in the window.
struct TimelineFixture {
    TimelineFixture() {
        QDir(folder.path()).mkpath("run/samples");
        auto* layout = new QVBoxLayout(&window);
        layout->addWidget(roll, 1);
        layout->addWidget(strip);
        strip->setFixedHeight(190);
        window.resize(900, 600);
        document.reset(test::scale(60, 8));
        player.open({.driver = "null"});
        window.show();
    }
    std::filesystem::path run() const { return folder.filePath("run").toStdString(); }
    QListView* list() { return strip->findChild<QListView*>(); }
    QPoint middleOf(int row) { return list()->visualRect(list()->model()->index(row, 0)).center(); }
    void click(int row) {
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, middleOf(row));
    }
    void showPast(int count) {
        for (int i = 1; i <= count; ++i) makeSample(run(), nullptr, i * 1000);
        training.show(run(), *models::systems().front(), {});
        QTRY_COMPARE(list()->model()->rowCount(), count);
    }
    QImage pictureOf(int row) {
        return list()->model()->index(row, 0).data(Qt::DecorationRole).value<QPixmap>().toImage();
    }
    bool pictured(int row) { return !pictureOf(row).isNull(); }

    QTemporaryDir folder;
    Document document;
    Player player{document};
    Library library;
    ComposeService compose;
    std::atomic<int> made{0}; ///< samples that the training is to have made
    TrainingController training{
        [this](models::TrainingRequest request) {
            return models::TrainingSession::start(
                std::move(request),
                [this](const models::TrainingRequest& asked, models::TrainingChannel& channel) {
                    for (int done = 0; channel.step({});) {
                        while (done < made) makeSample(asked.run, &channel, ++done * 1000);
                        std::this_thread::sleep_for(std::chrono::milliseconds(2));
                    }
                    return Result<void>();
                });
        },
        nullptr};
    Studio studio{document, player, library, compose, training};
    QWidget window;
    RollArea* roll = new RollArea(document, &player);
    SampleStrip* strip = new SampleStrip(studio);
};

} // namespace

class TestSampleTimeline : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// What was painted stands at the left of what is played of it, live and of a past run.
    void aPaintedPageIsShownBesideItsRoll() {
        TimelineFixture f;
        exchange::RollImage page;
        page.pixels.fill(255);
        const auto png = exchange::encodeImage(page).value();
        QVERIFY(base::writeFileAtomically(f.run() / "samples/step-00001000.png", png).ok());
        f.showPast(1);
        QTRY_VERIFY(f.pictured(0));
        QVERIFY(isWhiteAtTheLeft(f.pictureOf(0)));
        SampleStore live;
        live.add({.step = 1, .score = test::scale(60, 8), .images = {page}});
        QCOMPARE(live.painted(0).pixelColor(3, 3), QColor(Qt::white));
        live.add({.step = 2, .score = test::scale(60, 8)});
        QVERIFY(live.painted(1).isNull());
    }

    void theNewestStaysInViewUnlessOneHasScrolledAway() {
        TimelineFixture f;
        models::TrainingRequest request;
        request.system = models::systems().front()->id;
        request.run = f.run();
        QVERIFY(f.training.start(std::move(request)).ok());
        f.made = 3;
        QTRY_COMPARE(f.list()->model()->rowCount(), 3);
        QCOMPARE(f.list()->model()->index(2, 0).data().toString(),
                 QString("step %1").arg(QLocale().toString(3000)));
        f.made = 12;
        QTRY_COMPARE(f.list()->model()->rowCount(), 12);
        auto* bar = f.list()->horizontalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0 && bar->value() == bar->maximum());
        QVERIFY(f.list()->viewport()->rect().contains(f.middleOf(11)));
        bar->setValue(0); // somebody looks at the beginning
        f.made = 14;
        QTRY_COMPARE(f.list()->model()->rowCount(), 14);
        QTest::qWait(50);
        QCOMPARE(bar->value(), 0);
        bar->setValue(bar->maximum()); // and comes back
        f.made = 16;
        QTRY_COMPARE(f.list()->model()->rowCount(), 16);
        QTRY_COMPARE(bar->value(), bar->maximum());
    }

    void oneClickShowsAndPlaysWithoutTouchingThePiece() {
        TimelineFixture f;
        f.showPast(3);
        QTRY_VERIFY(f.player.ready());
        const auto piece = f.document.score();
        f.click(1);
        QTRY_VERIFY(f.document.guest());
        QVERIFY(f.document.guest()->caption.contains("step"));
        QVERIFY(f.document.shown().track(0).notes().front().pitch.value == 48 + 2);
        QVERIFY(f.player.playingAlone());
        QTRY_VERIFY(f.player.playhead() > 0); // the playhead goes along
        QVERIFY(f.document.score().sounds(piece));
        QCOMPARE(f.document.undoStack().count(), 0);
        QCOMPARE(f.library.takes().all().size(), std::size_t{0});
        f.click(2); // another one, without going back in between
        QTRY_VERIFY(f.document.shown().track(0).notes().front().pitch.value == 48 + 3);
        QTest::keyClick(f.list(), Qt::Key_Escape);
        QVERIFY(!f.document.guest());
        QVERIFY(!f.player.playingAlone());
        QVERIFY(f.document.shown().sounds(piece));
        QCOMPARE(f.player.playhead(), 0.0);
    }

    void aClickInTheRollGoesBackAndDrawsNothing() {
        TimelineFixture f;
        f.showPast(2);
        f.roll->state().setTool(ToolId::Draw);
        const double left = f.roll->state().geometry().leftTick();
        const double zoom = f.roll->state().geometry().pixelsPerTick();
        const auto notes = f.document.score().noteCount();
        f.click(0);
        QTRY_VERIFY(f.document.guest());
        QTest::mouseClick(f.roll->view().viewport(), Qt::LeftButton, {}, {200, 40});
        QVERIFY(!f.document.guest());
        QCOMPARE(f.document.score().noteCount(), notes);
        QCOMPARE(f.roll->state().geometry().leftTick(), left); // the view is where it was
        QCOMPARE(f.roll->state().geometry().pixelsPerTick(), zoom);
        QTest::mouseClick(f.roll->view().viewport(), Qt::LeftButton, {}, {200, 40});
        QCOMPARE(f.document.score().noteCount(), notes + 1); // and draws again
    }

    void anyChangeOfThePieceGoesBack() {
        TimelineFixture f;
        f.showPast(1);
        f.click(0);
        QTRY_VERIFY(f.document.guest());
        f.document.perform(score::addNotes(f.document.scoreForIds(), 0, {test::note(0, 480, 90)}));
        QVERIFY(!f.document.guest());
        QTRY_VERIFY(!f.player.playingAlone());
    }

    void aDoubleClickKeepsATake() {
        TimelineFixture f;
        f.showPast(2);
        f.click(1); // the first of the two
        QTest::mouseDClick(f.list()->viewport(), Qt::LeftButton, {}, f.middleOf(1));
        QTRY_COMPARE(f.library.takes().all().size(), std::size_t{1});
        const auto& take = f.library.takes().all().front();
        QVERIFY(take.provenance.find("\"step\":2000") != std::string::npos);
        QCOMPARE(take.score.track(0).notes().front().pitch.value, 48 + 2);
    }

    void aRunOfThePastIsReadFromItsFolderAndMemoryIsBounded() {
        constexpr int kMany = 120;
        TimelineFixture f;
        f.showPast(kMany);
        auto& samples = f.training.samples();
        QTRY_VERIFY(f.pictured(kMany - 1));
        for (int row = kMany - 1; row >= 0; row -= 3) { // all along the timeline
            f.list()->scrollTo(f.list()->model()->index(row, 0));
            QTRY_VERIFY(f.pictured(row));
        }
        QVERIFY(samples.inMemory() <= SampleStore::kInMemory);
        f.click(0);
        QTRY_VERIFY(f.document.guest());
        QVERIFY(f.document.shown().track(0).notes().front().pitch.value == 48 + 1);
    }

    void oneSliderMovesTheSamplesOfAllRunsAndStaysWhenTheyAreReadAnew() {
        TimelineFixture f;
        f.showPast(40); // steps 1000 to 40000
        QDir(f.folder.path()).mkpath("other/samples");
        const std::filesystem::path other = f.folder.filePath("other").toStdString();
        for (int i = 1; i <= 10; ++i) makeSample(other, nullptr, i * 2500); // to 25000
        f.strip->setOthers({other});
        const auto rows = f.strip->findChildren<SampleRow*>();
        QCOMPARE(rows.size(), qsizetype{2});
        QTRY_COMPARE(rows[1]->count(), 10);
        auto* slider = f.strip->findChild<QSlider*>();
        QCOMPARE(slider->maximum(), 44); // 40 steps and five that only the other run has
        QCOMPARE(slider->value(), slider->maximum());
        QVERIFY(!f.strip->step());
        slider->setValue(7); // 1000 .. 2500 is the third place
        QCOMPARE(*f.strip->step(), std::int64_t{7000});
        QCOMPARE(rows[0]->held(), 6);
        QCOMPARE(rows[1]->held(), 1); // 5000: the newest that it had by then
        QVERIFY(f.list()->viewport()->rect().contains(f.middleOf(6)));
        slider->setValue(0);
        QCOMPARE(rows[1]->held(), -1); // it had none yet
        slider->setValue(20);
        const auto step = f.strip->step();
        f.training.show(f.run(), *models::systems().front(), {}); // the view is made anew
        f.strip->setOthers({other});
        QTRY_COMPARE(f.strip->findChildren<SampleRow*>().back()->count(), 10);
        QTRY_COMPARE(f.list()->model()->rowCount(), 40);
        QCOMPARE(f.strip->step(), step);
        QCOMPARE(slider->value(), 20);
        QVERIFY(f.strip->findChildren<SampleRow*>().front()->held() > 0);
        slider->setValue(slider->maximum());
        QVERIFY(!f.strip->step());
        auto* bar = f.list()->horizontalScrollBar();
        QTRY_COMPARE(bar->value(), bar->maximum());
    }

    void aSampleThatCannotBeReadIsTold() {
        TimelineFixture f;
        QSignalSpy problem(f.strip, &SampleStrip::problem);
        QFile broken(QString::fromStdString(models::sampleFile(f.run(), 1000).string()));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("no music");
        broken.close();
        f.training.show(f.run(), *models::systems().front(), {});
        QTRY_COMPARE(f.list()->model()->rowCount(), 1);
        QTRY_COMPARE(problem.count(), 1);
        f.click(0);
        QTest::qWait(50);
        QVERIFY(!f.document.guest());
    }
};

CONTRAFACT_TEST(TestSampleTimeline)
#include "tst_sample_timeline.moc"
