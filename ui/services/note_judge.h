// SPDX-License-Identifier: GPL-3.0-or-later
// The heat map: keeps the document's NoteHeat up to date while it is shown, and goes along the
// least likely notes. GUI thread; the model reads the piece on the composing worker.
#pragma once

#include "models/api/generation.h"
#include "ui/document/document.h"
#include "ui/services/compose_service.h"

#include <QTimer>

namespace contrafact::ui {

class NoteJudge : public QObject {
    Q_OBJECT
public:
    NoteJudge(Document& document, ComposeService& service, QObject* parent = nullptr);

    bool shown() const { return m_shown; }
    void setShown(bool on);
    /// Selects the next less likely note (or the one before it); begins with the least likely of
    /// all. Shows the heat map first where it is not there.
    void step(int by);

Q_SIGNALS:
    void shownChanged(bool on);
    /// @param rank 1: the least likely of `count`
    void stepped(contrafact::score::NoteRef note, int rank, int count);
    void problem(const QString& message);

private:
    void ask();
    void show(const models::PieceLikelihood& likelihood);
    qsizetype rankOfSelected() const;

    Document& m_document;
    ComposeService& m_service;
    QTimer m_soon; ///< not with every step of a drag: a long piece takes seconds
    bool m_shown = false;
    int m_stepAfter = 0; ///< where to go once the heat map is there
};

} // namespace contrafact::ui
