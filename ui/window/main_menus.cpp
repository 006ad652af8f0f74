// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_menus.h"

#include "ui/actions/action.h"
#include "ui/compose/compose_panel.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/evaluation/listening_dialog.h"
#include "ui/library/library_panel.h"
#include "ui/roll/note_actions.h"
#include "ui/roll/roll_area.h"
#include "ui/theme/theme.h"
#include "ui/tracks/track_commands.h"
#include "ui/tracks/track_header.h"
#include "ui/tracks/track_list.h"
#include "ui/training/training_dock.h"
#include "ui/transport/transport_bar.h"
#include "ui/window/command_palette.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/shortcuts.h"

#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>

#include <map>

namespace contrafact::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("MainMenus", text);
}

void addGroups(QMenu& menu, std::initializer_list<QList<QAction*>> groups) {
    for (const auto& group : groups) {
        if (!menu.isEmpty()) menu.addSeparator();
        menu.addActions(group);
    }
}

void makeFileMenu(MainWindow& w) {
    auto& menu = *w.menuBar()->addMenu(tr("&File"));
    menu.addActions(w.files().sessions);
    menu.insertMenu(w.files().sessions[2], w.files().recent);
    addGroups(menu, {w.files().imports, w.files().exports});
    menu.addSeparator();
    menu.addAction(
        makeAction(&w, "file.quit", tr("Quit"), {QKeySequence("Ctrl+Q")}, [&w] { w.close(); }));
}

void makeEditMenu(MainWindow& w) {
    auto& menu = *w.menuBar()->addMenu(tr("&Edit"));
    const auto& notes = w.roll().actions();
    addGroups(menu, {notes.history, notes.clipboard, notes.selection, notes.locks, notes.walks,
                     notes.moves, notes.tools});
}

void addThemes(MainWindow& w, QMenu& menu) {
    const std::tuple<ThemeChoice, const char*, QString> choices[] = {
        {ThemeChoice::System, "system", tr("As the system")},
        {ThemeChoice::Dark, "dark", tr("Dark")},
        {ThemeChoice::Light, "light", tr("Light")}};
    auto* group = new QActionGroup(&w);
    for (const auto& [choice, name, text] : choices) {
        auto* action = makeAction(&w, QStringLiteral("theme.%1").arg(QLatin1String(name)), text, {},
                                  [choice = choice, name = name] {
                                      applyTheme(*qApp, choice);
                                      QSettings().setValue("theme", QLatin1String(name));
                                  });
        action->setCheckable(true);
        action->setChecked(themeChoice() == choice);
        group->addAction(action);
        menu.addAction(action);
    }
}

/// Shows a dock, brings it in front of those that it is tabbed with, or hides it if it is in front.
QAction* dockAction(MainWindow& w, QDockWidget& dock, int number) {
    const auto inFront = [&dock] { return !dock.visibleRegion().isEmpty(); };
    auto* action =
        makeAction(&w, "view." + dock.objectName(), dock.windowTitle(),
                   {QKeySequence(QStringLiteral("Ctrl+%1").arg(number))}, [&dock, inFront] {
                       if (inFront()) return dock.hide();
                       dock.show();
                       dock.raise();
                   });
    action->setCheckable(true);
    action->setChecked(true);
    QObject::connect(action, &QAction::triggered, &dock,
                     [action, &dock] { action->setChecked(!dock.isHidden()); });
    QObject::connect(dock.toggleViewAction(), &QAction::toggled, action, &QAction::setChecked);
    return action;
}

QList<QAction*> judgeActions(MainWindow& w) {
    auto& judge = w.judge();
    auto* heat = makeAction(&w, "view.heat", tr("Show how likely each note is"),
                            {QKeySequence("Ctrl+L")}, [&judge] { judge.setShown(!judge.shown()); });
    heat->setCheckable(true);
    QObject::connect(&judge, &NoteJudge::shownChanged, heat, &QAction::setChecked);
    return {heat,
            makeAction(&w, "view.next_unlikely", tr("Next unlikely note"), {QKeySequence("Ctrl+U")},
                       [&judge] { judge.step(1); }),
            makeAction(&w, "view.previous_unlikely", tr("Unlikely note before"),
                       {QKeySequence("Ctrl+Shift+U")}, [&judge] { judge.step(-1); })};
}

