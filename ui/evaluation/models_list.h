// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/evaluation.h"

#include <QListWidget>

#include <vector>

namespace contrafact::ui {

class RunStore;

/// The models that an evaluation can compare, as the compose panel's chooser knows them: starters
/// and runs, also those that were stopped. Ticked ones become columns.
class ModelsList : public QListWidget {
    Q_OBJECT
public:
    explicit ModelsList(const RunStore& runs, QWidget* parent = nullptr);
    std::vector<models::EvaluationSource> ticked() const;

private:
    void fill();
    void followRun(const std::filesystem::path& from, const std::filesystem::path& to);

    const RunStore& m_runs;
};

} // namespace contrafact::ui
