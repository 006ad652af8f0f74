// SPDX-License-Identifier: GPL-3.0-or-later
// Learns a style set with the model in use, on a worker with a composer of its own: composing goes
// on meanwhile. One set at a time. GUI thread.
#pragma once

#include "ui/services/compose_service.h"
#include "ui/services/style_store.h"
#include "ui/services/worker.h"

#include <vector>

namespace contrafact::ui {

class StyleLearner : public QObject {
    Q_OBJECT
public:
    using Progress = models::StyleLesson::Progress;

    explicit StyleLearner(StyleStore& styles, QObject* parent = nullptr);

    /// Gives up what is being learned. The set knows its style when it has been learned, or
    /// problem() says why not.
    void learn(int index, const models::CheckpointInfo& model,
               const ComposeService::Opener& opener);
    void cancel();

    bool learning() const { return m_learning; }
    const QString& name() const { return m_name; } ///< of the set learned last
    int steps() const { return m_lesson.steps; }
    /// Of the set learned last, from its beginning.
    const std::vector<Progress>& progress() const { return m_progress; }

Q_SIGNALS:
    void begun();
    void progressed();
    void ended(); ///< learned, cancelled or failed
    void problem(const QString& message);

private:
    using Songs = std::shared_ptr<const std::vector<score::Score>>;
    void take(const Songs& songs, Result<models::LearnedStyle> style);

    StyleStore& m_styles;
    models::StyleLesson m_lesson;
    QString m_name;
    std::vector<Progress> m_progress;
    bool m_learning = false;
    quint64 m_number = 0; ///< of the lesson: what an earlier one reports is late
    Worker m_worker{this};
};

} // namespace contrafact::ui