void makeViewMenu(MainWindow& w) {
    auto& menu = *w.menuBar()->addMenu(tr("&View"));
    int number = 1;
    for (auto* dock : w.docks()) menu.addAction(dockAction(w, *dock, number++));
    menu.addAction(
        makeAction(&w, "view.reset_layout", tr("Reset the layout"), {}, [&w] { w.resetLayout(); }));
    addThemes(w, *menu.addMenu(tr("Theme")));
    menu.addAction(makeAction(&w, "view.full_screen", tr("Full screen"), {QKeySequence("F11")},
                              [&w] { w.setWindowState(w.windowState() ^ Qt::WindowFullScreen); }));
    addGroups(menu, {w.roll().actions().zoom, {w.transport().foldAction()}, judgeActions(w)});
    menu.addSeparator();
    menu.addAction(makeAction(&w, "view.commands", tr("Find a command…"),
                              {QKeySequence("Ctrl+Shift+P")},
                              [&w] { (new CommandPalette(w))->show(); }));
}

/// An action that changes one switch of the current track.
QAction* trackSwitch(MainWindow& w, const char* id, const QString& text, const char* keys,
                     bool score::TrackInfo::*field) {
    auto& document = w.studio().document;
    return makeAction(
        &w.roll(), id, text, {QKeySequence(keys)},
        [&document, field, label = text.toStdString()] {
            changeTrack(document, document.currentTrack(), label.c_str(),
                        [field](score::TrackInfo& info) { info.*field = !(info.*field); });
        },
        Qt::WidgetWithChildrenShortcut);
}

void makeTrackMenu(MainWindow& w) {
    auto& menu = *w.menuBar()->addMenu(tr("&Track"));
    auto& document = w.studio().document;
    const auto step = [&document](int by) {
        return [&document, by] {
            const int count = document.score().trackCount();
            if (count > 0) chooseTrack(document, (document.currentTrack() + by + count) % count);
        };
    };
    const auto whenThere = [&document](auto run) {
        return [&document, run] {
            if (document.currentTrack() < document.score().trackCount()) run();
        };
    };
    menu.addAction(makeAction(&w, "track.add", tr("Add track"), {QKeySequence("Ctrl+T")},
                              [&document] { addTrack(document); }));
    menu.addAction(makeAction(&w, "track.rename", tr("Rename track"), {QKeySequence("F2")},
                              whenThere([&w, &document] {
                                  w.roll().tracks().header(document.currentTrack())->rename();
                              })));
    menu.addAction(
        makeAction(&w, "track.duplicate", tr("Duplicate track"), {QKeySequence("Ctrl+Shift+D")},
                   whenThere([&document] { duplicateTrack(document, document.currentTrack()); })));
    menu.addAction(
        makeAction(&w, "track.delete", tr("Delete track"), {QKeySequence("Ctrl+Shift+Del")},
                   whenThere([&document] { removeTrack(document, document.currentTrack()); })));
    auto* sounds = menu.addMenu(tr("Sound"));
    markChoices(*sounds, tr("Sound"));
    QObject::connect(sounds, &QMenu::aboutToShow, &w, [sounds, &document] {
        emptyMenu(*sounds);
        if (document.currentTrack() < document.score().trackCount())
            fillProgramMenu(*sounds, document, document.currentTrack());
    });
    addGroups(
        menu,
        {{trackSwitch(w, "track.mute", tr("Mute track"), "M", &score::TrackInfo::mute),
          trackSwitch(w, "track.solo", tr("Solo track"), "S", &score::TrackInfo::solo),
          trackSwitch(w, "track.lock", tr("Lock track"), "K", &score::TrackInfo::locked)},
         {makeAction(&w, "track.next", tr("Next track"), {QKeySequence("Ctrl+Down")}, step(1)),
          makeAction(&w, "track.previous", tr("Previous track"), {QKeySequence("Ctrl+Up")},
                     step(-1))}});
}

