// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/value_combo.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QWheelEvent>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kComboHeight = 24;
constexpr int kWidest = 176;
constexpr int kChevron = 14; ///< room for it, right of the text
constexpr int kPad = 4;

} // namespace

ValueCombo::ValueCombo(const QString& name, QWidget* parent)
    : QComboBox(parent) {
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setFont(numberFont());
    // The box is as wide as its value, so it is laid out anew with each choice.
    connect(this, &QComboBox::currentTextChanged, this, &QComboBox::updateGeometry);
}

QSize ValueCombo::sizeHint() const {
    const int text = QFontMetrics(numberFont()).horizontalAdvance(currentText());
    return {std::min(kWidest, text + kChevron + 2 * kPad + 2), kComboHeight};
}

QSize ValueCombo::minimumSizeHint() const {
    return {std::min(60, sizeHint().width()), kComboHeight};
}

void ValueCombo::paintEvent(QPaintEvent*) {
    const auto& t = theme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    if (isEnabled() && (underMouse() || hasFocus())) {
        p.setPen(hasFocus() ? t.accent : t.controlLine);
        p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kRadius,
                          metrics::kRadius);
    }
    p.setPen(isEnabled() ? t.text : t.textFaint);
    const QRect room = rect().adjusted(kPad, 0, -kChevron - kPad, 0);
    // Words that are too long for the wide letters of numbers are set in the narrower ones.
    const bool fits = QFontMetrics(numberFont()).horizontalAdvance(currentText()) <= room.width();
    p.setFont(fits ? numberFont() : uiFont(12));
    p.drawText(room, Qt::AlignRight | Qt::AlignVCenter,
               p.fontMetrics().elidedText(currentText(), Qt::ElideRight, room.width()));
    const QPointF middle(width() - kPad - kChevron / 2.0, height() / 2.0 + 0.5);
    p.setPen(QPen(isEnabled() ? t.textDim : t.textFaint, 1.3));
    p.drawPolyline(
        QPolygonF{middle + QPointF(-3, -1.5), middle + QPointF(0, 1.5), middle + QPointF(3, -1.5)});
}

void ValueCombo::wheelEvent(QWheelEvent* event) {
    if (!hasFocus()) return event->ignore();
    QComboBox::wheelEvent(event);
}

void ValueCombo::enterEvent(QEnterEvent* event) {
    update();
    QComboBox::enterEvent(event);
}

void ValueCombo::leaveEvent(QEvent* event) {
    update();
    QComboBox::leaveEvent(event);
}

} // namespace contrafact::ui
