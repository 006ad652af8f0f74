// SPDX-License-Identifier: GPL-3.0-or-later
// The window as it is seen, in both themes, large and small: no text of a control is cut and
// nothing reaches beyond the window. With CONTRAFACT_PICTURES=FOLDER each view is written there as
// a PNG; QT_SCALE_FACTOR is honoured.
#include "core/midi/writer.h"
#include "core/session/session.h"
#include "models/api/descriptor.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/compose/compose_panel.h"
#include "ui/document/document.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/library/library_panel.h"
#include "ui/roll/roll_area.h"
#include "ui/theme/theme.h"
#include "ui/training/training_dock.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QToolButton>

#include <chrono>
#include <cmath>
#include <thread>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

/// Eight bars for piano, bass, strings and drums.
class PictureComposer : public models::Composer {
public:
    PictureComposer() {
        m_info.system = "vae-nn";
        m_info.complete = true;
        m_info.corpusName = "starter";
    }
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest&, std::stop_token) override {
        models::Generated out;
        const auto add = [&](int program, int channel, int count, int pitch) {
            std::vector<score::Note> notes;
            for (int i = 0; i < count; ++i)
                notes.push_back(test::note(i * 8 * 1920 / count, 8 * 1800 / count,
                                           pitch + (i * 7) % 24, 60 + i % 60));
            for (auto& note : notes) note.id = out.score.newNoteId();
            out.score.addTrack(score::Track(test::instrument(program, channel), std::move(notes)));
        };
        add(0, 0, 48, 60);
        add(33, 1, 24, 34);
        add(48, 2, 16, 72);
        add(0, 9, 64, 36);
        out.provenance = "{\"seed\": 7, \"bars\": 8, \"system\": \"vae-nn\"}";
        return out;
    }
    Result<models::LatentMap> latentMap() override {
        models::LatentMap map{.songs = {"One song", "Another song with a rather long name"}};
        for (int i = 0; i < 60; ++i)
            map.points.push_back(
                {float(std::sin(i * 0.7) * (i % 9)), float(std::cos(i * 1.3) * (i % 7)), i % 2});
        return map;
    }

private:
    models::CheckpointInfo m_info;
};

/// Falling curves, two hundred steps of them, and then a step now and then.
std::unique_ptr<models::TrainingSession> trainSlowly(models::TrainingRequest request) {
    return models::TrainingSession::start(
        std::move(request),
        [](const models::TrainingRequest& asked, models::TrainingChannel& channel) {
            const auto curves = int(models::findSystem(asked.system)->curves.size());
            for (int step = 1;; ++step) {
                models::StepSample sample{.step = step, .seconds = step * 0.1};
                for (int i = 0; i < std::min(curves, models::StepSample::kMax);
                     ++i, ++sample.count) {
                    sample.curve[std::size_t(i)] = std::int16_t(i);
                    sample.value[std::size_t(i)] = float(std::exp(-step / 90.0) + 0.1 * (i % 4) +
                                                         0.02 * std::sin(step * 1.7 + i));
                }
                models::TrainingStatus status{.phase = models::TrainingPhase::Running};
                status.message = "Piano VAE · step " + std::to_string(step);
                status.fraction = std::min(0.4, step / 500.0);
                status.stepsPerSecond = 12.4;
                status.etaSeconds = 3725;
                status.step = step;
                channel.setStatus(status);
                if (!channel.step(sample)) return Result<void>();
                if (step > 200) std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
        });
}

/// Texts that people read are as wide as they have to be; those that may be shortened say so by
/// their size policy.
bool isCut(const QWidget& widget) {
    const auto wide = [&](const QString& text, int room) {
        for (const auto& line : text.split('\n'))
            if (widget.fontMetrics().horizontalAdvance(QString(line).remove('&')) > room)
                return true;
        return false;
    };
    if (const auto* label = qobject_cast<const QLabel*>(&widget)) {
        const bool plain = !label->text().contains('<') && !label->wordWrap();
        const bool shortened = label->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored;
        return plain && !shortened && label->pixmap().isNull() &&
               wide(label->text(), label->contentsRect().width() + 1);
    }
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) {
        const auto* tool = qobject_cast<const QToolButton*>(button);
        if (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly) return false;
        const bool shortened = button->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored;
        return !shortened && wide(button->text(), button->width());
    }
    return false;
}

} // namespace

