// SPDX-License-Identifier: GPL-3.0-or-later
// The window: owns the document and the services, and puts the panels together. What is slow to
// open (sound, library, networks) is opened on workers after the first paint.
#pragma once

#include "ui/document/document.h"
#include "ui/library/take_comparison.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/note_judge.h"
#include "ui/services/player.h"
#include "ui/services/training_controller.h"
#include "ui/studio.h"
#include "ui/window/session_keeper.h"

#include <QMainWindow>

class QDockWidget;

namespace contrafact::ui {

class ComposePanel;
class EvaluationPanel;
class FileCommands;
class Leaving;
class LibraryPanel;
class RollArea;
class StatusStrip;
class TrainingDock;
class TransportBar;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// Both stand in the place of the networks' library and may be empty.
    /// @param opener opens checkpoints
    /// @param starter begins trainings
    explicit MainWindow(ComposeService::Opener opener = {},
                        TrainingController::Starter starter = {}, QWidget* parent = nullptr);
    ~MainWindow() override;

    const Studio& studio() const { return m_studio; }
    RollArea& roll() { return *m_roll; }
    TransportBar& transport() { return *m_transport; }
    FileCommands& files() { return *m_files; }
    SessionKeeper& session() { return m_keeper; }
    LibraryPanel& library() { return *m_libraryPanel; }
    ComposePanel& compose() { return *m_composePanel; }
    TrainingDock& training() { return *m_trainingDock; }
    EvaluationPanel& evaluation() { return *m_evaluation; }
    NoteJudge& judge() { return m_judge; }
    TakeComparison& comparison() { return m_comparison; }
    const QList<QDockWidget*>& docks() const { return m_docks; }

    Leaving& leaving() { return *m_leaving; }

    /// Opens sound, library and networks on workers. Call it once the window is up.
    void startServices();
    /// Says what went wrong without stopping anything.
    void showProblem(const QString& title, const QString& message);
    /// A sentence in the line at the bottom; its tool tip says the details, or else all of it.
    void tell(const QString& message, const QString& details = {});
    void resetLayout();

protected:
    bool focusNextPrevChild(bool next) override;
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makePanels();
    QDockWidget* addDock(const QString& name, const QString& title, QWidget* content,
                         Qt::DockWidgetArea area);
    void connectPanels();
    void connectLibrary();
    void connectJudge();
    void restoreLayout();
    void saveLayout();
    void fitDocks();
    void fitHeight();
    void updateTitle();
    void tellCorpus(const QString& where);
    void showNews(const QString& title, const QString& message);
    void showComposed(score::TickRange range, bool firstMusic);

    Document m_document;
    Player m_player;
    Library m_library;
    ComposeService m_compose;
    TrainingController m_training;
    Studio m_studio;
    SessionKeeper m_keeper;
    NoteJudge m_judge;
    TakeComparison m_comparison;

    RollArea* m_roll;
    TransportBar* m_transport;
    StatusStrip* m_status;
    FileCommands* m_files;
    Leaving* m_leaving;
    LibraryPanel* m_libraryPanel;
    ComposePanel* m_composePanel;
    TrainingDock* m_trainingDock;
    EvaluationPanel* m_evaluation;
    QList<QDockWidget*> m_docks;   ///< library, compose, training, evaluation
    bool m_narrow = false;         ///< the right panel is a tab of the left one
    bool m_low = false;            ///< the notes have the height that the lower panels had
    QList<QDockWidget*> m_putAway; ///< lower panels that come back with the height
};

} // namespace contrafact::ui
