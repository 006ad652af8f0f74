// SPDX-License-Identifier: GPL-3.0-or-later
// A drag as one step of undo. Each `update` gives the whole edit from where the drag began; the
// difference to the last one is performed, so that nothing is lost at borders on the way.
#pragma once

#include "core/score/edit.h"

namespace contrafact::ui {

class Document;

class EditGesture {
public:
    explicit EditGesture(Document& document);

    /// The score as it was when the gesture began.
    const score::Score& base() const { return m_base; }
    void update(score::ScoreEdit total);
    /// Takes everything back; leaves no step of undo.
    void cancel() { update({}); }

private:
    Document& m_document;
    score::Score m_base;
    score::ScoreEdit m_last;
    int m_id;
};

} // namespace contrafact::ui
