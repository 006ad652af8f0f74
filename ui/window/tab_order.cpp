// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/tab_order.h"

#include <QApplication>
#include <QDockWidget>
#include <QLayout>
#include <QScrollArea>

#include <algorithm>

namespace contrafact::ui {

namespace {

void addLaidOut(const QLayout& layout, QList<QWidget*>& children) {
    for (int i = 0; i < layout.count(); ++i) {
        auto* item = layout.itemAt(i);
        if (item->widget())
            children << item->widget();
        else if (item->layout())
            addLaidOut(*item->layout(), children);
    }
}

/// As a layout has them. What has none (splitters, scroll areas) and docks, which keep their title
/// last, from the top left.
QList<QWidget*> childrenOf(const QWidget& widget) {
    QList<QWidget*> children;
    if (widget.layout() && !qobject_cast<const QDockWidget*>(&widget)) {
        addLaidOut(*widget.layout(), children);
        return children;
    }
    children = widget.findChildren<QWidget*>(Qt::FindDirectChildrenOnly);
    std::ranges::stable_sort(children, [](const QWidget* a, const QWidget* b) {
        return std::pair(a->y(), a->x()) < std::pair(b->y(), b->x());
    });
    return children;
}

/// A dock behind another one counts as visible to Qt.
bool isBehind(const QWidget& widget) {
    return qobject_cast<const QDockWidget*>(&widget) && widget.visibleRegion().isEmpty();
}

void collect(QWidget& widget, QList<QWidget*>& order) {
    if (!widget.isVisible() || !widget.isEnabled() || isBehind(widget)) return;
    if (widget.focusPolicy() & Qt::TabFocus && !widget.focusProxy()) order << &widget;
    for (auto* child : childrenOf(widget))
        if (!child->isWindow()) collect(*child, order);
}

/// The widget itself or what it is a part of.
qsizetype placeOf(QWidget* widget, const QList<QWidget*>& order) {
    for (; widget; widget = widget->parentWidget())
        if (const auto at = order.indexOf(widget); at >= 0) return at;
    return -1;
}

void scrollTo(QWidget& widget) {
    for (auto* outer = widget.parentWidget(); outer; outer = outer->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(outer)) area->ensureWidgetVisible(&widget);
}

} // namespace

QList<QWidget*> tabOrder(const QList<QWidget*>& parts) {
    QList<QWidget*> order;
    for (auto* part : parts) collect(*part, order);
    return order;
}

bool moveFocus(const QList<QWidget*>& parts, bool next) {
    const auto order = tabOrder(parts);
    if (order.isEmpty()) return false;
    const auto at = placeOf(QApplication::focusWidget(), order);
    const auto count = order.size();
    const auto to = at < 0 ? (next ? 0 : count - 1) : (at + (next ? 1 : count - 1)) % count;
    order[to]->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    scrollTo(*order[to]);
    return true;
}

} // namespace contrafact::ui
