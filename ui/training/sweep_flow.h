// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/sweep_runner.h"
#include "ui/studio.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <vector>

namespace contrafact::ui {

class TrainingForm;

/// A sweep from the question what to vary to the runs that are looked at together.
class SweepFlow : public QObject {
    Q_OBJECT
public:
    SweepFlow(const Studio& studio, TrainingForm& form);

    /// Asks which setting takes which values; a training under way is left alone.
    void ask();
    /// "2 of 3 · " before what is said of the training under way; empty without a sweep.
    QString prefix() const;

Q_SIGNALS:
    void problem(const QString& message);
    void told(const QString& message);
    void finished(const std::vector<std::filesystem::path>& runs); ///< all are in the list of runs

private:
    void start(const std::vector<models::SweepEntry>& entries);
    void end(const std::vector<std::filesystem::path>& runs, bool stopped);
    void finishWhenListed();

    Studio m_studio;
    TrainingForm& m_form;
    SweepRunner m_runner;
    models::Params m_base; ///< the form's, which shows what is training meanwhile
    std::vector<std::filesystem::path> m_runs; ///< ended, not yet told
};

} // namespace contrafact::ui
