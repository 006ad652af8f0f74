// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/value_slider.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace contrafact::ui {

namespace {

class SliderAccessible : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit SliderAccessible(ValueSlider* slider)
        : QAccessibleWidget(slider, QAccessible::Slider) {}

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Value ? slider().text() : QAccessibleWidget::text(kind);
    }
    QVariant currentValue() const override { return slider().value(); }
    void setCurrentValue(const QVariant& value) override { slider().setValue(value.toDouble()); }
    QVariant maximumValue() const override { return slider().spec().max; }
    QVariant minimumValue() const override { return slider().spec().min; }
    QVariant minimumStepSize() const override { return slider().spec().step; }

private:
    ValueSlider& slider() const { return *static_cast<ValueSlider*>(widget()); }
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* slider = qobject_cast<ValueSlider*>(object);
    return slider ? new SliderAccessible(slider) : nullptr;
}

} // namespace

void installSliderAccessibility() {
    QAccessible::installFactory(makeInterface);
}

} // namespace contrafact::ui
