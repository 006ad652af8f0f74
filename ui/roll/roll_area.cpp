// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/roll_area.h"

#include "ui/actions/action.h"
#include "ui/document/document.h"
#include "ui/roll/keyboard.h"
#include "ui/roll/note_actions.h"
#include "ui/roll/overview.h"
#include "ui/roll/roll_margins.h"
#include "ui/roll/roll_view.h"
#include "ui/roll/ruler.h"
#include "ui/roll/velocity_lane.h"
#include "ui/theme/theme.h"
#include "ui/tracks/track_list.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollBar>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace contrafact::ui {
namespace {

constexpr int kHeaderWidth = 170;
constexpr int kToolButton = 22;
constexpr int kLaneHeight = 72;
constexpr int kLeastLane = 32;
constexpr int kLaneShare = 7; ///< of the height a part in so many, where there is little

template<typename Layout>
Layout* tight(Layout* layout) {
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    return layout;
}

QWidget* hairlineAlong(Qt::Orientation orientation) {
    auto* line = new QFrame;
    line->setProperty("role", "hairline");
    if (orientation == Qt::Horizontal)
        line->setFixedHeight(1);
    else
        line->setFixedWidth(1);
    return line;
}

/// A label column as wide as the track headers, a hairline, and the content.
QWidget* row(QWidget* head, QWidget* content) {
    auto* widget = new QWidget;
    auto* layout = tight(new QHBoxLayout(widget));
    head->setFixedWidth(kHeaderWidth);
    layout->addWidget(head);
    layout->addWidget(hairlineAlong(Qt::Vertical));
    layout->addWidget(content, 1);
    return widget;
}

QToolButton* toolButton(QAction* action) {
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setProperty("chip", "tool");
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setIconSize({12, 12});
    button->setFixedSize(kToolButton, kToolButton);
    button->setFocusPolicy(Qt::TabFocus); // a click leaves the keys with the roll
    button->setToolTip(withShortcut(action->text(), *action));
    button->setAccessibleName(action->text());
    return button;
}

QLabel* heading(const QString& text, const QFont& font) {
    auto* label = new QLabel(text);
    label->setProperty("role", "dim");
    label->setFont(font);
    label->setContentsMargins(10, 8, 10, 0);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    return label;
}

} // namespace

RollArea::RollArea(Document& document, Player* player, QWidget* parent)
    : QWidget(parent)
    , m_state(document)
    , m_context{document, m_state, player}
    , m_view(new RollView(m_context))
    , m_lane(new VelocityLane(m_context))
    , m_tracks(new TrackList(document))
    , m_actions(new NoteActions(m_context, this))
    , m_splitter(new QSplitter(Qt::Vertical)) {
    auto* layout = tight(new QVBoxLayout(this));
    layout->addWidget(makeOverview());
    layout->addWidget(hairlineAlong(Qt::Horizontal));
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(makeNotes());
    m_splitter->addWidget(makeVelocities());
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setChildrenCollapsible(false);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_laneIsChosen = true; });
    layout->addWidget(m_splitter, 1);
    setFocusProxy(m_view);
}

/// In a low window the velocities leave the room to the notes.
void RollArea::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (m_laneIsChosen) return;
    const int lane = std::clamp(height() / kLaneShare, kLeastLane, kLaneHeight);
    m_splitter->setSizes({std::max(0, height() - lane), lane});
}

QWidget* RollArea::makeOverview() {
    auto* overview = new Overview(m_context);
    auto* widget = row(makeTools(), overview);
    widget->setFixedHeight(overview->sizeHint().height());
    return widget;
}

/// What the pointer does is seen and chosen right beside the notes, in a window of any size.
QWidget* RollArea::makeTools() {
    auto* head = new QWidget;
    auto* layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->setSpacing(2);
    layout->addWidget(heading(tr("Overview"), captionFont()), 1);
    for (auto* action : m_actions->tools) layout->addWidget(toolButton(action));
    return head;
}

QWidget* RollArea::makeNotes() {
    auto* grid = new QWidget;
    auto* layout = tight(new QGridLayout(grid));
    layout->addWidget(new QWidget, 0, 0);
    auto* ruler = new Ruler(m_context);
    ruler->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(ruler, &QWidget::customContextMenuRequested, this,
            [this, ruler](QPoint at) { Q_EMIT menuRequested(ruler->mapToGlobal(at)); });
    connect(m_view, &RollView::menuRequested, this, &RollArea::menuRequested);
    layout->addWidget(ruler, 0, 1);
    layout->addWidget(new Keyboard(m_context), 1, 0);
    layout->addWidget(m_view, 1, 1, 2, 1);
    layout->setRowStretch(1, 1);
    layout->setRowMinimumHeight(2, m_view->horizontalScrollBar()->sizeHint().height());
    return row(m_tracks, grid);
}

QWidget* RollArea::makeVelocities() {
    auto* lane = new QWidget;
    auto* layout = tight(new QHBoxLayout(lane));
    layout->addSpacing(kKeyboardWidth);
    layout->addWidget(m_lane, 1);
    layout->addSpacing(m_view->verticalScrollBar()->sizeHint().width());
    return row(heading(tr("Velocity"), uiFont()), lane);
}

} // namespace contrafact::ui
