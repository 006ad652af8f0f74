// SPDX-License-Identifier: GPL-3.0-or-later
// How actions are made: each has a name that stays (settings keep shortcuts by it), words for the
// menu and a shortcut that can be changed.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QMenu>
#include <QWidget>

namespace contrafact::ui {

/// Adds an action to `owner`, which must be in the window for the shortcut to work.
/// @param id stable, "edit.quantise"
/// @param context WidgetWithChildrenShortcut for bare keys, which other widgets use themselves
template<typename Run>
QAction* makeAction(QWidget* owner, const QString& id, const QString& text,
                    const QList<QKeySequence>& keys, Run&& run,
                    Qt::ShortcutContext context = Qt::WindowShortcut) {
    auto* action = new QAction(text, owner);
    action->setObjectName(id);
    action->setShortcuts(keys);
    action->setShortcutContext(context);
    owner->addAction(action);
    QObject::connect(action, &QAction::triggered, owner, std::forward<Run>(run));
    return action;
}

inline constexpr auto kChoicesOf = "choicesOf"; ///< property of a menu: what its entries choose

/// A menu made of choices (keys, SoundFonts, ports), which may be filled when it is about to show:
/// its entries can be found as commands, "Key: A minor".
/// @param what what is chosen, "Key"
inline void markChoices(QMenu& menu, const QString& what) {
    menu.setProperty(kChoicesOf, what);
}

/// Empties a menu that is filled anew each time it shows; QMenu::clear() leaves submenus behind.
inline void emptyMenu(QMenu& menu) {
    menu.clear();
    qDeleteAll(menu.findChildren<QMenu*>(Qt::FindDirectChildrenOnly));
}

/// "Play (Space)": what a button's tool tip says.
inline QString withShortcut(const QString& text, const QAction& action) {
    const auto keys = action.shortcut().toString(QKeySequence::NativeText);
    return keys.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, keys);
}

} // namespace contrafact::ui
