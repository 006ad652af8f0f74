// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include "ui/compose/compose_panel.h"
#include "ui/controls/value_slider.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/library/library_panel.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/training/training_dock.h"
#include "ui/transport/transport_bar.h"
#include "ui/window/dock_title.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_menus.h"
#include "ui/window/shortcuts.h"
#include "ui/window/status_strip.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QDockWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QToolBar>

namespace contrafact::ui {
namespace {

constexpr QSize kFirstSize(1600, 1000);
constexpr QSize kSmallest(1024, 600); ///< a screen of 1600 x 1000 at 150 %, less its bars
constexpr QSize kFrame(2, 30); ///< what a window manager puts around
constexpr int kNarrowWidth = 1280;
constexpr int kLibraryWidth = 232;
constexpr int kComposeWidth = 300;
constexpr int kTrainingHeight = 294;
constexpr int kLayoutVersion = 2;
const QString kGeometry = QStringLiteral("window/geometry");
const QString kState = QStringLiteral("window/state");

QStringList localPaths(const QMimeData& data) {
    QStringList paths;
    for (const auto& url : data.urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    return paths;
}

} // namespace

MainWindow::MainWindow(ComposeService::Opener opener, QWidget* parent)
    : QMainWindow(parent)
    , m_player(m_document)
    , m_compose(std::move(opener), nullptr)
    , m_studio{m_document, m_player, m_library, m_compose, m_training}
    , m_keeper(m_studio) {
    setWindowIcon(applicationIcon());
    setMinimumSize(kSmallest);
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    makePanels();
    makeMenus(*this);
    connectPanels();
    installSliderAccessibility();
    loadShortcuts(*this);
    qApp->installEventFilter(this);
    m_document.reset(emptyPiece());
    restoreLayout();
    updateTitle();
    m_roll->view().setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::makePanels() {
    m_roll = new RollArea(m_document, &m_player);
    setCentralWidget(m_roll);
    m_transport = new TransportBar(m_studio, m_roll->state());
    auto* bar = addToolBar(tr("Transport"));
    bar->setObjectName("transport");
    bar->setMovable(false);
    bar->toggleViewAction()->setVisible(false); // the window cannot be used without it
    bar->addWidget(m_transport);

    m_libraryPanel = new LibraryPanel(m_studio);
    m_composePanel = new ComposePanel(m_studio);
    m_trainingDock = new TrainingDock(m_studio);
    m_evaluation = new EvaluationPanel(m_library);
    m_docks = {addDock("library", tr("Library"), m_libraryPanel, Qt::LeftDockWidgetArea),
               addDock("compose", tr("Compose"), m_composePanel, Qt::RightDockWidgetArea),
               addDock("training", tr("Training"), m_trainingDock, Qt::BottomDockWidgetArea),
               addDock("evaluation", tr("Evaluation"), m_evaluation, Qt::BottomDockWidgetArea)};
    m_status = new StatusStrip(m_studio, m_keeper);
    setStatusBar(m_status);
    m_files = new FileCommands(m_studio, m_roll->state(), m_keeper, this);
    m_transport->setExports(m_files->exports);
}

QDockWidget* MainWindow::addDock(const QString& name, const QString& title, QWidget* content,
                                 Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(content);
    dock->setTitleBarWidget(new DockTitle(*dock));
    dock->setAccessibleName(title);
    addDockWidget(area, dock);
    return dock;
}

void MainWindow::connectPanels() {
    connect(m_files, &FileCommands::told, this, &MainWindow::tell);
    connect(m_files, &FileCommands::failed, this, &MainWindow::showProblem);
    connect(&m_roll->state(), &RollState::told, this, &MainWindow::tell);
    connect(&m_library, &Library::problem, this, &MainWindow::tell);
    connect(m_composePanel, &ComposePanel::problem, this, &MainWindow::tell);
    connect(m_trainingDock, &TrainingDock::problem, this, &MainWindow::tell);
    connect(m_trainingDock, &TrainingDock::told, this, &MainWindow::tell);
    connect(m_evaluation, &EvaluationPanel::problem, this, &MainWindow::tell);
    connect(&m_keeper, &SessionKeeper::stateChanged, this, &MainWindow::updateTitle);
    connect(&m_document, &Document::replaced, this, &MainWindow::updateTitle);
    connectLibrary();
    using Settings = std::map<std::string, std::string>;
    m_keeper.addPart({[this](Settings& settings) { m_composePanel->saveTo(settings); },
                      [this](const Settings& settings) { m_composePanel->restoreFrom(settings); }});
    m_keeper.addPart({[this](Settings& settings) { m_trainingDock->saveTo(settings); },
                      [this](const Settings& settings) { m_trainingDock->restoreFrom(settings); }});
}

void MainWindow::connectLibrary() {
    auto* library = m_libraryPanel;
    connect(library, &LibraryPanel::problem, this, &MainWindow::tell);
    connect(library, &LibraryPanel::openSongRequested, m_files, &FileCommands::openSong);
    connect(library, &LibraryPanel::openRequested, m_files, &FileCommands::chooseAndOpen);
    connect(library, &LibraryPanel::curvesRequested, m_trainingDock, &TrainingDock::showRuns);
    connect(library, &LibraryPanel::trainRequested, m_trainingDock, &TrainingDock::train);
    connect(m_composePanel, &ComposePanel::trainRequested, m_trainingDock, &TrainingDock::train);
    connect(&m_composePanel->flow(), &ComposeFlow::arrived, library,
            [library](const models::Generated& result) {
                library->setMapPoint(QPointF(result.mapPoint[0], result.mapPoint[1]));
            });
}

void MainWindow::startServices() {
    m_player.open();
    m_library.start();
    m_compose.loadDefault();
    m_files->offerRecovery();
}

void MainWindow::tell(const QString& message) {
    m_status->tell(message);
}

void MainWindow::showProblem(const QString& title, const QString& message) {
    auto* box = new QMessageBox(QMessageBox::Warning, title, title, QMessageBox::Ok, this);
    box->setInformativeText(message);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::updateTitle() {
    const auto name = m_keeper.path().empty()
                          ? tr("untitled")
                          : QString::fromStdString(m_keeper.path().stem().string());
    setWindowTitle(QStringLiteral("%1[*] · Contrafact Studio").arg(name));
    setWindowModified(m_keeper.modified());
}

void MainWindow::restoreLayout() {
    const QSettings settings;
    resize(kFirstSize.boundedTo(screen()->availableSize() - kFrame).expandedTo(kSmallest));
    restoreGeometry(settings.value(kGeometry).toByteArray());
    if (restoreState(settings.value(kState).toByteArray(), kLayoutVersion))
        m_narrow = tabifiedDockWidgets(m_docks[0]).contains(m_docks[1]);
    else
        resetLayout();
}

void MainWindow::resetLayout() {
    const Qt::DockWidgetArea areas[] = {Qt::LeftDockWidgetArea, Qt::RightDockWidgetArea,
                                        Qt::BottomDockWidgetArea, Qt::BottomDockWidgetArea};
    for (int i = 0; i < m_docks.size(); ++i) {
        m_docks[i]->setFloating(false);
        addDockWidget(areas[i], m_docks[i]);
        m_docks[i]->show();
    }
    tabifyDockWidget(m_docks[2], m_docks[3]); // both are wide and low, and looked at in turn
    m_docks[2]->raise();
    resizeDocks({m_docks[0], m_docks[1]}, {kLibraryWidth, kComposeWidth}, Qt::Horizontal);
    resizeDocks({m_docks[2]}, {std::min(kTrainingHeight, height() * 3 / 10)}, Qt::Vertical);
    m_narrow = false;
    fitDocks();
}

void MainWindow::saveLayout() {
    QSettings settings;
    settings.setValue(kGeometry, saveGeometry());
    settings.setValue(kState, saveState(kLayoutVersion));
}

void MainWindow::fitDocks() {
    const bool narrow = width() < kNarrowWidth;
    if (narrow == m_narrow || m_docks.size() < 2 || m_docks[1]->isFloating()) return;
    m_narrow = narrow;
    if (narrow) {
        tabifyDockWidget(m_docks[0], m_docks[1]);
        m_docks[1]->raise();
    } else {
        addDockWidget(Qt::RightDockWidgetArea, m_docks[1]);
        resizeDocks({m_docks[0], m_docks[1]}, {kLibraryWidth, kComposeWidth}, Qt::Horizontal);
    }
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    fitDocks();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_mayClose) {
        saveLayout();
        m_keeper.discard();
        return event->accept();
    }
    event->ignore();
    m_files->whenSafe([this] {
        stopTrainingThen([this] {
            m_mayClose = true;
            close();
        });
    });
}

void MainWindow::stopTrainingThen(std::function<void()> go) {
    if (!m_training.active()) return go();
    const auto answer = QMessageBox::question(
        this, tr("Training is under way"),
        tr("Stop training and quit? A checkpoint is written first, so that it can go on later."));
    if (answer != QMessageBox::Yes) return;
    connect(&m_training, &TrainingController::ended, this, go, Qt::QueuedConnection);
    tell(tr("Stopping training…"));
    m_training.stop();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localPaths(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    m_files->openPaths(localPaths(*event->mimeData()));
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    // Space plays everywhere, but a button, a list or a combo box that has the focus needs it.
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) {
        const bool needsSpace = qobject_cast<QAbstractButton*>(watched) ||
                                qobject_cast<QAbstractItemView*>(watched) ||
                                qobject_cast<QComboBox*>(watched);
        if (needsSpace) event->accept();
        return needsSpace;
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace contrafact::ui
