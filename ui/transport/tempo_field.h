// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>

namespace contrafact::ui {

/// Beats a minute: typed, stepped by wheel and arrows.
class TempoField : public QDoubleSpinBox {
    Q_OBJECT
public:
    explicit TempoField(QWidget* parent = nullptr);
    /// Shows without telling edited().
    void showTempo(double bpm);

Q_SIGNALS:
    void edited(double bpm);
};

} // namespace contrafact::ui
