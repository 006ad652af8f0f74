// SPDX-License-Identifier: GPL-3.0-or-later
// A slider with its name at the left and its number at the right. The track is filled to the value,
// marks the default and shows the useful range as a band. Drag or click the track, wheel and arrows
// step (Shift: a tenth), Home and End, double click resets, typing a number sets it.
#pragma once

#include <QColor>
#include <QString>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <utility>

class QLineEdit;

namespace contrafact::ui {

struct SliderSpec {
    QString label;
    QString help; ///< tool tip
    QString unit;
    double min = 0;
    double max = 1;
    double defaultValue = 0;
    double step = 0.01;
    bool logarithmic = false; ///< needs min > 0
    bool integral = false;
    std::optional<std::pair<double, double>> useful;
};

class ValueSlider : public QWidget {
    Q_OBJECT
public:
    explicit ValueSlider(SliderSpec spec, QWidget* parent = nullptr);

    const SliderSpec& spec() const { return m_spec; }
    double value() const { return m_value; }
    QString text() const;
    /// Rounded to the step and clamped; changed() only.
    void setValue(double value);
    /// The filled part of the track; invalid (the start): the accent.
    void setColour(const QColor& colour);
    void setLabel(const QString& label);
    /// True while the mouse drags, and for a moment after a key or the wheel.
    bool editing() const { return m_editing; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void changed(double value); ///< every change, from whatever cause
    void edited(double value);  ///< by the person, while editing goes on
    void editingFinished();     ///< by the person, once per gesture

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override; ///< Escape in the number field

private:
    QRectF track() const;
    QRect numberRect() const;
    double positionOf(double value) const; ///< 0..1 along the track
    double valueAt(double position) const;
    double stepped(int steps, bool fine) const;
    double rounded(double value, double step) const;
    void apply(double value);
    void edit(double value);
    void stepBy(int steps, bool fine);
    void finish();
    void openEditor(const QString& text);
    void closeEditor(bool accept);

    SliderSpec m_spec;
    double m_value;
    QColor m_colour;
    bool m_dragging = false;
    bool m_editing = false;
    int m_wheel = 0; ///< angle left over from smaller wheel movements
    QTimer m_settle; ///< ends a gesture of keys or wheel
    QLineEdit* m_editor = nullptr;
};

/// As many decimals as the step needs, 0 to 6; no trailing spaces or signs for zero.
QString numberText(double value, double step);

/// Screen readers get the name, value, range and step of sliders. Call it once.
void installSliderAccessibility();

} // namespace contrafact::ui
