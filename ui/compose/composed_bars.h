// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/score/types.h"

#include <QObject>

#include <map>
#include <vector>

class QUndoCommand;

namespace contrafact::ui {

class Document;

/// Which bars a network has written: marked in the document, and unmarked again when that is
/// undone. GUI thread.
class ComposedBars : public QObject {
    Q_OBJECT
public:
    explicit ComposedBars(Document& document, QObject* parent = nullptr);

    /// The newest step of undo has written these.
    void add(score::TickRange bars);

private:
    using Ranges = std::vector<score::TickRange>;
    /// What is marked from a step on. Another command in its place means that the step is gone.
    struct Mark {
        const QUndoCommand* step;
        Ranges ranges;
    };

    void follow(int steps);

    Document& m_document;
    Ranges m_before;             ///< what was marked before the first step
    std::map<int, Mark> m_marks; ///< by how many steps are done
};

} // namespace contrafact::ui
