// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace contrafact::ui {

/// A list of choices that reads as a value: no frame, its text at the right beside its name's
/// column; a frame shows under the pointer and with focus.
class ValueCombo : public QComboBox {
    Q_OBJECT
public:
    explicit ValueCombo(const QString& name, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    /// A list that the page merely scrolls under the pointer must not change.
    void wheelEvent(QWheelEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
};

} // namespace contrafact::ui
