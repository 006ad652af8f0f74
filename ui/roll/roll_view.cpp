// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/roll_view.h"

#include "ui/document/document.h"
#include "ui/roll/hit_test.h"
#include "ui/roll/roll_margins.h"
#include "ui/roll/roll_painter.h"
#include "ui/roll/roll_state.h"
#include "ui/services/player.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <utility>

namespace contrafact::ui {
namespace {

constexpr double kNotchZoom = 1.2; ///< a notch of the wheel
constexpr double kNotch = 120;    ///< Qt's units for a notch
constexpr double kScrollPixels = 48;
constexpr double kCaptionTop = 10;
constexpr double kMenuReach = 4; ///< pixels that a hand shakes between press and release

} // namespace

RollView::RollView(const RollContext& context, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_context(context)
    , m_tool(makeTool(context.state.tool(), context))
    , m_eraser(makeTool(ToolId::Erase, context)) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Piano roll"));
    setAccessibleDescription(
        tr("Notes by time and pitch. Ctrl and the arrows go from note to note; arrows move, Shift "
           "and the arrows change length and octave, Page keys the velocity. Tools with 1, 2, 3."));
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOn);

    auto& document = m_context.document;
    auto& state = m_context.state;
    connect(&document, &Document::changed, this, &RollView::repaintChanges);
    for (auto signal : {&Document::replaced, &Document::selectionChanged, &Document::locksChanged,
                        &Document::heatChanged, &Document::regionChanged, &Document::previewChanged,
                        &Document::guestChanged})
        connect(&document, signal, this, &RollView::repaintScene);
    connect(&document, &Document::currentTrackChanged, this, &RollView::repaintScene);
    for (auto signal : {&RollState::snapChanged, &RollState::scaleChanged})
        connect(&state, signal, this, &RollView::repaintScene);
    connect(&state, &RollState::viewChanged, this, &RollView::syncScrollBars);
    connect(&state, &RollState::toolChanged, this, [this] {
        finishGesture();
        m_tool = makeTool(m_context.state.tool(), m_context);
    });
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, viewport(),
            QOverload<>::of(&QWidget::update));
    if (m_context.player)
        connect(m_context.player, &Player::playheadMoved, this, &RollView::movePlayhead);
}

RollView::~RollView() = default;

void RollView::paintEvent(QPaintEvent* event) {
    if (m_sceneDirty) m_scene = m_context.state.scene();
    m_sceneDirty = false;
    const auto& geometry = m_context.state.geometry();
    QPainter painter(viewport());
    for (const auto& rect : event->region()) paintRoll(painter, m_scene, geometry, rect);
    if (m_active) m_active->paintOver(painter);
    if (const auto& guest = m_context.document.guest()) paintCaption(painter, guest->caption);
    paintPlayhead(painter, geometry.xOf(m_playhead), viewport()->rect(), false);
}

/// Says that this is not the piece, and how to get back to it.
void RollView::paintCaption(QPainter& painter, const QString& caption) const {
    const auto& t = theme();
    const auto text = tr("%1  ·  Esc: back to your piece").arg(caption);
    painter.save();
    painter.setFont(uiFont(12));
    QRectF pill(0, kCaptionTop,
                painter.fontMetrics().horizontalAdvance(text) + 2 * metrics::kPadding,
                metrics::kControlHeight);
    pill.moveLeft((viewport()->width() - pill.width()) / 2);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.generated, 1));
    painter.setBrush(t.raised);
    painter.drawRoundedRect(pill, metrics::kRadius, metrics::kRadius);
    painter.setPen(t.text);
    painter.drawText(pill, Qt::AlignCenter, text);
    painter.restore();
}

void RollView::resizeEvent(QResizeEvent*) {
    auto geometry = m_context.state.geometry();
    geometry.setViewport(viewport()->size());
    m_context.state.setGeometry(std::move(geometry));
}

void RollView::repaintScene() {
    m_sceneDirty = true;
    syncScrollBars(); // the music may have become longer
}

void RollView::repaintChanges(const score::ChangeSet& changes) {
    m_sceneDirty = true;
    if (changes.tracksChanged || changes.mapsChanged) return repaintScene();
    const auto& geometry = m_context.state.geometry();
    for (const auto& region : changes.regions) {
        const double left = geometry.xOf(region.ticks.begin);
        const double right = geometry.xOf(region.ticks.end);
        if (right < 0 || left > viewport()->width()) continue;
        // Whole columns: rows may be folded, and a strip costs little.
        viewport()->update(int(std::max(left, 0.0)) - 2, 0,
                           int(std::min(right, double(viewport()->width())) - std::max(left, 0.0)) +
                               5,
                           viewport()->height());
    }
    syncScrollBars();
}

void RollView::syncScrollBars() {
    const auto& state = m_context.state;
    const auto& geometry = state.geometry();
    const double width = double(state.viewEnd().value) * geometry.pixelsPerTick();
    m_syncing = true;
    const auto set = [](QScrollBar* bar, double content, double page, double value) {
        bar->setPageStep(int(page));
        bar->setRange(0, std::max(0, int(std::ceil(content - page))));
        bar->setValue(int(std::lround(value)));
    };
    set(horizontalScrollBar(), width, viewport()->width(),
        geometry.leftTick() * geometry.pixelsPerTick());
    set(verticalScrollBar(), geometry.contentHeight(), viewport()->height(), geometry.topPixel());
    m_syncing = false;
    viewport()->update();
}

void RollView::scrollContentsBy(int, int) {
    if (m_syncing) return;
    auto geometry = m_context.state.geometry();
    geometry.setLeftTick(horizontalScrollBar()->value() / geometry.pixelsPerTick());
    geometry.setTopPixel(verticalScrollBar()->value());
    m_context.state.setGeometry(std::move(geometry));
}

