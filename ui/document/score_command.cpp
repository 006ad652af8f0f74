// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/score_command.h"

#include "ui/document/document.h"

#include <algorithm>
#include <iterator>

namespace contrafact::ui {
namespace {

void sortUnique(std::vector<score::NoteId>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

/// Ids that the edit takes away and does not bring back.
std::vector<score::NoteId> lostIds(const score::ScoreEdit& edit) {
    std::vector<score::NoteId> gone, there, lost;
    for (const auto& step : edit.steps) {
        const auto* change = std::get_if<score::NoteChange>(&step);
        if (!change) continue;
        for (const auto& note : change->removed) gone.push_back(note.id);
        for (const auto& note : change->added) there.push_back(note.id);
    }
    sortUnique(gone);
    sortUnique(there);
    std::set_difference(gone.begin(), gone.end(), there.begin(), there.end(),
                        std::back_inserter(lost));
    return lost;
}

/// What is still selected after the edit. Costs the size of edit and selection, not of the score.
score::Selection remaining(const score::Selection& selection, const score::ScoreEdit& edit) {
    const auto renumbers = [](const auto& step) {
        return std::holds_alternative<score::TrackListChange>(step);
    };
    if (std::any_of(edit.steps.begin(), edit.steps.end(), renumbers)) return {};
    const auto lost = lostIds(edit);
    score::Selection kept;
    for (const auto& ref : selection)
        if (!std::binary_search(lost.begin(), lost.end(), ref.id)) kept.push_back(ref);
    return kept;
}

} // namespace

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
    m_document.select(remaining(m_document.m_selection, edit));
    Q_EMIT m_document.changed(changes);
    const int last = std::max(0, m_document.m_score.trackCount() - 1);
    m_document.setCurrentTrack(std::min(m_document.m_currentTrack, last));
}

} // namespace contrafact::ui
