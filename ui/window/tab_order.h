// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which Tab goes: through parts of the window one after another, within each as it is
// laid out, and around. Qt's own order is that in which widgets were made, and forms are made anew
// with each model. GUI thread.
#pragma once

#include <QList>

class QWidget;

namespace contrafact::ui {

/// What Tab reaches now: visible, enabled and laid out in `parts`, in order.
QList<QWidget*> tabOrder(const QList<QWidget*>& parts);

/// Moves the focus on (or back) and scrolls to where it is; false where nothing can have it.
bool moveFocus(const QList<QWidget*>& parts, bool next);

} // namespace contrafact::ui
