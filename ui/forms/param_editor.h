// SPDX-License-Identifier: GPL-3.0-or-later
// The control for one parameter of a schema: a check box, a list of choices, a number field or a
// slider.
#pragma once

#include "models/api/params.h"

#include <QWidget>

namespace contrafact::ui {

enum class NumberStyle { Field, Slider };

class ParamEditor : public QWidget {
    Q_OBJECT
public:
    explicit ParamEditor(QWidget* parent = nullptr)
        : QWidget(parent) {}

    virtual models::Value value() const = 0;
    /// No signal. A value of another kind or out of range is brought into range.
    virtual void setValue(const models::Value& value) = 0;
    /// What is wrong with what was typed; empty when nothing is.
    virtual QString problem() const { return {}; }
    /// True when the control shows its name itself.
    virtual bool showsLabel() const { return false; }

Q_SIGNALS:
    void edited();          ///< by the person, while a gesture goes on too
    void editingFinished(); ///< by the person, once per gesture
};

ParamEditor* makeParamEditor(const models::ParamSpec& spec, NumberStyle style);

} // namespace contrafact::ui
