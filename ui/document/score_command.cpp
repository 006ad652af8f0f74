// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/score_command.h"

#include "ui/document/document.h"

namespace contrafact::ui {

ScoreCommand::ScoreCommand(Document& document, score::ScoreEdit edit, int gesture)
    : QUndoCommand(QString::fromStdString(edit.label))
    , m_document(document)
    , m_edit(std::move(edit))
    , m_gesture(gesture) {}

void ScoreCommand::redo() {
    run(m_edit);
}
void ScoreCommand::undo() {
    run(m_edit.inverse());
}

bool ScoreCommand::mergeWith(const QUndoCommand* other) {
    const auto& next = static_cast<const ScoreCommand&>(*other);
    if (m_gesture == 0 || next.m_gesture != m_gesture) return false;
    m_edit.merge(next.m_edit);
    setObsolete(m_edit.empty());
    return true;
}

void ScoreCommand::run(const score::ScoreEdit& edit) {
    const auto changes = edit.apply(m_document.m_score);
    // A selected note may be gone; the rest stays selected.
    score::Selection kept;
    for (const auto& ref : m_document.m_selection)
        if (ref.track < m_document.m_score.trackCount() &&
            m_document.m_score.track(ref.track).find(ref.id))
            kept.push_back(ref);
    m_document.select(std::move(kept));
    Q_EMIT m_document.changed(changes);
}

} // namespace contrafact::ui
