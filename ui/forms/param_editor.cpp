// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/param_editor.h"

#include "ui/controls/value_combo.h"
#include "ui/controls/value_slider.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QStyle>

#include <algorithm>
#include <cmath>

namespace contrafact::ui {

namespace {

using models::ParamKind;
using models::ParamScale;
using models::ParamSpec;
using models::Value;

void fill(QWidget* editor, QWidget* control) {
    auto* layout = new QHBoxLayout(editor);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(control);
    editor->setFocusProxy(control);
}

double numberOf(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    return 0;
}

Value valueOf(const ParamSpec& spec, double number) {
    number = std::clamp(number, spec.range.min, spec.range.max);
    if (spec.kind == ParamKind::Int) return static_cast<std::int64_t>(std::llround(number));
    return number;
}

class FlagEditor : public ParamEditor {
public:
    explicit FlagEditor(const ParamSpec& spec)
        : m_box(new QCheckBox) {
        fill(this, m_box);
        FlagEditor::setValue(spec.defaultValue);
        connect(m_box, &QCheckBox::clicked, this, [this] {
            Q_EMIT edited();
            Q_EMIT editingFinished();
        });
    }
    Value value() const override { return m_box->isChecked(); }
    void setValue(const Value& value) override {
        const auto* flag = std::get_if<bool>(&value);
        m_box->setChecked(flag && *flag);
    }

private:
    QCheckBox* m_box;
};

class ChoiceEditor : public ParamEditor {
public:
    explicit ChoiceEditor(const ParamSpec& spec)
        : m_box(new ValueCombo(QString::fromStdString(spec.label))) {
        fill(this, m_box);
        for (const auto& choice : spec.choices)
            m_box->addItem(QString::fromStdString(choice.label), QString::fromStdString(choice.id));
        ChoiceEditor::setValue(spec.defaultValue);
        connect(m_box, &QComboBox::activated, this, [this] {
            Q_EMIT edited();
            Q_EMIT editingFinished();
        });
    }
    Value value() const override { return m_box->currentData().toString().toStdString(); }
    void setValue(const Value& value) override {
        const auto* id = std::get_if<std::string>(&value);
        const int index = id ? m_box->findData(QString::fromStdString(*id)) : -1;
        m_box->setCurrentIndex(std::max(0, index));
    }

private:
    QComboBox* m_box;
};

/// Numbers as written: 0.0001 stays 0.0001, 1e-06 is not spelled out.
QString fieldText(const Value& value) {
    return QString::fromStdString(models::toText(value));
}

class FieldEditor : public ParamEditor {
public:
    explicit FieldEditor(ParamSpec spec)
        : m_spec(std::move(spec))
        , m_field(new QLineEdit) {
        fill(this, m_field);
        m_field->setProperty("flat", true);
        m_field->setFont(numberFont());
        m_field->setAlignment(Qt::AlignRight);
        m_field->setFixedWidth(96);
        m_field->installEventFilter(this);
        setValue(m_spec.defaultValue);
        connect(m_field, &QLineEdit::textEdited, this, [this] {
            showProblem();
            if (problem().isEmpty()) Q_EMIT edited();
        });
        connect(m_field, &QLineEdit::editingFinished, this, [this] {
            if (problem().isEmpty() && value() != m_reported) report();
        });
    }

