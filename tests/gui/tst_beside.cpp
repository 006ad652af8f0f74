// SPDX-License-Identifier: GPL-3.0-or-later
// Judging what was composed: takes beside the piece at the same bar while it plays, starred ones
// first; the report under the buttons; how likely each note is.
#include "core/session/session.h"
#include "tests/support/place_composer.h"
#include "tests/support/test.h"
#include "ui/compose/compose_panel.h"
#include "ui/compose/report_line.h"
#include "ui/document/document.h"
#include "ui/library/library_panel.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>

using namespace contrafact;
using namespace contrafact::ui;
using score::Tick;

class TestBeside : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("beside");
        applyTheme(*qApp, ThemeChoice::Dark);
    }
    void init() {
        QSettings().clear();
        session::discardRecovery();
        m_asked.clear();
        m_window = std::make_unique<MainWindow>(
            [this](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
                return std::unique_ptr<models::Composer>(
                    std::make_unique<test::PlaceComposer>("bar-rnn", m_asked));
            });
        m_window->resize(1500, 1000);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QSignalSpy ready(&m_window->studio().compose, &ComposeService::ready);
        m_window->studio().compose.load(QCoreApplication::applicationFilePath().toStdString());
        QTRY_COMPARE(ready.count(), 1);
        document().reset(test::melody());
    }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
    }

    void oneKeyComparesAtTheSameBarWhilePlaying() {
        auto& player = m_window->studio().player;
        player.open({.driver = "null"});
        QTRY_VERIFY(player.ready());
        composeTakes(2);
        const auto piece = document().score();
        const auto view = m_window->roll().state().geometry().leftTick();
        player.seek(Tick(2 * test::kBar));
        player.play();
        QTRY_VERIFY(player.playhead() > 2.2 * test::kBar);
        press(Qt::Key_F4);
        QVERIFY(document().guest() && document().guest()->beside);
        QVERIFY(!document().shown().sounds(piece));
        QTest::qWait(100);
        QVERIFY(player.playing());
        QVERIFY(player.playhead() > 2.2 * test::kBar); // goes on where it was
        QCOMPARE(m_window->roll().state().geometry().leftTick(), view);
        press(Qt::Key_F4);
        QVERIFY(!document().guest());
        QVERIFY(document().score().sounds(piece));
        QVERIFY(player.playing());
    }

    void aComparedTakeBecomesThePieceInOneStep() {
        composeTakes(2);
        const auto steps = document().undoStack().count();
        press(Qt::Key_F4);
        const auto take = document().shown();
        press(Qt::Key_F4, Qt::ShiftModifier);
        QVERIFY(!document().guest());
        QVERIFY(document().score().sounds(take));
        QCOMPARE(document().undoStack().count(), steps + 1);
    }

    void choosingAnotherTakeWhileComparingShowsThatOne() {
        composeTakes(3);
        press(Qt::Key_F4);
        const auto first = document().guest()->caption;
        trigger("takes.next");
        QVERIFY(document().guest()->caption != first);
    }

    void withoutAnotherTakeItSaysSo() {
        press(Qt::Key_F4);
        QVERIFY(!document().guest());
        QVERIFY2(label("Status")->text().contains("no other take"),
                 qPrintable(label("Status")->text()));
    }

    void starredTakesComeFirst() {
        composeTakes(3);
        auto& takes = m_window->studio().library.takes();
        const auto oldest = takes.all().back().id;
        takes.setCurrent(oldest);
        trigger("takes.star");
        QVERIFY(list()->item(0)->text().startsWith("★"));
        QCOMPARE(takes.listed().front()->id, oldest);
    }

    void theReportSaysWhatWasMetAndPointsAtWhatWasNot() {
        document().reset(test::scale(60, 64)); // C major
        document().setLockedNotes({document().score().track(0).notes()[20].id});
        document().setRegion(score::barRange(document().score(), 0, 1));
        std::map<std::string, std::string> settings;
        m_window->compose().saveTo(settings);
        settings["compose.seed"] = "2"; // an F sharp comes
        settings["compose.seedLocked"] = "1";
        settings["compose.families"] = "1";
        m_window->compose().restoreFrom(settings);
        const auto before = placeOfCompose();
        m_window->compose().perform(Verb::Infill);
        auto* report = m_window->findChild<ReportLine*>();
        QTRY_VERIFY(report->isVisible());
        QTest::qWait(50);
        QCOMPARE(placeOfCompose(), before); // the next click must not miss it
        QVERIFY(report->demands().front().met);
        QVERIFY(report->text().contains("Locks kept"));
        const auto& key = report->demands()[1];
        QVERIFY2(!key.notes.empty(), qPrintable(key.words));
        document().select({});
        QTest::mouseClick(report, Qt::LeftButton, {}, linkIn(*report));
        QTRY_COMPARE(document().selection(), key.notes);
    }

    void nothingIsSaidOfLocksAndKeysThatAreNone() {
        std::vector<score::Note> chromatic;
        for (int i = 0; i < 64; ++i) chromatic.push_back(test::note(i * 480, 480, 48 + i % 12));
        document().reset(test::scoreOf(test::instrument(0), chromatic));
        document().setRegion(score::barRange(document().score(), 0, 1));
        m_window->compose().perform(Verb::Infill);
        QTRY_COMPARE(document().undoStack().count(), 1);
        auto* report = m_window->findChild<ReportLine*>();
        QVERIFY2(report->demands().empty(), qPrintable(report->text()));
        QVERIFY(!report->isVisible());
    }

    void howLikelyEachNoteIs() {
        trigger("view.heat");
        QTRY_VERIFY(document().heat());
        auto* figures = label("How likely the notes are");
        QCOMPARE(figures->text(), QString("3.50 bits a note"));
        QVERIFY(m_window->findChild<QAction*>("view.heat")->isChecked());
        trigger("view.next_unlikely");
        const auto chosen = document().selection().front();
        QCOMPARE(document().score().track(0).find(chosen.id)->pitch.value, 67); // the highest
        QVERIFY(figures->text().contains("This note 67.0 bits"));
        trigger("view.next_unlikely");
        trigger("view.next_unlikely");
        const auto third = document().selection().front();
        QCOMPARE(document().score().track(0).find(third.id)->pitch.value, 66);
        trigger("view.previous_unlikely");
        trigger("view.heat");
        QVERIFY(!document().heat());
        QVERIFY(figures->text().isEmpty());
    }

    void theHeatFollowsThePiece() {
        trigger("view.heat");
        QTRY_VERIFY(document().heat());
        const auto note = document().score().track(0).notes()[0];
        document().perform(score::moveNotes(document().score(), {{0, note.id}}, Tick(0), 24));
        QTRY_COMPARE(document().heat()->bitsOf(note.id).value_or(0), 84.0);
    }

    void unlikelyNotesHaveTheWarmColour() {
        trigger("view.heat");
        QTRY_VERIFY(document().heat());
        document().select({});
        const auto& geometry = m_window->roll().state().geometry();
        const auto rect = geometry.rectOf(document().score().track(0).notes()[7]); // 67 bits
        const auto picture = m_window->roll().view().viewport()->grab().toImage();
        const auto at = rect.center().toPoint() * picture.devicePixelRatio();
        QCOMPARE(picture.pixelColor(at), theme().generated);
    }

