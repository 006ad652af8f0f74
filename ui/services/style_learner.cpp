// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/style_learner.h"

namespace contrafact::ui {

StyleLearner::StyleLearner(StyleStore& styles, QObject* parent)
    : QObject(parent)
    , m_styles(styles) {}

void StyleLearner::learn(int index, const models::CheckpointInfo& model,
                         const ComposeService::Opener& opener) {
    const auto& set = m_styles.at(index).set;
    m_name = QString::fromStdString(set.name);
    m_progress.clear();
    m_learning = true;
    auto lesson = m_lesson;
    lesson.onProgress = [this, number = ++m_number](const Progress& now) {
        QMetaObject::invokeMethod(
            this,
            [this, number, now] {
                if (number != m_number) return;
                m_progress.push_back(now);
                Q_EMIT progressed();
            },
            Qt::QueuedConnection);
    };
    m_worker.start(
        [opener, path = model.path, songs = set.songs, lesson](std::stop_token stop) {
            auto composer = opener(path);
            if (!composer) return Result<models::LearnedStyle>(composer.error());
            return (*composer)->learnStyle(*songs, lesson, stop);
        },
        [this, songs = set.songs](Result<models::LearnedStyle> style) {
            take(songs, std::move(style));
        });
    Q_EMIT begun();
}

void StyleLearner::take(const Songs& songs, Result<models::LearnedStyle> style) {
    m_learning = false;
    if (style)
        m_styles.setLearned(songs, *std::move(style));
    else
        Q_EMIT problem(
            tr("“%1” was not learned: %2").arg(m_name, QString::fromStdString(style.message())));
    Q_EMIT ended();
}

void StyleLearner::cancel() {
    if (!m_learning) return;
    m_worker.requestStop();
    ++m_number;
    m_learning = false;
    Q_EMIT ended();
}

} // namespace contrafact::ui
