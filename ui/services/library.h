// SPDX-License-Identifier: GPL-3.0-or-later
// What the window works with: corpora, style sets, takes and runs, and how they go into a session
// file and come back. GUI thread; reading happens on workers.
#pragma once

#include "core/session/session.h"
#include "ui/services/corpus_store.h"
#include "ui/services/run_store.h"
#include "ui/services/style_learner.h"
#include "ui/services/style_store.h"
#include "ui/services/take_store.h"

#include <QObject>
#include <QStringList>

namespace contrafact::ui {

class Library : public QObject {
    Q_OBJECT
public:
    explicit Library(QObject* parent = nullptr);

    CorpusStore& corpora() { return m_corpora; }
    StyleStore& styles() { return m_styles; }
    StyleLearner& styleLearner() { return m_styleLearner; }
    TakeStore& takes() { return m_takes; }
    RunStore& runs() { return m_runs; }

    /// Opens the starter corpus and reads the runs, both on workers. Call it after the first paint.
    void start();

    /// Writes takes, run history and the library's settings into `session`.
    void saveTo(session::Session& session) const;
    void restoreFrom(const session::Session& session);

Q_SIGNALS:
    void modified();                      ///< what saveTo() writes has changed
    void problem(const QString& message); ///< for the status bar

private:
    QStringList folders() const; ///< the person's corpora

    QStringList m_folders; ///< as they were when modified() was last told
    CorpusStore m_corpora;
    StyleStore m_styles;
    StyleLearner m_styleLearner{m_styles};
    TakeStore m_takes;
    RunStore m_runs;
};

} // namespace contrafact::ui
