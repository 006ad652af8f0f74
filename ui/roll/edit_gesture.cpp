// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/edit_gesture.h"

#include "ui/document/document.h"

namespace contrafact::ui {

EditGesture::EditGesture(Document& document)
    : m_document(document)
    , m_base(document.score())
    , m_id(document.newGesture()) {}

void EditGesture::update(score::ScoreEdit total) {
    if (total.steps == m_last.steps) return;
    auto difference = m_last.inverse();
    difference.merge(total);
    difference.label = total.label.empty() ? m_last.label : total.label;
    m_document.perform(std::move(difference), m_id);
    m_last = std::move(total);
}

} // namespace contrafact::ui
