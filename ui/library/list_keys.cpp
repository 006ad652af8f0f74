// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/list_keys.h"

#include <QAbstractItemView>
#include <QKeyEvent>

namespace contrafact::ui {

ListKeys::ListKeys(QAbstractItemView& list, ListActions actions)
    : QObject(&list)
    , m_list(list)
    , m_actions(std::move(actions)) {
    list.installEventFilter(this);
}

bool ListKeys::isOurs(const QKeyEvent& key) const {
    const bool several = m_list.selectionMode() != QAbstractItemView::SingleSelection;
    return (several && key.matches(QKeySequence::SelectAll)) ||
           (m_actions.remove && key.key() == Qt::Key_Delete) ||
           (m_actions.rename && key.key() == Qt::Key_F2);
}

/// The window's shortcut is asked for first; who accepts that gets the key itself.
bool ListKeys::eventFilter(QObject*, QEvent* event) {
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return false;
    auto& key = static_cast<QKeyEvent&>(*event);
    if (!isOurs(key)) return false;
    event->accept();
    if (event->type() == QEvent::ShortcutOverride) return true;
    if (key.matches(QKeySequence::SelectAll))
        m_list.selectAll();
    else if (key.key() == Qt::Key_F2)
        m_actions.rename();
    else
        m_actions.remove();
    return true;
}

} // namespace contrafact::ui
