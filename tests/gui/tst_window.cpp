// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a whole: what its menus promise, sessions, recovery, import and narrow screens.
#include "core/base/file.h"
#include "core/exchange/formats.h"
#include "core/midi/writer.h"
#include "core/session/session.h"
#include "tests/support/test.h"
#include "ui/document/document.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/roll/velocity_lane.h"
#include "ui/theme/theme.h"
#include "ui/transport/transport_bar.h"
#include "ui/window/command_palette.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/shortcuts.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTreeWidget>

#include <set>

using namespace contrafact;
using namespace contrafact::ui;

class TestWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("window");
        applyTheme(*qApp, ThemeChoice::Dark);
    }
    void init() {
        QSettings().clear();
        session::discardRecovery();
        m_window = std::make_unique<MainWindow>();
        m_window->resize(1400, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
    }

    void everyMenuActionHasANameAndMostAShortcut() {
        int withKeys = 0, all = 0;
        std::set<QString> ids;
        for (auto* menu : m_window->menuBar()->findChildren<QMenu*>())
            for (auto* action : menu->actions()) {
                if (action->isSeparator() || action->menu() || action->objectName().isEmpty())
                    continue;
                ++all;
                if (!action->shortcut().isEmpty()) ++withKeys;
                QVERIFY2(ids.insert(action->objectName()).second,
                         qPrintable("twice: " + action->objectName()));
            }
        QVERIFY(all > 50);
        QVERIFY(withKeys > all * 4 / 5);
    }

    void noTwoActionsShareKeys() {
        QHash<QString, QString> owners;
        for (auto* action : namedActions(*m_window))
            for (const auto& keys : action->shortcuts()) {
                const auto text = keys.toString();
                QVERIFY2(!owners.contains(text),
                         qPrintable(text + ": " + owners[text] + ", " + action->objectName()));
                owners[text] = action->objectName();
            }
    }

    void thePaletteFindsAndRuns() {
        (new CommandPalette(*m_window))->show();
        auto* palette = m_window->findChild<CommandPalette*>();
        QVERIFY(palette);
        auto* field = palette->findChild<QLineEdit*>();
        QTest::keyClicks(field, "add track");
        QCOMPARE(palette->findChild<QTreeWidget*>()->topLevelItem(0)->text(0),
                 QString("Add track"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(document().score().trackCount(), 6);
    }

    void matchingPrefersWordBeginnings() {
        QVERIFY(matchScore("qs", "Quantise to snap") > matchScore("qs", "Aqs"));
        QCOMPARE(matchScore("xyz", "Quantise"), -1);
    }

    void changedShortcutsAreKept() {
        auto* action = m_window->findChild<QAction*>("edit.quantise");
        QSettings().setValue("shortcuts/edit.quantise", "Ctrl+Alt+Q");
        loadShortcuts(*m_window);
        QCOMPARE(action->shortcut(), QKeySequence("Ctrl+Alt+Q"));
        QSettings().remove("shortcuts");
        loadShortcuts(*m_window);
        QCOMPARE(action->shortcut(), QKeySequence("Q"));
    }

    void aSessionComesBackAsItWasSaved() {
        const auto path = file("a.contrafact");
        draw(60);
        QVERIFY(m_window->isWindowModified());
        bool saved = false;
        keeper().save(path, [&](Result<void> result) { saved = result.ok(); });
        QTRY_VERIFY(saved);
        QVERIFY(!m_window->isWindowModified());
        const auto before = document().score();
        document().reset(emptyPiece());
        m_window->files().openPaths({QString::fromStdString(path.string())});
        QTRY_VERIFY(document().score().sounds(before));
        QVERIFY(!m_window->isWindowModified());
    }

    void aSessionThatCannotBeReadIsRefusedAndNothingIsLost() {
        const auto path = file("broken.contrafact");
        QVERIFY(base::writeFileAtomically(path, std::string_view("not a session")).ok());
        draw(60);
        std::string message;
        keeper().open(path, [&](Result<void> result) { message = result.message(); });
        QTRY_VERIFY(!message.empty());
        QCOMPARE(document().score().noteCount(), std::size_t(1));
    }

    void whatIsChangedWhileItIsSavedIsUnsavedStill() {
        const auto path = file("changed.contrafact");
        draw(60);
        bool saved = false;
        keeper().save(path, [&](Result<void> result) { saved = result.ok(); });
        draw(64);
        QTRY_VERIFY(saved);
        QVERIFY(keeper().modified());
        QCOMPARE(session::load(path)->score.noteCount(), std::size_t(1));
    }

    void savesGoOneAfterAnother() {
        const auto path = file("twice.contrafact");
        drawMany();
        int saved = 0;
        const auto count = [&](Result<void> result) { saved += result.ok(); };
        keeper().save(path, count);
        draw(60);
        keeper().save(path, count);
        QTRY_COMPARE(saved, 2);
        QVERIFY(!keeper().modified());
        QCOMPARE(session::load(path)->score.noteCount(), document().score().noteCount());
    }

    void whatIsChangedWhileAnotherOpensIsNotLost() {
        const auto path = file("other.contrafact");
        QVERIFY(session::save(session::Session(), path).ok());
        std::string message;
        keeper().open(path, [&](Result<void> result) { message = result ? "" : result.message(); });
        draw(60);
        QTRY_VERIFY(!message.empty());
        QCOMPARE(document().score().noteCount(), std::size_t(1));
        QVERIFY(keeper().modified());
    }

    void lockedNotesAreUnsavedWork() {
        QVERIFY(!keeper().modified());
        document().setLockedNotes({1});
        QVERIFY(keeper().modified());
    }

    void theLastCopyOutlivesOneThatIsUnderWay() {
        copyOfManyUnderWay();
        draw(60);
        keeper().keepNow();
        const auto notes = document().score().noteCount();
        m_window.reset();
        QVERIFY(session::recoveryIsNewer());
        QCOMPARE(session::load(session::recoveryFile())->score.noteCount(), notes);
    }

    void changesThatAreGivenUpLeaveNoCopy() {
        copyOfManyUnderWay();
        keeper().discard();
        m_window.reset();
        QVERIFY(!session::recoveryIsNewer());
    }

    void unsavedChangesSurviveAKill() {
        draw(60);
        const auto wanted = document().score();
        session::Session left;
        left.score = wanted;
        // What the autosave of a program that was killed leaves behind.
        QVERIFY(session::save(left, session::recoveryFile()).ok());
        document().reset(emptyPiece());
        const auto found = keeper().recoverable();
        QVERIFY(found.has_value());
        bool back = false;
        keeper().recover(*found, [&](Result<void> result) { back = result.ok(); });
        QTRY_VERIFY(back);
        QVERIFY(document().score().sounds(wanted));
        QVERIFY(m_window->isWindowModified()); // still to be saved
    }

    void importedFilesBecomeTakesAndCanBeUndone() {
        score::Score song;
        song.addTrack(score::Track(
            {.name = "Lead"},
            {{.onset = score::Tick(0), .length = score::Tick(480), .pitch = score::Pitch(70)}}));
        const auto path = file("song.mid");
        QVERIFY(midi::writeFile(song, path).ok());
        m_window->files().openPaths({QString::fromStdString(path.string())});
        QTRY_COMPARE(document().score().noteCount(), std::size_t(1));
        QCOMPARE(m_window->studio().library.takes().all().size(), std::size_t(1));
        document().undoStack().undo();
        QVERIFY(document().score().sounds(emptyPiece()));
    }

    void aBrokenFileIsRefusedWithAMessage() {
        const auto path = file("broken.mid");
        QVERIFY(base::writeFileAtomically(path, std::string_view("no music in here")).ok());
        QString message;
        connect(&m_window->files(), &FileCommands::failed, this,
                [&](const QString&, const QString& text) { message = text; });
        m_window->files().openPaths({QString::fromStdString(path.string())});
        QTRY_VERIFY(message.contains("broken.mid"));
        QCOMPARE(document().score().noteCount(), std::size_t(0));
        for (auto* top : QApplication::topLevelWidgets())
            if (top->inherits("QMessageBox")) top->close();
    }

    void onANarrowScreenComposeIsATabOfTheLibrary() {
        const auto& docks = m_window->docks();
        QVERIFY(m_window->tabifiedDockWidgets(docks[0]).isEmpty());
        m_window->resize(1100, 750);
        QTRY_VERIFY(m_window->tabifiedDockWidgets(docks[0]).contains(docks[1]));
        QVERIFY(m_window->width() <= 1100); // nothing forces it to be wider
        m_window->resize(1500, 900);
        QTRY_VERIFY(m_window->tabifiedDockWidgets(docks[0]).isEmpty());
    }

    /// A screen of 1600 x 1000 at 200 %.
    void onTheSmallestScreenComposeAndTheTransportAreInTheWindow() {
        m_window->resize(790, 450);
        m_window->resetLayout();
        QTRY_COMPARE(m_window->size(), QSize(790, 450));
        const auto inWindow = [&](const QWidget* widget) {
            const QRect place(widget->mapTo(m_window.get(), QPoint(0, 0)), widget->size());
            return widget->isVisible() && m_window->rect().contains(place) &&
                   !widget->visibleRegion().isEmpty();
        };
        const auto named = [&](const QString& start) -> QAbstractButton* {
            for (auto* button : m_window->findChildren<QAbstractButton*>())
                if (button->text().startsWith(start)) return button;
            return nullptr;
        };
        QTRY_VERIFY(inWindow(named("Compose bar")));
        QAbstractButton* exports = nullptr;
        for (auto* button : m_window->transport().findChildren<QToolButton*>())
            if (button->text().startsWith("Export")) exports = button;
        QVERIFY(exports);
        QTRY_VERIFY2(inWindow(exports),
                     qPrintable(QString("%1 %2 %3")
                                    .arg(exports->isVisible())
                                    .arg(exports->mapTo(m_window.get(), QPoint()).x())
                                    .arg(m_window->transport().width())));
        for (auto* button : m_window->transport().findChildren<QToolButton*>())
            if (button->isVisible()) QVERIFY2(inWindow(button), qPrintable(button->text()));
        QVERIFY(m_window->roll().view().viewport()->height() > 120);
        QVERIFY(m_window->roll().view().viewport()->width() > 200);
    }

    void inALowWindowTheNotesComeFirst() {
        m_window->resize(1024, 700);
        m_window->resetLayout();
        auto* training = m_window->docks()[2];
        QTRY_VERIFY(training->isHidden());
        QVERIFY(m_window->roll().view().viewport()->height() > 300);
        auto* again = opener("Training ▴");
        QVERIFY(again && again->isVisible());
        QTest::mouseClick(again, Qt::LeftButton);
        QTRY_VERIFY(!training->visibleRegion().isEmpty());
        QVERIFY(!again->isVisible());
        QVERIFY(m_window->roll().lane().height() < 50); // and the velocities make room
    }

    void lowerPanelsGoAndComeBackWithTheHeight() {
        const auto& docks = m_window->docks();
        m_window->resize(1400, 700);
        QTRY_VERIFY(docks[2]->isHidden() && docks[3]->isHidden());
        m_window->resize(1400, 900);
        QTRY_VERIFY(!docks[2]->visibleRegion().isEmpty());
        docks[3]->hide();
        m_window->resize(1400, 700);
        QTRY_VERIFY(docks[2]->isHidden());
        m_window->resize(1400, 900);
        QTRY_VERIFY(!docks[2]->isHidden());
        QVERIFY(docks[3]->isHidden()); // as it was left
    }

    void aLowScreenAfterAHighOneShowsNotesToo() {
        m_window->resize(1400, 900);
        QTRY_VERIFY(!m_window->docks()[2]->isHidden());
        close(*m_window); // which keeps the layout
        QWidget low;
        low.resize(1024, 700);
        QSettings().setValue("window/geometry", low.saveGeometry());
        MainWindow again;
        again.show();
        QVERIFY(QTest::qWaitForWindowExposed(&again));
        QTRY_VERIFY(again.docks()[2]->isHidden());
        close(again);
        MainWindow third;
        third.show();
        QTRY_VERIFY(third.docks()[2]->isHidden());
        third.resize(1400, 900);
        QTRY_VERIFY(!third.docks()[2]->isHidden()); // what was put away comes with the height
    }

    void aPanelThatWasClosedIsOpenedAgainFromTheLineAtTheBottom() {
        auto* library = m_window->docks()[0];
        QVERIFY(!opener("Library ▴")->isVisible());
        library->hide();
        QTRY_VERIFY(opener("Library ▴")->isVisible());
        QTest::mouseClick(opener("Library ▴"), Qt::LeftButton);
        QTRY_VERIFY(!library->isHidden());
        QVERIFY(!opener("Library ▴")->isVisible());
    }

    void whoStartsATrainingSeesIt() {
        auto window = std::make_unique<MainWindow>(
            ComposeService::Opener(), [](models::TrainingRequest request) {
                return models::TrainingSession::start(
                    std::move(request), [](const models::TrainingRequest&,
                                           models::TrainingChannel&) { return Result<void>(); });
            });
        window->resize(1024, 700);
        window->resetLayout();
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        QVERIFY(window->docks()[2]->isHidden());
        models::TrainingRequest request;
        request.system = "vae-nn";
        request.run = file("run");
        QVERIFY(window->studio().training.start(std::move(request)).ok());
        QTRY_VERIFY(!window->docks()[2]->visibleRegion().isEmpty());
    }

    void whatEvaluatesAndCancelsIsInView() {
        m_window->findChild<QAction*>("view.evaluation")->trigger();
        auto* go = m_window->evaluation().findChild<QPushButton*>("evaluate");
        QTRY_COMPARE(go->visibleRegion().boundingRect(), go->rect());
    }

    void aTuneInLettersIsWrittenAndWhatItCannotSayIsTold() {
        draw(60);
        QStringList said;
        connect(&m_window->files(), &FileCommands::told, this,
                [&](const QString& text) { said << text; });
        const auto path = file("tune.abc");
        m_window->files().writeAbcTo(QString::fromStdString(path.string()));
        QTRY_COMPARE(said.size(), 1);
        QVERIFY2(said[0].startsWith("Wrote tune.abc."), qPrintable(said[0]));
        const auto back = exchange::readMusic(path);
        QVERIFY(back.ok());
        QCOMPARE(back->scores.front().noteCount(), std::size_t(1));
    }

    void itsKeysBringADockToTheFrontAndThenHideIt() {
        const auto& docks = m_window->docks();
        auto* evaluation = docks[3];
        const auto inFront = [&] { return !evaluation->visibleRegion().isEmpty(); };
        QVERIFY(m_window->tabifiedDockWidgets(docks[2]).contains(evaluation));
        QVERIFY(!inFront());
        auto* action = m_window->findChild<QAction*>("view.evaluation");
        QCOMPARE(action->shortcut(), QKeySequence("Ctrl+4"));
        action->trigger();
        QTRY_VERIFY(inFront());
        QVERIFY(action->isChecked());
        action->trigger();
        QVERIFY(evaluation->isHidden());
        QVERIFY(!action->isChecked());
        action->trigger();
        QTRY_VERIFY(inFront());
        QVERIFY(action->isChecked());
    }

    void everyControlHasANameForScreenReaders() {
        QStringList nameless;
        for (auto* widget : m_window->findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible()) continue;
            if (widget->objectName().startsWith("qt_") || !widget->inherits("QAbstractButton"))
                continue;
            const auto* button = static_cast<QAbstractButton*>(widget);
            if (button->accessibleName().isEmpty() && button->text().isEmpty() &&
                button->toolTip().isEmpty())
                nameless << widget->metaObject()->className() + (" " + widget->objectName());
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(", ")));
    }

private:
    /// What is asked before it comes from the event loop.
    static void close(MainWindow& window) {
        window.close();
        QTRY_VERIFY(!window.isVisible());
    }
    Document& document() { return m_window->studio().document; }
    SessionKeeper& keeper() { return m_window->session(); }
    std::filesystem::path file(const char* name) {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }
    /// The button at the bottom that opens a closed panel.
    QToolButton* opener(const QString& text) {
        for (auto* each : m_window->findChildren<QToolButton*>())
            if (each->text() == text) return each;
        return nullptr;
    }
    void draw(int pitch) {
        document().perform(score::addNotes(document().scoreForIds(), 0,
                                           {{.onset = score::Tick(0),
                                             .length = score::Tick(480),
                                             .pitch = score::Pitch(std::int16_t(pitch))}}));
    }

    void drawMany() {
        constexpr int kMany = 200'000;
        std::vector<score::Note> notes;
        for (int i = 0; i < kMany; ++i)
            notes.push_back({.onset = score::Tick(i * 10),
                             .length = score::Tick(10),
                             .pitch = score::Pitch(std::int16_t(40 + i % 40))});
        document().perform(score::addNotes(document().scoreForIds(), 0, std::move(notes)));
    }
    /// The timer strikes in the event loop, and the copy takes far longer than that.
    void copyOfManyUnderWay() {
        drawMany();
        keeper().setCopyInterval(1);
        QTest::qWait(5);
        keeper().setCopyInterval(1'000'000);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestWindow)
#include "tst_window.moc"
