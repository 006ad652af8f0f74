// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/value_slider.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace contrafact::ui {

namespace {

constexpr int kHandle = 14;
constexpr int kTrack = 4;
constexpr int kTextRow = 17;
constexpr int kHeight = kTextRow + kHandle + 3;
constexpr int kSettleMs = 350;
constexpr int kWheelNotch = 120;

} // namespace

QString numberText(double value, double step) {
    int decimals = 0;
    for (double s = std::abs(step); decimals < 6 && s > 0 && std::abs(s - std::round(s)) > 1e-9;
         s *= 10)
        ++decimals;
    const double scale = std::pow(10.0, decimals);
    // Adding 0 turns a negative zero into a plain one.
    const double shown = std::round(value * scale) / scale + 0.0;
    return QLocale::c().toString(shown, 'f', decimals);
}

ValueSlider::ValueSlider(SliderSpec spec, QWidget* parent)
    : QWidget(parent)
    , m_spec(std::move(spec))
    , m_value(m_spec.defaultValue) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    setToolTip(m_spec.help);
    setAccessibleName(m_spec.label);
    setAccessibleDescription(m_spec.help);
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    connect(&m_settle, &QTimer::timeout, this, &ValueSlider::finish);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this,
            qOverload<>(&ValueSlider::update));
}

QString ValueSlider::text() const {
    const auto number = numberText(m_value, m_spec.integral ? 1 : m_spec.step);
    return m_spec.unit.isEmpty() ? number : number + QLatin1Char(' ') + m_spec.unit;
}

void ValueSlider::setValue(double value) {
    apply(value);
}

void ValueSlider::setColour(const QColor& colour) {
    m_colour = colour;
    update();
}

void ValueSlider::setLabel(const QString& label) {
    m_spec.label = label;
    setAccessibleName(label);
    update();
}

QSize ValueSlider::sizeHint() const {
    return {220, kHeight};
}
QSize ValueSlider::minimumSizeHint() const {
    return {110, kHeight};
}

QRectF ValueSlider::track() const {
    const double middle = kTextRow + kHandle / 2.0 + 1;
    return {0, middle - kTrack / 2.0, double(width()), double(kTrack)};
}

QRect ValueSlider::numberRect() const {
    const int space = std::max(60, QFontMetrics(numberFont()).horizontalAdvance(text()) + 8);
    return {width() - space, 0, space, kTextRow};
}

double ValueSlider::positionOf(double value) const {
    if (m_spec.max <= m_spec.min) return 0;
    if (m_spec.logarithmic) return std::log(value / m_spec.min) / std::log(m_spec.max / m_spec.min);
    return (value - m_spec.min) / (m_spec.max - m_spec.min);
}

double ValueSlider::valueAt(double position) const {
    position = std::clamp(position, 0.0, 1.0);
    if (m_spec.logarithmic) return m_spec.min * std::pow(m_spec.max / m_spec.min, position);
    return m_spec.min + position * (m_spec.max - m_spec.min);
}

double ValueSlider::rounded(double value, double step) const {
    if (m_spec.integral) step = std::max(1.0, std::round(step));
    if (step > 0) value = m_spec.min + std::round((value - m_spec.min) / step) * step;
    return std::clamp(value, m_spec.min, m_spec.max);
}

double ValueSlider::stepped(int steps, bool fine) const {
    if (m_spec.logarithmic) { // a fortieth of the track, as a linear step of that size would be
        const double by = steps * (fine ? 0.0025 : 0.025);
        return valueAt(positionOf(m_value) + by);
    }
    return m_value + steps * m_spec.step * (fine ? 0.1 : 1.0);
}

void ValueSlider::apply(double value) {
    value = std::clamp(value, m_spec.min, m_spec.max);
    if (m_spec.integral) value = std::round(value);
    if (value == m_value) return;
    m_value = value;
    update();
    Q_EMIT changed(m_value);
}

void ValueSlider::edit(double value) {
    const double before = m_value;
    m_editing = true;
    apply(value);
    if (m_value != before) Q_EMIT edited(m_value);
}

void ValueSlider::stepBy(int steps, bool fine) {
    edit(m_spec.integral ? m_value + steps : stepped(steps, fine));
    m_settle.start();
}

void ValueSlider::finish() {
    m_settle.stop();
    if (!m_editing) return;
    m_editing = false;
    Q_EMIT editingFinished();
}

