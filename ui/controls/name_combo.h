// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace contrafact::ui {

/// Cuts a long name with dots at its end, instead of at the edge; the tool tip has all of it where
/// it was cut and there is no other.
class NameCombo : public QComboBox {
    Q_OBJECT
public:
    using QComboBox::QComboBox;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent*) override;

private:
    int room() const;
};

} // namespace contrafact::ui
