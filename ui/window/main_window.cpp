// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include "core/base/path_text.h"
#include "ui/compose/compose_panel.h"
#include "ui/compose/compose_plan.h"
#include "ui/controls/combo_accessibility.h"
#include "ui/controls/counted.h"
#include "ui/controls/sentence.h"
#include "ui/controls/value_slider.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/library/library_panel.h"
#include "ui/roll/note_words.h"
#include "ui/roll/roll_accessibility.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/training/training_dock.h"
#include "ui/transport/transport_bar.h"
#include "ui/window/dock_title.h"
#include "ui/window/file_commands.h"
#include "ui/window/leaving.h"
#include "ui/window/main_menus.h"
#include "ui/window/shortcuts.h"
#include "ui/window/space_key.h"
#include "ui/window/status_strip.h"
#include "ui/window/tab_order.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QToolBar>

#include <utility>

namespace contrafact::ui {
namespace {

constexpr QSize kFirstSize(1600, 1000);
constexpr QSize kSmallest(780, 440); ///< a screen of 1600 x 1000 at 200 %, less its bars
constexpr QSize kFrame(2, 30);       ///< what a window manager puts around
constexpr int kNarrowWidth = 1280;
constexpr int kLibraryWidth = 232;
constexpr int kComposeWidth = 300;
constexpr int kTrainingHeight = 294;
constexpr int kLowHeight = 760;
constexpr int kLowestPage = 120;
constexpr int kRoomyPage = 260;
constexpr int kLayoutVersion = 2;
constexpr int kMostNamed = 12;
const QString kGeometry = QStringLiteral("window/geometry");
const QString kState = QStringLiteral("window/state");
const QString kLow = QStringLiteral("window/low");
const QString kPutAway = QStringLiteral("window/put_away");

/// A page that is wide and high scrolls where the window is not; else its buttons would lie
/// outside.
QWidget* scrolling(QWidget* page) {
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setMinimumHeight(kLowestPage);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    return scroll;
}

/// A line for each: "song.mid: the file is empty".
QString leftOut(const std::vector<corpus::Skipped>& skipped) {
    QStringList lines;
    for (const auto& each : skipped) {
        if (lines.size() == kMostNamed) {
            lines << MainWindow::tr("and %1 more, named below it in Data")
                         .arg(qsizetype(skipped.size()) - kMostNamed);
            break;
        }
        const auto name = base::pathText(each.path.filename());
        lines << MainWindow::tr("%1: %2").arg(QString::fromStdString(name),
                                              QString::fromStdString(each.why));
    }
    return lines.join(QLatin1Char('\n'));
}

/// In front of those that it shares its place with.
void bringForward(QDockWidget* dock) {
    dock->show();
    dock->raise();
}

QStringList localPaths(const QMimeData& data) {
    QStringList paths;
    for (const auto& url : data.urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    return paths;
}

} // namespace

MainWindow::MainWindow(ComposeService::Opener opener, TrainingController::Starter starter,
                       QWidget* parent)
    : QMainWindow(parent)
    , m_player(m_document)
    , m_compose(std::move(opener), nullptr)
    , m_training(std::move(starter), nullptr)
    , m_studio{m_document, m_player, m_library, m_compose, m_training}
    , m_keeper(m_studio)
    , m_judge(m_document, m_compose)
    , m_comparison(m_studio) {
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
    installComboAccessibility();
    installRollAccessibility();
    loadShortcuts(*this);
    new SpaceKey(this);
    m_document.reset(emptyPiece());
    restoreLayout();
    for (auto* dock : m_docks) m_status->addPanel(*dock);
    updateTitle();
    m_roll->view().setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::makePanels() {
    m_roll = new RollArea(m_document, &m_player);
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
    m_docks << addDock("library", tr("Library"), m_libraryPanel, Qt::LeftDockWidgetArea);
    setCentralWidget(m_roll);
    m_docks << addDock("compose", tr("Compose"), m_composePanel, Qt::RightDockWidgetArea)
            << addDock("training", tr("Training"), m_trainingDock, Qt::BottomDockWidgetArea)
            << addDock("evaluation", tr("Evaluation"), m_evaluation, Qt::BottomDockWidgetArea);
    m_status = new StatusStrip(m_studio, m_keeper);
    setStatusBar(m_status);
    m_files = new FileCommands(m_studio, m_roll->state(), m_keeper, this);
    m_leaving = new Leaving(m_studio, *m_files, m_keeper, this);
    m_transport->setExports(m_files->exports);
}

QDockWidget* MainWindow::addDock(const QString& name, const QString& title, QWidget* content,
                                 Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(area == Qt::BottomDockWidgetArea ? scrolling(content) : content);
    dock->setTitleBarWidget(new DockTitle(*dock));
    dock->setAccessibleName(title);
    addDockWidget(area, dock);
    return dock;
}

void MainWindow::connectPanels() {
    connect(m_files, &FileCommands::told, this, [this](const QString& m) { tell(m); });
    connect(m_files, &FileCommands::failed, this, &MainWindow::showProblem);
    connect(&m_roll->state(), &RollState::told, this, [this](const QString& m) { tell(m); });
    connect(&m_player, &Player::problem, this, [this](const QString& m) { tell(m); });
    connect(&m_library, &Library::problem, this, [this](const QString& m) { tell(m); });
    connect(&m_library.corpora(), &CorpusStore::imported, this, &MainWindow::tellCorpus);
    connect(qApp, &QGuiApplication::commitDataRequest, m_leaving, &Leaving::keepChanges,
            Qt::DirectConnection);
    connect(m_composePanel, &ComposePanel::problem, this, [this](const QString& m) { tell(m); });
    connect(m_trainingDock, &TrainingDock::problem, this, [this](const QString& m) { tell(m); });
    connect(m_trainingDock, &TrainingDock::told, this, [this](const QString& m) { tell(m); });
    connect(m_evaluation, &EvaluationPanel::problem, this, [this](const QString& m) { tell(m); });
    connect(&m_keeper, &SessionKeeper::stateChanged, this, &MainWindow::updateTitle);
    connect(&m_document, &Document::replaced, this, &MainWindow::updateTitle);
    connectLibrary();
    connectJudge();
    using Settings = std::map<std::string, std::string>;
    m_keeper.addPart({[this](Settings& settings) { m_composePanel->saveTo(settings); },
                      [this](const Settings& settings) { m_composePanel->restoreFrom(settings); }});
    m_keeper.addPart({[this](Settings& settings) { m_trainingDock->saveTo(settings); },
                      [this](const Settings& settings) { m_trainingDock->restoreFrom(settings); }});
}

void MainWindow::connectLibrary() {
    auto* library = m_libraryPanel;
    connect(library, &LibraryPanel::problem, this, [this](const QString& m) { tell(m); });
    connect(library, &LibraryPanel::openSongRequested, m_files, &FileCommands::openSong);
    connect(library, &LibraryPanel::openRequested, m_files, &FileCommands::chooseAndOpen);
    connect(library, &LibraryPanel::compareRequested, &m_comparison, &TakeComparison::toggle);
    connect(library, &LibraryPanel::curvesRequested, m_trainingDock, &TrainingDock::showRuns);
    connect(library, &LibraryPanel::trainRequested, m_trainingDock, &TrainingDock::train);
    connect(m_composePanel, &ComposePanel::trainRequested, m_trainingDock, &TrainingDock::train);
    auto& runs = m_library.runs();
    connect(&runs, &RunStore::renamed, &m_compose, &ComposeService::moveRun);
    connect(&runs, &RunStore::renamed, &m_training, &TrainingController::moveRun);
    // Whoever asks for a training or for curves sees them.
    for (auto signal : {&TrainingController::started, &TrainingController::shown})
        connect(&m_training, signal, this, [this] { bringForward(m_docks[2]); });
    connect(&m_composePanel->flow(), &ComposeFlow::arrived, library,
            [library](const models::Generated& result) {
                library->setMapPoint(QPointF(result.mapPoint[0], result.mapPoint[1]));
            });
    connect(&m_composePanel->flow(), &ComposeFlow::placed, this, &MainWindow::showComposed);
}

void MainWindow::connectJudge() {
    connect(&m_comparison, &TakeComparison::problem, this, [this](const QString& m) { tell(m); });
    connect(&m_judge, &NoteJudge::problem, this, [this](const QString& m) { tell(m); });
    connect(&m_judge, &NoteJudge::stepped, this, [this](score::NoteRef ref, int rank, int count) {
        const auto& note = *m_document.score().track(ref.track).find(ref.id);
        m_roll->state().showNote(note);
        tell(tr("%1 of %2, from the least likely: %3")
                 .arg(rank)
                 .arg(count)
                 .arg(noteWords(m_document.score(), note)));
    });
    connect(m_composePanel, &ComposePanel::notesPointedAt, this, [this] {
        const auto& first = m_document.selection().front();
        m_document.setCurrentTrack(first.track);
        if (const auto* note = m_document.score().track(first.track).find(first.id))
            m_roll->state().showNote(*note);
    });
}

/// What is new is in view, on a track where there is something to see, and Space plays it.
void MainWindow::showComposed(score::TickRange range, bool firstMusic) {
    const auto& score = m_document.score();
    const int current = m_document.currentTrack();
    if (firstMusic || !soundsIn(score, current, range))
        m_document.setCurrentTrack(fullestMelodicTrack(score, range, current));
    m_roll->state().showRange(range);
    if (!m_player.playing()) m_player.seek(range.begin);
}

/// In the line at the bottom; what was left out, or that nothing came of it, in a box besides.
void MainWindow::tellCorpus(const QString& where) {
    const int index = m_library.corpora().indexOf(where);
    if (index < 0) return;
    const auto& entry = m_library.corpora().at(index);
    if (!entry.error.isEmpty())
        return showProblem(tr("“%1” did not become training data").arg(entry.title), entry.error);
    m_libraryPanel->showTab(LibraryPanel::Data);
    bringForward(m_docks[0]);
    const auto name = tr("“%1” is in the library's Data").arg(entry.title);
    const auto songs = counted(qlonglong(entry.corpus->songs.size()), tr("song"), tr("songs"));
    const auto& skipped = entry.corpus->skipped;
    if (skipped.empty()) return tell(tr("%1: %2").arg(name, songs));
    const auto result =
        tr("%1, %2 left out")
            .arg(songs, counted(qlonglong(skipped.size()), tr("file"), tr("files")));
    const auto names = leftOut(skipped);
    tell(tr("%1: %2").arg(name, result), names);
    showNews(name, tr("%1:\n%2").arg(result, names));
}

void MainWindow::startServices() {
    m_player.open();
    m_library.start();
    m_compose.loadDefault();
    m_files->offerRecovery();
}

void MainWindow::tell(const QString& message, const QString& details) {
    m_status->tell(asSentence(message), details.isEmpty() ? message : details);
}

void MainWindow::showProblem(const QString& title, const QString& message) {
    auto* box = new QMessageBox(QMessageBox::Warning, title, title, QMessageBox::Ok, this);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(asSentence(message));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

/// Nothing waits for an answer to it.
void MainWindow::showNews(const QString& title, const QString& message) {
    auto* box = new QMessageBox(QMessageBox::Information, title, title, QMessageBox::Ok, this);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(message);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setModal(false);
    box->show();
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
    // As it was when this layout was kept; then for the height that it has here.
    m_low = settings.value(kLow, m_low).toBool();
    for (auto* dock : m_docks)
        if (settings.value(kPutAway).toStringList().contains(dock->objectName())) m_putAway << dock;
    fitHeight();
}

/// In a low window the notes come first; the line at the bottom opens the other panels again. A
/// training that is under way stays in view.
void MainWindow::fitHeight() {
    const bool low = height() < kLowHeight;
    if (low == m_low || m_docks.size() < 4) return;
    m_low = low;
    if (!low) {
        for (auto* dock : std::exchange(m_putAway, {})) dock->show();
        return m_docks[2]->raise();
    }
    for (auto* dock : {m_docks[2], m_docks[3]}) {
        const bool busy = dock == m_docks[2] && m_training.active();
        if (dock->isHidden() || dock->isFloating() || busy) continue;
        m_putAway << dock;
        dock->hide();
    }
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
    m_low = false;
    fitHeight();
    resizeDocks({m_docks[0], m_docks[1]}, {kLibraryWidth, kComposeWidth}, Qt::Horizontal);
    const int page = std::max(kRoomyPage, height() * 3 / 10);
    resizeDocks({m_docks[2]}, {std::min(kTrainingHeight, page)}, Qt::Vertical);
    m_narrow = false;
    fitDocks();
}

void MainWindow::saveLayout() {
    QSettings settings;
    settings.setValue(kGeometry, saveGeometry());
    settings.setValue(kState, saveState(kLayoutVersion));
    settings.setValue(kLow, m_low);
    QStringList putAway;
    for (const auto* dock : m_putAway) putAway << dock->objectName();
    settings.setValue(kPutAway, putAway);
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
    fitHeight();
}

bool MainWindow::focusNextPrevChild(bool next) {
    return moveFocus({m_transport, m_docks[0], m_roll, m_docks[1], m_docks[2], m_docks[3]}, next);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!m_leaving->mayClose()) return event->ignore();
    saveLayout();
    if (!m_leaving->keepsChanges()) m_keeper.discard();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localPaths(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    m_files->openPaths(localPaths(*event->mimeData()));
}

} // namespace contrafact::ui