class TestPictures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("pictures");
        QVERIFY(QDir(m_folder.path()).mkpath("Evening songs"));
        for (int i = 0; i < 14; ++i)
            QVERIFY(midi::writeFile(song(i), m_folder
                                                 .filePath(QString("Evening songs/%1 of a rather "
                                                                   "long name.mid")
                                                               .arg(i))
                                                 .toStdString())
                        .ok());
    }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
        applyTheme(*qApp, ThemeChoice::Dark);
    }

    void views_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        QTest::newRow("dark") << true << QSize(1600, 1000);
        QTest::newRow("light") << false << QSize(1600, 1000);
        QTest::newRow("dark-small") << true << QSize(790, 450);
        QTest::newRow("light-middle") << false << QSize(1066, 640);
    }
    void views() {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        QSettings().clear();
        session::discardRecovery();
        applyTheme(*qApp, dark ? ThemeChoice::Dark : ThemeChoice::Light);
        m_window = std::make_unique<MainWindow>(
            [](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
                return std::unique_ptr<models::Composer>(std::make_unique<PictureComposer>());
            },
            trainSlowly);
        m_window->resize(size);
        m_window->resetLayout();
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QCOMPARE(m_window->size(), size);
        look("1-idle");
        compose();
        look("2-composed");
        showData();
        look("3-library");
        train();
        look("4-training");
        evaluate();
        look("5-evaluation");
        if (auto* active = &m_window->studio().training; active->active()) {
            QSignalSpy ended(active, &TrainingController::ended);
            active->stop();
            QVERIFY(ended.wait(20'000));
        }
    }

private:
    /// What lies outside of a scroll area's view can be scrolled to.
    static bool scrolls(const QWidget& widget) {
        for (auto* outer = widget.parentWidget(); outer; outer = outer->parentWidget())
            if (qobject_cast<QAbstractScrollArea*>(outer)) return true;
        return false;
    }
    static score::Score song(int number) {
        std::vector<score::Note> notes;
        for (int i = 0; i < 200; ++i)
            notes.push_back(test::note(i * 240, 200, 50 + (i * (3 + number) + i / 7) % 30));
        return test::scoreOf(test::instrument(0), std::move(notes));
    }

    void look(const QString& view) {
        QTest::qWait(300);
        const auto name = QString("%1-%2").arg(QTest::currentDataTag(), view);
        const auto folder = qEnvironmentVariable("CONTRAFACT_PICTURES");
        if (!folder.isEmpty()) QVERIFY(m_window->grab().save(QDir(folder).filePath(name + ".png")));
        QStringList cut;
        for (const auto* widget : m_window->findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->visibleRegion().isEmpty()) continue;
            const auto bottom = widget->mapTo(m_window.get(), QPoint(0, widget->height())).y();
            if (bottom > m_window->height() && !scrolls(*widget))
                cut << QString("below: %1").arg(widget->metaObject()->className());
            if (isCut(*widget))
                cut << QString("%1 “%2”").arg(widget->metaObject()->className(),
                                              widget->property("text").toString());
            const auto right = widget->mapTo(m_window.get(), QPoint(widget->width(), 0)).x();
            const bool control = qobject_cast<const QAbstractButton*>(widget);
            if (control && right > m_window->width() && !scrolls(*widget))
                cut << QString("outside: “%1”").arg(widget->property("text").toString());
        }
        cut.removeDuplicates();
        QVERIFY2(cut.isEmpty(), qPrintable(name + ": " + cut.join(", ")));
    }

    void compose() {
        auto& service = m_window->studio().compose;
        QSignalSpy ready(&service, &ComposeService::ready);
        service.load(QCoreApplication::applicationFilePath().toStdString());
        QTRY_COMPARE(ready.count(), 1);
        QSignalSpy finished(&service, &ComposeService::finished);
        m_window->compose().perform(Verb::Compose);
        QTRY_COMPARE(finished.count(), 1);
        m_window->compose().perform(Verb::Compose);
        QTRY_COMPARE(finished.count(), 2);
    }

    void showData() {
        auto& corpora = m_window->studio().library.corpora();
        QSignalSpy opened(&corpora, &CorpusStore::opened);
        corpora.import(m_folder.filePath("Evening songs"));
        QVERIFY(opened.wait(20'000));
        m_window->docks()[0]->raise();
    }

    void train() {
        auto* dock = m_window->docks()[2];
        dock->show();
        dock->raise();
        models::TrainingRequest request;
        request.system = "vae-nn";
        request.run = m_folder.filePath("run").toStdString();
        QVERIFY(m_window->studio().training.start(std::move(request)).ok());
        QTest::qWait(700);
    }

    void evaluate() {
        auto* dock = m_window->docks()[3];
        dock->show();
        dock->raise();
        auto& panel = m_window->evaluation();
        panel.findChild<QSpinBox*>("evaluationBars")->setValue(96);
        QSignalSpy evaluated(&panel, &EvaluationPanel::evaluated);
        panel.findChild<QPushButton*>("evaluate")->click();
        QVERIFY(evaluated.wait(60'000));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestPictures)
#include "tst_pictures.moc"
