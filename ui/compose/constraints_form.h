// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compose/compose_plan.h"

#include <QWidget>

#include <map>
#include <string>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace contrafact::ui {

/// Key and scale, range of pitches, and whether the person's own notes stay.
class ConstraintsForm : public QWidget {
    Q_OBJECT
public:
    explicit ConstraintsForm(QWidget* parent = nullptr);

    /// @param piece where "as the piece" takes its key from
    Constraints constraints(const score::Score& piece) const;
    void saveTo(std::map<std::string, std::string>& settings) const;
    void restoreFrom(const std::map<std::string, std::string>& settings);

Q_SIGNALS:
    void editingFinished();

private:
    QComboBox* m_tonic;
    QComboBox* m_scale;
    QSpinBox* m_low;
    QSpinBox* m_high;
    QCheckBox* m_keep;
};

/// The scale of a key: its signature at the beginning of the piece, else an estimate.
score::Scale pieceScale(const score::Score& piece);

} // namespace contrafact::ui
