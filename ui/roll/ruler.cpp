// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/ruler.h"

#include "ui/document/document.h"
#include "ui/roll/roll_margins.h"
#include "ui/roll/roll_state.h"
#include "ui/services/player.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace contrafact::ui {
namespace {

constexpr double kDragPixels = 4;

} // namespace

Ruler::Ruler(const RollContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context) {
    setAccessibleName(tr("Bars"));
    setToolTip(tr("Click: playhead · drag: bars to compose · double click: no bars"));
    setFixedHeight(kRulerHeight);
    setAttribute(Qt::WA_OpaquePaintEvent);
    const auto repaint = QOverload<>::of(&QWidget::update);
    connect(&context.state, &RollState::viewChanged, this, repaint);
    connect(&context.document, &Document::regionChanged, this, repaint);
    connect(&context.document, &Document::replaced, this, repaint);
    connect(&context.document, &Document::changed, this, repaint);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, repaint);
    if (context.player) connect(context.player, &Player::playheadMoved, this, repaint);
}

QSize Ruler::sizeHint() const {
    return {400, kRulerHeight};
}

void Ruler::paintEvent(QPaintEvent*) {
    const auto& document = m_context.document;
    RollScene scene{&document.shown()};
    if (!document.guest()) {
        scene.region = document.region();
        scene.generated = document.generated();
    }
    QPainter painter(this);
    paintRuler(painter, scene, m_context.state.geometry(), rect());
    if (m_context.player)
        paintPlayhead(painter, m_context.state.geometry().xOf(m_context.player->playhead()), rect(),
                      true);
}

double Ruler::tickAt(const QMouseEvent& event) const {
    return std::max(0.0, m_context.state.geometry().tickAt(event.position().x()));
}

void Ruler::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (m_context.document.guest()) return m_context.document.setGuest(std::nullopt);
    m_pressed = event->position();
    m_pressedTick = tickAt(*event);
    m_dragging = false;
}

void Ruler::mouseMoveEvent(QMouseEvent* event) {
    if (!m_pressed) return;
    const auto way = event->position() - *m_pressed;
    if (std::abs(way.x()) >= kDragPixels) m_dragging = true;
    if (!m_dragging) return;
    auto& document = m_context.document;
    if (!document.selection().empty()) document.select({}); // what is pointed at last is meant
    document.setRegion(barsAround(document.score(), m_pressedTick, tickAt(*event)));
}

void Ruler::mouseReleaseEvent(QMouseEvent* event) {
    if (m_pressed && !m_dragging && m_context.player) {
        const bool snaps = !event->modifiers().testFlag(Qt::AltModifier);
        const double tick = tickAt(*event);
        m_context.player->seek(
            snaps ? snapNearest(m_context.document.score(), m_context.state.snap(), tick)
                  : score::Tick(std::llround(tick)));
    }
    m_pressed.reset();
}

void Ruler::mouseDoubleClickEvent(QMouseEvent*) {
    m_pressed.reset();
    m_context.document.setRegion(std::nullopt);
}

void Ruler::wheelEvent(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / 120.0;
    if (event->modifiers().testFlag(Qt::ControlModifier))
        m_context.state.zoomTime(std::pow(1.2, notches), event->position().x());
    else
        m_context.state.scrollBy(-notches * 48, 0);
    event->accept();
}

} // namespace contrafact::ui