void makeModelMenu(MainWindow& w) {
    auto& menu = *w.menuBar()->addMenu(tr("&Model"));
    auto* dock = &w.training();
    auto& training = w.studio().training;
    auto* train =
        makeAction(&w, "model.train", tr("Train"), {QKeySequence("F5")}, [dock] { dock->train(); });
    auto* sweep = makeAction(&w, "model.sweep", tr("Sweep…"), {QKeySequence("Shift+F5")},
                             [dock] { dock->sweep(); });
    auto* pause = makeAction(&w, "model.pause", tr("Pause or go on"), {QKeySequence("F6")},
                             [dock] { dock->pauseOrResume(); });
    auto* checkpoint = makeAction(&w, "model.checkpoint", tr("Write a checkpoint"),
                                  {QKeySequence("F7")}, [dock] { dock->checkpoint(); });
    auto* stop = makeAction(&w, "model.stop", tr("Stop training"), {QKeySequence("F8")},
                            [dock] { dock->stop(); });
    const auto update = [&training, train, sweep, pause, checkpoint, stop] {
        for (auto* action : {train, sweep}) action->setEnabled(!training.active());
        for (auto* action : {pause, checkpoint, stop}) action->setEnabled(training.active());
    };
    QObject::connect(&training, &TrainingController::started, &w, update);
    QObject::connect(&training, &TrainingController::ended, &w, update);
    update();
    auto* evaluate = makeAction(&w, "model.evaluate", tr("Evaluate"), {QKeySequence("F9")},
                                [panel = &w.evaluation(), dock = w.docks()[3]] {
                                    dock->show();
                                    dock->raise();
                                    panel->start();
                                });
    auto* listen =
        makeAction(&w, "model.listen", tr("Listening test…"), {QKeySequence("Ctrl+F9")}, [&w] {
            auto* dialog = new ListeningDialog(w.studio(), &w);
            QObject::connect(dialog, &ListeningDialog::problem, &w,
                             [&w](const QString& message) { w.tell(message); });
            dialog->show();
        });
    auto* rename = makeAction(&w, "model.rename_run", tr("Rename the run…"), {}, [&w] {
        w.docks()[0]->show();
        w.docks()[0]->raise();
        w.library().renameRun();
    });
    menu.addActions({train, sweep, pause, checkpoint, stop, evaluate, listen, rename});
}

/// What the system in use cannot do is hidden.
QList<QAction*> verbActions(MainWindow& w) {
    static const std::map<Verb, std::pair<const char*, const char*>> words{
        {Verb::Compose, {QT_TR_NOOP("Compose"), "Ctrl+Return"}},
        {Verb::Continue, {QT_TR_NOOP("Continue after the end"), "Ctrl+Shift+Return"}},
        {Verb::Infill, {QT_TR_NOOP("Fill the chosen bars"), "Ctrl+Alt+Return"}},
        {Verb::VaryRhythm, {QT_TR_NOOP("Vary the rhythm"), "Ctrl+Alt+R"}},
        {Verb::VaryPitches, {QT_TR_NOOP("Vary the pitches"), "Ctrl+Alt+P"}},
        {Verb::Accompany, {QT_TR_NOOP("Accompany"), "Ctrl+Alt+A"}}};
    QList<QAction*> actions;
    auto& service = w.studio().compose;
    for (const auto verb : kVerbs) {
        const auto& [text, keys] = words.at(verb);
        auto* action =
            makeAction(&w, QStringLiteral("compose.%1").arg(QLatin1String(verbId(verb))), tr(text),
                       {QKeySequence(keys)}, [&w, verb] { w.compose().perform(verb); });
        action->setToolTip(verbHelp(verb));
        const auto update = [&service, action, verb] {
            action->setVisible(can(service.capabilities(), verb));
        };
        QObject::connect(&service, &ComposeService::ready, action, update);
        update();
        actions << action;
    }
    return actions;
}

