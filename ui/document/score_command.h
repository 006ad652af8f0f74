// SPDX-License-Identifier: GPL-3.0-or-later
// The one undo command of the program: a ScoreEdit on the document's score.
#pragma once

#include "core/score/edit.h"

#include <QUndoCommand>

namespace contrafact::ui {

class Document;

class ScoreCommand : public QUndoCommand {
public:
    ScoreCommand(Document& document, score::ScoreEdit edit, int gesture);

    void undo() override;
    void redo() override;
    int id() const override { return 1; }
    /// Edits of one gesture become one step of undo.
    bool mergeWith(const QUndoCommand* other) override;

private:
    void run(const score::ScoreEdit& edit);

    Document& m_document;
    score::ScoreEdit m_edit;
    int m_gesture;
};

} // namespace contrafact::ui
