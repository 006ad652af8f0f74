// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/latent_bars.h"

#include "ui/controls/value_slider.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace contrafact::ui {

namespace {

constexpr float kKeyStep = 0.1f;
constexpr double kKnob = 3;

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

} // namespace

LatentBars::LatentBars(QWidget* parent)
    : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Latent values"));
    setToolTip(tr("Drag a bar to steer what is composed; double click puts it back."));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this,
            qOverload<>(&LatentBars::update));
}

void LatentBars::setValues(std::vector<float> values) {
    if (m_dragging && values.size() == m_values.size())
        values[at(m_current)] = m_values[at(m_current)];
    if (values.size() != m_values.size()) m_offsets.assign(values.size(), 0.0f);
    m_values = std::move(values);
    m_current = std::clamp(m_current, 0, std::max(0, static_cast<int>(m_values.size()) - 1));
    describe();
    update();
}

void LatentBars::setOffsets(std::vector<float> offsets) {
    offsets.resize(m_values.size(), 0.0f);
    m_offsets = std::move(offsets);
    update();
}

QRectF LatentBars::barRect(int index) const {
    const double pitch = double(width()) / std::max<std::size_t>(1, m_values.size());
    const double gap = pitch > 8 ? 5 : pitch > 3 ? 1 : 0;
    return {index * pitch, 2, pitch - gap, double(height()) - 4};
}

int LatentBars::barAt(double x) const {
    const int count = static_cast<int>(m_values.size());
    return std::clamp(static_cast<int>(x * count / std::max(1, width())), 0, count - 1);
}

void LatentBars::paintEvent(QPaintEvent*) {
    const auto& t = theme();
    QPainter p(this);
    p.setPen(Qt::NoPen);
    for (int i = 0; i < static_cast<int>(m_values.size()); ++i) {
        const QRectF bar = barRect(i);
        const double middle = bar.center().y();
        const double value = std::clamp(m_values[at(i)], -kReach, kReach);
        const double y = middle - value / kReach * (bar.height() / 2 - kKnob);
        p.fillRect(bar, t.control);
        const bool changed = at(i) < m_offsets.size() && m_offsets[at(i)] != 0;
        p.fillRect(QRectF(QPointF(bar.left(), std::min(y, middle)),
                          QPointF(bar.right(), std::max(y, middle))),
                   changed ? t.generated : t.accent);
        p.fillRect(QRectF(bar.left(), y - kKnob / 2, bar.width(), kKnob), t.handle);
        if (hasFocus() && i == m_current) {
            p.setPen(t.accent);
            p.drawRect(bar.adjusted(0, 0, -1, -1));
            p.setPen(Qt::NoPen);
        }
    }
}

void LatentBars::change(int index, float value) {
    value = std::clamp(value, -kReach, kReach);
    m_offsets.resize(m_values.size(), 0.0f);
    m_offsets[at(index)] += value - m_values[at(index)];
    m_values[at(index)] = value;
    describe();
    update();
    Q_EMIT edited();
}

void LatentBars::reset(int index) {
    if (at(index) >= m_offsets.size()) return;
    m_values[at(index)] -= m_offsets[at(index)];
    m_offsets[at(index)] = 0;
    describe();
    update();
    Q_EMIT edited();
    Q_EMIT editingFinished();
}

void LatentBars::describe() {
    if (m_values.empty()) return setAccessibleDescription({});
    setAccessibleDescription(tr("Value %1 of %2: %3")
                                 .arg(m_current + 1)
                                 .arg(m_values.size())
                                 .arg(numberText(double(m_values[at(m_current)]), 0.01)));
}

void LatentBars::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_values.empty()) return;
    m_current = barAt(event->position().x());
    m_dragging = true;
    mouseMoveEvent(event);
}

void LatentBars::mouseMoveEvent(QMouseEvent* event) {
    if (!m_dragging) return;
    const QRectF bar = barRect(m_current);
    const double up = (bar.center().y() - event->position().y()) / (bar.height() / 2 - kKnob);
    change(m_current, static_cast<float>(up) * kReach);
}

void LatentBars::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !m_dragging) return;
    m_dragging = false;
    Q_EMIT editingFinished();
}

void LatentBars::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_values.empty()) return;
    m_dragging = false;
    reset(barAt(event->position().x()));
}

void LatentBars::keyPressEvent(QKeyEvent* event) {
    if (m_values.empty()) return QWidget::keyPressEvent(event);
    const int last = static_cast<int>(m_values.size()) - 1;
    const float step = event->modifiers() & Qt::ShiftModifier ? kKeyStep / 10 : kKeyStep;
    switch (event->key()) {
    case Qt::Key_Left:
        m_current = std::max(0, m_current - 1);
        break;
    case Qt::Key_Right:
        m_current = std::min(last, m_current + 1);
        break;
    case Qt::Key_Up:
    case Qt::Key_Down:
        change(m_current, m_values[at(m_current)] + (event->key() == Qt::Key_Up ? step : -step));
        Q_EMIT editingFinished();
        break;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        reset(m_current);
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    describe();
    update();
}

} // namespace contrafact::ui
