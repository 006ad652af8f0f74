// SPDX-License-Identifier: GPL-3.0-or-later
// The window: owns the document and the services, and puts the panels together. What is slow to
// open (sound, library, networks) is opened on workers after the first paint.
#pragma once

#include "ui/document/document.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
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
class LibraryPanel;
class RollArea;
class StatusStrip;
class TrainingDock;
class TransportBar;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// @param opener opens checkpoints in the place of the networks' library; may be empty
    explicit MainWindow(ComposeService::Opener opener = {}, QWidget* parent = nullptr);
    ~MainWindow() override;

    const Studio& studio() const { return m_studio; }
    RollArea& roll() { return *m_roll; }
    TransportBar& transport() { return *m_transport; }
    FileCommands& files() { return *m_files; }
    SessionKeeper& session() { return m_keeper; }
    ComposePanel& compose() { return *m_composePanel; }
    TrainingDock& training() { return *m_trainingDock; }
    EvaluationPanel& evaluation() { return *m_evaluation; }
    const QList<QDockWidget*>& docks() const { return m_docks; }

    /// Opens sound, library and networks on workers. Call it once the window is up.
    void startServices();
    /// Says what went wrong without stopping anything.
    void showProblem(const QString& title, const QString& message);
    void tell(const QString& message);
    void resetLayout();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override; ///< Space on buttons

private:
    void makePanels();
    QDockWidget* addDock(const QString& name, const QString& title, QWidget* content,
                         Qt::DockWidgetArea area);
    void connectPanels();
    void connectLibrary();
    void restoreLayout();
    void saveLayout();
    void fitDocks();
    void updateTitle();
    void stopTrainingThen(std::function<void()> go);

    Document m_document;
    Player m_player;
    Library m_library;
    ComposeService m_compose;
    TrainingController m_training;
    Studio m_studio;
    SessionKeeper m_keeper;

    RollArea* m_roll;
    TransportBar* m_transport;
    StatusStrip* m_status;
    FileCommands* m_files;
    LibraryPanel* m_libraryPanel;
    ComposePanel* m_composePanel;
    TrainingDock* m_trainingDock;
    EvaluationPanel* m_evaluation;
    QList<QDockWidget*> m_docks; ///< library, compose, training, evaluation
    bool m_narrow = false;       ///< the right panel is a tab of the left one
    bool m_mayClose = false;     ///< everything that closing asks for has been asked
};

} // namespace contrafact::ui