QList<QAction*> takeActions(MainWindow& w) {
    auto& comparison = w.comparison();
    auto& takes = w.studio().library.takes();
    return {makeAction(&w, "takes.compare", tr("Compare the piece with the take"),
                       {QKeySequence("F4")}, [&comparison] { comparison.toggle(); }),
            makeAction(&w, "takes.next", tr("Compare with the next take"),
                       {QKeySequence("Ctrl+Alt+Down")}, [&comparison] { comparison.step(1); }),
            makeAction(&w, "takes.previous", tr("Compare with the take before"),
                       {QKeySequence("Ctrl+Alt+Up")}, [&comparison] { comparison.step(-1); }),
            makeAction(&w, "takes.keep", tr("Put the compared take into the piece"),
                       {QKeySequence("Shift+F4")}, [&comparison] { comparison.keep(); }),
            makeAction(&w, "takes.star", tr("Star the take, or remove its star"),
                       {QKeySequence("Ctrl+Alt+S")},
                       [&takes] {
                           if (const auto* take = takes.currentTake())
                               takes.setStarred(take->id, !take->starred);
                       }),
            makeAction(&w, "takes.rename", tr("Rename the take"), {}, [&w] {
                w.docks()[0]->show();
                w.docks()[0]->raise();
                w.library().renameTake();
            })};
}

void makeComposeMenu(MainWindow& w) {
    auto& menu = *w.menuBar()->addMenu(tr("&Compose"));
    auto* panel = &w.compose();
    auto& document = w.studio().document;
    menu.addActions(verbActions(w));
    menu.addAction(makeAction(&w, "compose.seed", tr("Another seed"), {QKeySequence("Ctrl+J")},
                              [panel] { panel->anotherSeed(); }));
    menu.addSeparator();
    menu.addActions(
        {makeAction(&w, "compose.choose_all", tr("Choose all bars"), {QKeySequence("Ctrl+B")},
                    [&document] {
                        const auto& score = document.score();
                        document.select({}); // what is pointed at last is meant
                        document.setRegion(score::barRange(score, 0, score::barCount(score)));
                    }),
         makeAction(&w, "compose.choose_selection", tr("Choose the bars of the selection"),
                    {QKeySequence("Ctrl+Alt+B")},
                    [&document] {
                        if (const auto bars = barsOfNotes(document.score(), document.selection()))
                            document.setRegion(*bars);
                    }),
         makeAction(&w, "compose.choose_none", tr("Choose no bars"), {QKeySequence("Ctrl+Shift+B")},
                    [&document] { document.setRegion(std::nullopt); })});
    addGroups(menu, {takeActions(w)});
}

/// The menu of the roll and of the ruler: what can be done with what is selected.
void showRollMenu(MainWindow& w, QPoint at) {
    const auto& notes = w.roll().actions();
    QMenu menu(&w);
    for (const auto verb : kVerbs)
        menu.addAction(
            w.findChild<QAction*>(QStringLiteral("compose.%1").arg(QLatin1String(verbId(verb)))));
    addGroups(menu, {notes.locks,
                     {w.findChild<QAction*>("compose.choose_selection"),
                      w.findChild<QAction*>("compose.choose_none")},
                     notes.clipboard,
                     {w.findChild<QAction*>("edit.quantise")}});
    menu.exec(at);
}

void makeHelpMenu(MainWindow& w) {
    auto& menu = *w.menuBar()->addMenu(tr("&Help"));
    menu.addAction(makeAction(&w, "help.shortcuts", tr("Shortcuts…"), {QKeySequence("F1")},
                              [&w] { ShortcutsDialog(w).exec(); }));
    menu.addAction(makeAction(&w, "help.about", tr("About Contrafact Studio"), {}, [&w] {
        QMessageBox::about(
            &w, tr("About Contrafact Studio"),
            tr("<b>Contrafact Studio %1</b><p>Compose with small generative networks that you "
               "train yourself.</p><p>Free software under the GNU General Public License, "
               "version 3 or later.</p>")
                .arg(QStringLiteral(CONTRAFACT_VERSION)));
    }));
}

} // namespace

void makeMenus(MainWindow& window) {
    makeFileMenu(window);
    makeEditMenu(window);
    makeViewMenu(window);
    makeTrackMenu(window);
    makeModelMenu(window);
    makeComposeMenu(window);
    addGroups(*window.menuBar()->addMenu(tr("T&ransport")), {window.transport().actions()});
    makeHelpMenu(window);
    QObject::connect(&window.roll(), &RollArea::menuRequested, &window,
                     [&window](QPoint at) { showRollMenu(window, at); });
}

} // namespace contrafact::ui
