// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/combo_accessibility.h"

#include <QAbstractItemView>
#include <QAccessibleWidget>
#include <QComboBox>

namespace contrafact::ui {

namespace {

class ComboAccessible : public QAccessibleWidget {
public:
    explicit ComboAccessible(QComboBox* box)
        : QAccessibleWidget(box, QAccessible::ComboBox) {}

    QString text(QAccessible::Text what) const override {
        if (what == QAccessible::Name && !box().accessibleName().isEmpty())
            return box().accessibleName();
        if (what == QAccessible::Value || what == QAccessible::Name) return box().currentText();
        return QAccessibleWidget::text(what);
    }

    QAccessible::State state() const override {
        auto state = QAccessibleWidget::state();
        state.expandable = true;
        state.expanded = box().view()->isVisible();
        state.hasPopup = true;
        return state;
    }

    int childCount() const override { return 1; }
    QAccessibleInterface* child(int index) const override {
        return index == 0 ? QAccessible::queryAccessibleInterface(box().view()) : nullptr;
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        return child && child->object() == box().view() ? 0 : -1;
    }

    QStringList actionNames() const override { return {showMenuAction(), pressAction()}; }
    void doAction(const QString& action) override {
        if (!actionNames().contains(action)) return;
        if (box().view()->isVisible())
            box().hidePopup();
        else
            box().showPopup();
    }

private:
    QComboBox& box() const { return *static_cast<QComboBox*>(widget()); }
};

QAccessibleInterface* makeAccessible(const QString& className, QObject* object) {
    if (className != QLatin1String("QComboBox")) return nullptr;
    auto* box = qobject_cast<QComboBox*>(object);
    return box && !box->isEditable() ? new ComboAccessible(box) : nullptr;
}

} // namespace

void installComboAccessibility() {
    QAccessible::installFactory(makeAccessible);
}

} // namespace contrafact::ui
