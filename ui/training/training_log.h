// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/training.h"
#include "ui/studio.h"

#include <QPlainTextEdit>

namespace contrafact::ui {

struct TrainingBatch;

/// What a training has to say, line by line: what it began with, what it reports, its checkpoints,
/// pauses and how it ended; of a run of the past what its folder tells. GUI thread.
class TrainingLog : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit TrainingLog(const Studio& studio, QWidget* parent = nullptr);

private:
    void begin();
    void take(const TrainingBatch& batch);
    void watchPhase();
    void finish(const QString& error, bool stopped);
    void showPast();

    Studio m_studio;
    models::TrainingPhase m_phase = models::TrainingPhase::Finished; ///< as it was last said
};

} // namespace contrafact::ui
