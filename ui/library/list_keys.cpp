// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/list_keys.h"

#include <QAbstractItemView>
#include <QKeyEvent>

namespace contrafact::ui {

ListKeys::ListKeys(QAbstractItemView& list, std::function<void()> remove)
    : QObject(&list)
    , m_list(list)
    , m_remove(std::move(remove)) {
    list.installEventFilter(this);
}

bool ListKeys::isOurs(const QKeyEvent& key) const {
    return key.matches(QKeySequence::SelectAll) || (m_remove && key.key() == Qt::Key_Delete);
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
    else
        m_remove();
    return true;
}

} // namespace contrafact::ui
