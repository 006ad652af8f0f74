// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/descriptor.h"
#include "models/api/sweep.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace contrafact::ui {

/// Which setting takes which values, one training each; all else is as the training form says.
class SweepDialog : public QDialog {
    Q_OBJECT
public:
    /// @param base the form's settings
    /// @param alike what is the same for all, in words: corpus, time
    SweepDialog(const models::SystemDescriptor& system, models::Params base, const QString& alike,
                QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const std::vector<contrafact::models::SweepEntry>& entries);

private:
    void fillSettings();
    void suggest();
    void check();
    const models::ParamSpec& setting() const;

    const models::SystemDescriptor& m_system;
    models::Params m_base;
    std::vector<models::SweepEntry> m_entries; ///< of what is typed now
    QComboBox* m_setting;
    QLineEdit* m_values;
    QLabel* m_help;
    QLabel* m_problem;
    QPushButton* m_train;
};

} // namespace contrafact::ui
