// SPDX-License-Identifier: GPL-3.0-or-later
// The trainings of a sweep, one after another, each a run of its own. GUI thread.
#pragma once

#include "models/api/sweep.h"
#include "models/api/training.h"

#include <QObject>

#include <filesystem>
#include <vector>

namespace contrafact::ui {

class TrainingController;

class SweepRunner : public QObject {
    Q_OBJECT
public:
    explicit SweepRunner(TrainingController& training, QObject* parent = nullptr);

    /// Trains `request` once for each entry, in folders beside each other. The seed is that of the
    /// request and one thread computes, so that nothing but the setting differs. A training that
    /// fails is a result; one that a person stops ends the sweep.
    /// @return an error when there is nothing to train or a training is under way
    Result<void> start(models::TrainingRequest request, std::vector<models::SweepEntry> entries);

    bool active() const { return m_next > 0; }
    std::size_t current() const { return m_next; } ///< counts from 1
    std::size_t count() const { return m_entries.size(); }

Q_SIGNALS:
    /// All that were begun; fewer than asked for where a person stopped one.
    void ended(const std::vector<std::filesystem::path>& runs, bool stopped);

private:
    Result<void> startNext();
    void goOn(bool stopped);
    void end(bool stopped);

    TrainingController& m_training;
    models::TrainingRequest m_request;
    std::vector<models::SweepEntry> m_entries;
    std::vector<std::filesystem::path> m_runs;
    std::size_t m_next = 0; ///< entry; 0 before and after
};

} // namespace contrafact::ui
