// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/space_key.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace contrafact::ui {
namespace {

bool isSpace(const QEvent* event) {
    const auto* key = static_cast<const QKeyEvent*>(event);
    return key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier;
}

/// Numbers have no spaces: a field of them counts as one where nothing is typed.
bool isNumber(const QObject* widget) {
    return qobject_cast<const QAbstractSpinBox*>(widget) ||
           qobject_cast<const QAbstractSpinBox*>(widget->parent());
}

bool isText(const QObject* widget) {
    if (const auto* line = qobject_cast<const QLineEdit*>(widget)) return !line->isReadOnly();
    if (const auto* text = qobject_cast<const QPlainTextEdit*>(widget)) return !text->isReadOnly();
    if (const auto* text = qobject_cast<const QTextEdit*>(widget)) return !text->isReadOnly();
    const auto* box = qobject_cast<const QComboBox*>(widget);
    return box && box->isEditable();
}

} // namespace

SpaceKey::SpaceKey(QObject* parent)
    : QObject(parent) {
    qApp->installEventFilter(this);
}

bool SpaceKey::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn) {
        const auto reason = static_cast<QFocusEvent*>(event)->reason();
        if (reason == Qt::MouseFocusReason || reason == Qt::OtherFocusReason) m_tabbed = false;
        if (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason) m_tabbed = true;
    }
    if (event->type() == QEvent::MouseButtonPress) m_tabbed = false;
    if (event->type() != QEvent::ShortcutOverride || !isSpace(event)) return false;
    if (watched != QApplication::focusWidget() || QApplication::activePopupWidget()) return false;
    if (!isNumber(watched) && (isText(watched) || m_tabbed)) {
        event->accept();
        return true;
    }
    event->ignore(); // whatever the widget would say: the shortcut takes it
    return true;
}

} // namespace contrafact::ui