RollPoint RollView::pointAt(const QMouseEvent& event) const {
    const auto& geometry = m_context.state.geometry();
    return {event.position(), geometry.tickAt(event.position().x()),
            geometry.pitchAt(event.position().y()), event.modifiers()};
}

void RollView::mousePressEvent(QMouseEvent* event) {
    if (m_active) return; // a second button in mid-gesture
    if (event->button() == Qt::MiddleButton) {
        m_panFrom = event->position();
        viewport()->setCursor(Qt::ClosedHandCursor);
        return;
    }
    if (m_context.document.guest()) return m_context.document.setGuest(std::nullopt);
    if (event->button() == Qt::RightButton) return pressRight(pointAt(*event));
    m_active = m_tool.get();
    m_active->press(pointAt(*event));
    viewport()->update();
}

/// Erases what it meets; selected notes and empty places have a menu, which a drag forgets.
void RollView::pressRight(const RollPoint& point) {
    const auto& document = m_context.document;
    const auto hit =
        hitAt(document.score(), m_context.state.geometry(), point.pos, document.currentTrack());
    const auto& chosen = document.selection();
    const bool selected = hit && std::ranges::binary_search(chosen, hit->ref);
    if (!hit || selected) m_menuAt = point.pos;
    if (selected) return;
    m_active = m_eraser.get();
    m_active->press(point);
    viewport()->update();
}

void RollView::mouseMoveEvent(QMouseEvent* event) {
    if (m_panFrom) {
        const auto way = *m_panFrom - event->position();
        m_panFrom = event->position();
        return m_context.state.scrollBy(way.x(), way.y());
    }
    if (m_context.document.guest()) return viewport()->unsetCursor();
    if (m_menuAt && (event->position() - *m_menuAt).manhattanLength() > kMenuReach)
        m_menuAt.reset();
    if (!m_active) return viewport()->setCursor(m_tool->cursorAt(pointAt(*event)));
    scrollWhenOutside(event->position());
    m_active->move(pointAt(*event));
    viewport()->update();
}

void RollView::scrollWhenOutside(QPointF pos) {
    const auto beyond = [](double value, double size) {
        return value < 0 ? value : value > size ? value - size : 0;
    };
    const double dx = beyond(pos.x(), viewport()->width());
    const double dy = beyond(pos.y(), viewport()->height());
    if (dx != 0 || dy != 0) m_context.state.scrollBy(dx / 4, dy / 4);
}

void RollView::mouseReleaseEvent(QMouseEvent* event) {
    if (m_panFrom && event->button() == Qt::MiddleButton) {
        m_panFrom.reset();
        return viewport()->unsetCursor();
    }
    if (m_active) m_active->release(pointAt(*event));
    m_active = nullptr;
    viewport()->update();
    if (event->button() == Qt::RightButton && std::exchange(m_menuAt, std::nullopt))
        Q_EMIT menuRequested(event->globalPosition().toPoint());
}

void RollView::mouseDoubleClickEvent(QMouseEvent* event) {
    const bool home = !m_context.document.guest();
    if (event->button() == Qt::LeftButton && !m_active && home)
        return m_tool->doubleClick(pointAt(*event));
    mousePressEvent(event);
}

void RollView::wheelEvent(QWheelEvent* event) {
    auto& state = m_context.state;
    const auto modifiers = event->modifiers();
    // Alt turns the wheel sideways in Qt, and so do some mice: take what there is.
    const auto delta = event->angleDelta();
    const double notches = (delta.y() != 0 ? delta.y() : delta.x()) / kNotch;
    event->accept();
    if (modifiers.testFlag(Qt::ControlModifier)) {
        const double factor = std::pow(kNotchZoom, notches);
        if (modifiers.testFlag(Qt::ShiftModifier))
            return state.zoomPitch(factor, event->position().y());
        return state.zoomTime(factor, event->position().x());
    }
    if (modifiers.testFlag(Qt::ShiftModifier)) return state.scrollBy(-notches * kScrollPixels, 0);
    const auto pixels = event->pixelDelta();
    if (!pixels.isNull()) return state.scrollBy(-pixels.x(), -pixels.y());
    state.scrollBy(-delta.x() / kNotch * kScrollPixels, -delta.y() / kNotch * kScrollPixels);
}

void RollView::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape) return QAbstractScrollArea::keyPressEvent(event);
    if (m_active) return finishGesture();
    if (m_context.document.guest()) return m_context.document.setGuest(std::nullopt);
    m_context.document.select({});
}

void RollView::contextMenuEvent(QContextMenuEvent* event) {
    // The mouse has asked already, when its button went up.
    if (event->reason() == QContextMenuEvent::Mouse) return;
    Q_EMIT menuRequested(viewport()->mapToGlobal(viewport()->rect().center()));
}

void RollView::finishGesture() {
    if (m_active) m_active->cancel();
    m_active = nullptr;
    viewport()->update();
}

void RollView::movePlayhead(double tick) {
    const auto& geometry = m_context.state.geometry();
    updateAround(geometry.xOf(m_playhead));
    m_playhead = tick;
    updateAround(geometry.xOf(m_playhead));
    if (m_context.player->playing() && m_context.state.followsPlayhead() && !m_active)
        m_context.state.showTick(tick);
}

void RollView::updateAround(double x) {
    if (x < -kPlayheadReach || x > viewport()->width() + kPlayheadReach) return;
    viewport()->update(int(x) - kPlayheadReach, 0, 2 * kPlayheadReach, viewport()->height());
}

} // namespace contrafact::ui