    Value value() const override {
        bool ok = false;
        const double number = parsed(ok);
        return ok ? valueOf(m_spec, number) : m_reported;
    }
    void setValue(const Value& value) override {
        m_reported = valueOf(m_spec, numberOf(value));
        m_field->setText(fieldText(m_reported));
        showProblem();
    }
    QString problem() const override {
        bool ok = false;
        const double number = parsed(ok);
        const bool whole = m_spec.kind != ParamKind::Int || number == std::round(number);
        if (ok && whole && number >= m_spec.range.min && number <= m_spec.range.max) return {};
        return tr("%1 must be a %2 from %3 to %4.")
            .arg(QString::fromStdString(m_spec.label),
                 m_spec.kind == ParamKind::Int ? tr("whole number") : tr("number"),
                 fieldText(valueOf(m_spec, m_spec.range.min)),
                 fieldText(valueOf(m_spec, m_spec.range.max)));
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::KeyPress) {
            const auto& key = *static_cast<QKeyEvent*>(event);
            if (key.key() == Qt::Key_Up || key.key() == Qt::Key_Down) {
                step(key.key() == Qt::Key_Up ? 1 : -1, key.modifiers() & Qt::ShiftModifier);
                return true;
            }
        }
        return ParamEditor::eventFilter(watched, event);
    }

private:
    double parsed(bool& ok) const {
        auto text = m_field->text().trimmed();
        return QLocale::c().toDouble(text.replace(QLatin1Char(','), QLatin1Char('.')), &ok);
    }

    /// Logarithmic values double and halve (Shift: by a tenth).
    void step(int direction, bool fine) {
        const double now = numberOf(value());
        double next = now + direction * m_spec.step * (fine ? 0.1 : 1.0);
        if (m_spec.scale == ParamScale::Log && now > 0)
            next = now * std::pow(fine ? 1.1 : 2.0, direction);
        if (m_spec.kind == ParamKind::Int && std::llround(next) == std::llround(now))
            next = now + direction;
        // Six digits are what a person reads; 0.30000000000000004 is not.
        next = QString::number(next, 'g', 6).toDouble();
        m_field->setText(fieldText(valueOf(m_spec, next)));
        showProblem();
        Q_EMIT edited();
        report();
    }

    void report() {
        m_reported = value();
        Q_EMIT editingFinished();
    }

    void showProblem() {
        const bool invalid = !problem().isEmpty();
        m_field->setToolTip(problem());
        if (m_field->property("invalid").toBool() == invalid) return;
        m_field->setProperty("invalid", invalid);
        m_field->style()->unpolish(m_field);
        m_field->style()->polish(m_field);
    }

    ParamSpec m_spec;
    QLineEdit* m_field;
    Value m_reported;
};

SliderSpec sliderSpec(const ParamSpec& spec) {
    SliderSpec slider;
    slider.label = QString::fromStdString(spec.label);
    slider.help = QString::fromStdString(spec.help);
    slider.unit = QString::fromStdString(spec.unit);
    slider.min = spec.range.min;
    slider.max = spec.range.max;
    slider.defaultValue = numberOf(spec.defaultValue);
    slider.step = spec.step;
    slider.logarithmic = spec.scale == ParamScale::Log && spec.range.min > 0;
    slider.integral = spec.kind == ParamKind::Int;
    if (spec.usefulRange) slider.useful = {spec.usefulRange->min, spec.usefulRange->max};
    return slider;
}

class SliderEditor : public ParamEditor {
public:
    explicit SliderEditor(const ParamSpec& spec)
        : m_spec(spec)
        , m_slider(new ValueSlider(sliderSpec(spec))) {
        fill(this, m_slider);
        connect(m_slider, &ValueSlider::edited, this, &ParamEditor::edited);
        connect(m_slider, &ValueSlider::editingFinished, this, &ParamEditor::editingFinished);
    }
    Value value() const override { return valueOf(m_spec, m_slider->value()); }
    void setValue(const Value& value) override { m_slider->setValue(numberOf(value)); }
    bool showsLabel() const override { return true; }

private:
    ParamSpec m_spec;
    ValueSlider* m_slider;
};

} // namespace

ParamEditor* makeParamEditor(const ParamSpec& spec, NumberStyle style) {
    switch (spec.kind) {
    case ParamKind::Bool:
        return new FlagEditor(spec);
    case ParamKind::Choice:
        return new ChoiceEditor(spec);
    case ParamKind::Int:
    case ParamKind::Real:
        break;
    }
    if (style == NumberStyle::Slider) return new SliderEditor(spec);
    return new FieldEditor(spec);
}

} // namespace contrafact::ui