private:
    Document& document() { return m_window->studio().document; }
    void composeTakes(int count) {
        std::map<std::string, std::string> settings;
        m_window->compose().saveTo(settings);
        settings["compose.takes"] = std::to_string(count);
        m_window->compose().restoreFrom(settings);
        m_window->compose().perform(Verb::Accompany);
        QTRY_COMPARE(m_window->studio().library.takes().all().size(), std::size_t(count));
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(m_window.get(), key, modifiers);
    }
    void trigger(const char* name) { m_window->findChild<QAction*>(name)->trigger(); }
    QLabel* label(const QString& name) {
        for (auto* each : m_window->findChildren<QLabel*>())
            if (each->accessibleName() == name) return each;
        return nullptr;
    }
    QListWidget* list() {
        for (auto* each : m_window->findChildren<QListWidget*>())
            if (each->accessibleName() == "Takes") return each;
        return nullptr;
    }
    /// In the first link, behind "✓ Locks kept · ".
    static QPoint linkIn(const QLabel& report) {
        const auto before = report.fontMetrics().horizontalAdvance("✓ Locks kept · C m");
        return report.contentsRect().topLeft() + QPoint(before, report.fontMetrics().height() / 2);
    }
    /// Within the window.
    QRect placeOfCompose() const {
        for (const auto* button : m_window->compose().findChildren<QPushButton*>())
            if (button->property("primary").toBool() && button->isVisible())
                return {button->mapTo(m_window.get(), QPoint()), button->size()};
        return {};
    }

    std::vector<models::GenerationRequest> m_asked; ///< read only while nothing is composed
    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestBeside)
#include "tst_beside.moc"