void ValueSlider::paintEvent(QPaintEvent*) {
    const auto& t = theme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const bool on = isEnabled();
    p.setFont(uiFont(12));
    p.setPen(on ? t.textDim : t.textFaint);
    const QRect number = numberRect();
    p.drawText(QRect(0, 0, number.left() - 4, kTextRow), Qt::AlignLeft | Qt::AlignVCenter,
               p.fontMetrics().elidedText(m_spec.label, Qt::ElideRight, number.left() - 4));
    p.setFont(numberFont());
    p.setPen(on ? t.text : t.textFaint);
    if (!m_editor) p.drawText(number, Qt::AlignRight | Qt::AlignVCenter, text());

    const QRectF groove = track();
    const double reach = groove.width() - kHandle;
    const auto x = [&](double value) { return kHandle / 2.0 + positionOf(value) * reach; };
    p.setPen(Qt::NoPen);
    p.setBrush(t.control);
    p.drawRoundedRect(groove, 2, 2);
    const QColor fill = m_colour.isValid() ? m_colour : t.accent;
    p.setBrush(on ? fill : t.textFaint);
    p.drawRoundedRect(QRectF(0, groove.top(), x(m_value), kTrack), 2, 2);
    if (m_spec.useful) { // above the fill, so that it shows whatever the value is
        const double left = x(m_spec.useful->first);
        QColor band = t.handle;
        band.setAlphaF(0.3f);
        p.setBrush(band);
        p.drawRect(QRectF(left, groove.top(), x(m_spec.useful->second) - left, kTrack));
    }
    p.setBrush(t.textFaint); // the default's mark
    p.drawRect(QRectF(x(m_spec.defaultValue) - 0.5, groove.bottom() + 2, 1, 3));
    const QPointF centre(x(m_value), groove.center().y());
    p.setBrush(QColor(0, 0, 0, t.dark ? 70 : 40));
    p.drawEllipse(centre + QPointF(0, 0.8), kHandle / 2.0, kHandle / 2.0);
    p.setBrush(on ? t.handle : t.textFaint);
    if (hasFocus()) p.setPen(QPen(t.accent, 2));
    const double radius = kHandle / 2.0 - (hasFocus() ? 0.5 : 0);
    p.drawEllipse(centre, radius, radius);
}

void ValueSlider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    closeEditor(true);
    if (event->position().y() < kTextRow - 2) return; // the text is no handle
    m_dragging = true;
    mouseMoveEvent(event);
}

void ValueSlider::mouseMoveEvent(QMouseEvent* event) {
    if (!m_dragging) return;
    const double reach = std::max(1.0, track().width() - kHandle);
    const double value = valueAt((event->position().x() - kHandle / 2.0) / reach);
    const bool fine = event->modifiers() & Qt::ShiftModifier;
    // Steps of a logarithmic slider would be too coarse at its low end.
    edit(m_spec.logarithmic ? value : rounded(value, m_spec.step * (fine ? 0.1 : 1)));
}

void ValueSlider::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !m_dragging) return;
    m_dragging = false;
    finish();
}

void ValueSlider::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (numberRect().contains(event->position().toPoint())) return openEditor({});
    m_dragging = false;
    edit(m_spec.defaultValue);
    finish();
}

void ValueSlider::wheelEvent(QWheelEvent* event) {
    // A slider that the page merely scrolls under the pointer must not change.
    if (!hasFocus()) return event->ignore();
    // Shift turns the wheel sideways on some desktops.
    m_wheel += event->angleDelta().y() ? event->angleDelta().y() : event->angleDelta().x();
    const int notches = m_wheel / kWheelNotch;
    m_wheel -= notches * kWheelNotch;
    if (notches != 0) stepBy(notches, event->modifiers() & Qt::ShiftModifier);
    event->accept();
}

void ValueSlider::keyPressEvent(QKeyEvent* event) {
    const bool fine = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Up:
        return stepBy(1, fine);
    case Qt::Key_Left:
    case Qt::Key_Down:
        return stepBy(-1, fine);
    case Qt::Key_PageUp:
        return stepBy(10, fine);
    case Qt::Key_PageDown:
        return stepBy(-10, fine);
    case Qt::Key_Home:
        edit(m_spec.min);
        return finish();
    case Qt::Key_End:
        edit(m_spec.max);
        return finish();
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        edit(m_spec.defaultValue);
        return finish();
    case Qt::Key_Return:
    case Qt::Key_F2:
        return openEditor({});
    default:
        break;
    }
    const auto typed = event->text();
    const bool number = typed.size() == 1 && QStringLiteral("0123456789.,-").contains(typed);
    if (!number || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier))
        return QWidget::keyPressEvent(event);
    openEditor(typed);
}

void ValueSlider::focusOutEvent(QFocusEvent* event) {
    if (m_settle.isActive()) finish();
    update();
    QWidget::focusOutEvent(event);
}

void ValueSlider::changeEvent(QEvent* event) {
    if (event->type() == QEvent::EnabledChange) update();
    QWidget::changeEvent(event);
}

void ValueSlider::openEditor(const QString& typed) {
    if (m_editor) return;
    const QString start =
        typed.isEmpty() ? numberText(m_value, m_spec.integral ? 1 : m_spec.step) : typed;
    m_editor = new QLineEdit(start, this);
    m_editor->setProperty("inline", true);
    m_editor->setFont(numberFont());
    m_editor->setAlignment(Qt::AlignRight);
    m_editor->setAccessibleName(m_spec.label);
    m_editor->setGeometry(numberRect().adjusted(-8, 0, 0, 3));
    if (typed.isEmpty()) m_editor->selectAll();
    connect(m_editor, &QLineEdit::editingFinished, this, [this] { closeEditor(true); });
    m_editor->installEventFilter(this);
    m_editor->show();
    m_editor->setFocus();
    update();
}

bool ValueSlider::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_editor && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        closeEditor(false);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ValueSlider::closeEditor(bool accept) {
    if (!m_editor) return;
    auto* editor = std::exchange(m_editor, nullptr);
    bool number = false;
    const double value = QLocale::c().toDouble(
        editor->text().trimmed().replace(QLatin1Char(','), QLatin1Char('.')), &number);
    const bool hadFocus = editor->hasFocus();
    editor->hide();
    editor->deleteLater();
    if (hadFocus) setFocus();
    update();
    if (!accept || !number) return;
    edit(value);
    finish();
}

} // namespace contrafact::ui
