// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/keyboard.h"

#include "ui/document/document.h"
#include "ui/roll/roll_margins.h"
#include "ui/roll/roll_state.h"
#include "ui/services/player.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace contrafact::ui {

Keyboard::Keyboard(const RollContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context) {
    setAccessibleName(tr("Keyboard"));
    setFixedWidth(kKeyboardWidth);
    setAttribute(Qt::WA_OpaquePaintEvent);
    const auto repaint = QOverload<>::of(&QWidget::update);
    connect(&context.state, &RollState::viewChanged, this, repaint);
    connect(&context.state, &RollState::scaleChanged, this, repaint);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, repaint);
}

QSize Keyboard::sizeHint() const {
    return {kKeyboardWidth, 300};
}

void Keyboard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintKeyboard(painter, m_context.state.geometry(), rect(), m_lit);
}

void Keyboard::sound(double y) {
    const auto pitch = m_context.state.geometry().pitchAt(y);
    if (m_lit == pitch) return;
    m_lit = pitch;
    update();
    if (m_context.player)
        m_context.player->audition(m_context.document.currentTrack(), pitch,
                                   m_context.state.velocity());
}

void Keyboard::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) sound(event->position().y());
}

void Keyboard::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton)) sound(event->position().y());
}

void Keyboard::mouseReleaseEvent(QMouseEvent*) {
    m_lit.reset();
    update();
}

void Keyboard::wheelEvent(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / 120.0;
    if (event->modifiers().testFlag(Qt::ControlModifier))
        m_context.state.zoomPitch(std::pow(1.2, notches), event->position().y());
    else
        m_context.state.scrollBy(0, -notches * 48);
    event->accept();
}

} // namespace contrafact::ui
