// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/schema_form.h"

#include "ui/controls/section.h"
#include "ui/controls/value_combo.h"
#include "ui/theme/theme.h"

#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace contrafact::ui {

namespace {

models::Params presetParams(const models::ParamSchema& schema, const models::Preset& preset) {
    const auto parsed = schema.parse(preset.values);
    return parsed ? *parsed : schema.defaults();
}

std::vector<std::string> groupsOf(const models::ParamSchema& schema) {
    std::vector<std::string> names;
    for (const auto& spec : schema.specs())
        if (std::find(names.begin(), names.end(), spec.group) == names.end())
            names.push_back(spec.group);
    return names;
}

} // namespace

SchemaForm::SchemaForm(models::ParamSchema schema, NumberStyle style,
                       std::vector<models::Preset> presets, QWidget* parent)
    : QWidget(parent)
    , m_schema(std::move(schema))
    , m_style(style)
    , m_presets(std::move(presets)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(style == NumberStyle::Slider ? 6 : 2);
    if (!m_presets.empty()) addPresets(*layout);
    for (const auto& name : groupsOf(m_schema)) addGroup(name, *layout);
    const bool anyAdvanced = std::any_of(m_schema.specs().begin(), m_schema.specs().end(),
                                         [](const auto& spec) { return spec.advanced; });
    if (anyAdvanced) {
        m_advanced = new QToolButton;
        m_advanced->setText(tr("Advanced"));
        m_advanced->setToolTip(tr("Show the settings that are rarely changed"));
        m_advanced->setCheckable(true);
        m_advanced->setAutoRaise(true);
        m_advanced->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        connect(m_advanced, &QToolButton::toggled, this, &SchemaForm::refresh);
        layout->addWidget(m_advanced);
    }
    refresh();
}

void SchemaForm::addPresets(QVBoxLayout& layout) {
    m_presetBox = new ValueCombo(tr("Preset"));
    for (const auto& preset : m_presets) {
        m_presetBox->addItem(QString::fromStdString(preset.title),
                             QString::fromStdString(preset.id));
        m_presetBox->setItemData(m_presetBox->count() - 1, QString::fromStdString(preset.help),
                                 Qt::ToolTipRole);
    }
    m_presetBox->addItem(tr("Custom"), QString());
    connect(m_presetBox, &QComboBox::activated, this, [this] {
        choosePreset(m_presetBox->currentData().toString());
        Q_EMIT edited();
        Q_EMIT editingFinished();
    });
    layout.addWidget(labelledRow(tr("Preset"), m_presetBox));
}

void SchemaForm::addGroup(const std::string& name, QVBoxLayout& layout) {
    Group group{nullptr, {}};
    if (!name.empty()) {
        group.heading = new SectionHeading(QString::fromStdString(name));
        group.heading->setContentsMargins(0, m_groups.empty() ? 0 : metrics::kGap, 0, 2);
        layout.addWidget(group.heading);
    }
    for (const auto& spec : m_schema.specs()) {
        if (spec.group != name) continue;
        group.rows.push_back(m_rows.size());
        addRow(spec, layout);
    }
    m_groups.push_back(std::move(group));
}

void SchemaForm::addRow(const models::ParamSpec& spec, QVBoxLayout& layout) {
    auto* editor = makeParamEditor(spec, m_style);
    const auto label = QString::fromStdString(spec.label);
    const auto help = QString::fromStdString(spec.help);
    editor->setToolTip(help);
    editor->focusProxy()->setAccessibleName(label);
    editor->focusProxy()->setAccessibleDescription(help);
    QWidget* row = editor->showsLabel() ? editor : labelledRow(label, editor, help);
    connect(editor, &ParamEditor::edited, this, [this] {
        refresh();
        Q_EMIT edited();
    });
    connect(editor, &ParamEditor::editingFinished, this, &SchemaForm::editingFinished);
    layout.addWidget(row);
    m_rows.push_back({&spec, editor, row});
}

models::Params SchemaForm::collect() const {
    models::Params params = m_schema.defaults();
    for (const auto& row : m_rows) params.set(row.spec->key, row.editor->value());
    return params;
}

Result<models::Params> SchemaForm::values() const {
    std::string problems;
    for (const auto& row : m_rows) {
        const auto problem = row.editor->problem();
        if (problem.isEmpty()) continue;
        if (!problems.empty()) problems += ' ';
        problems += problem.toStdString();
    }
    if (!problems.empty()) return Error{problems};
    auto params = collect();
    if (const auto checked = m_schema.check(params); !checked) return checked.error();
    return params;
}

void SchemaForm::setValues(const models::Params& values) {
    for (const auto& row : m_rows)
        if (values.has(row.spec->key)) row.editor->setValue(values.at(row.spec->key));
    refresh();
}

QString SchemaForm::preset() const {
    const auto params = collect();
    for (const auto& preset : m_presets)
        if (presetParams(m_schema, preset) == params) return QString::fromStdString(preset.id);
    return {};
}

void SchemaForm::choosePreset(const QString& id) {
    for (const auto& preset : m_presets)
        if (preset.id == id.toStdString()) setValues(presetParams(m_schema, preset));
    refresh();
}

bool SchemaForm::advancedShown() const {
    return m_advanced && m_advanced->isChecked();
}

void SchemaForm::showAdvanced(bool shown) {
    if (m_advanced) m_advanced->setChecked(shown);
}

ParamEditor* SchemaForm::editor(const std::string& key) const {
    for (const auto& row : m_rows)
        if (row.spec->key == key) return row.editor;
    return nullptr;
}

void SchemaForm::showGroup(const std::string& name, bool shown) {
    if (shown)
        m_hiddenGroups.erase(name);
    else
        m_hiddenGroups.insert(name);
    refresh();
}

void SchemaForm::refresh() {
    const auto params = collect();
    std::vector<bool> visible;
    for (const auto& row : m_rows) {
        const auto& condition = row.spec->visibleIf;
        const bool holds = !condition || params.at(condition->first) == condition->second;
        const bool hidden = m_hiddenGroups.contains(row.spec->group);
        visible.push_back(holds && !hidden && (!row.spec->advanced || advancedShown()));
        row.widget->setVisible(visible.back());
    }
    for (const auto& group : m_groups)
        if (group.heading)
            group.heading->setVisible(std::any_of(group.rows.begin(), group.rows.end(),
                                                  [&](std::size_t row) { return visible[row]; }));
    if (m_advanced)
        m_advanced->setArrowType(m_advanced->isChecked() ? Qt::DownArrow : Qt::RightArrow);
    if (!m_presetBox) return;
    const int index = m_presetBox->findData(preset());
    m_presetBox->setCurrentIndex(index < 0 ? m_presetBox->count() - 1 : index);
    m_presetBox->setToolTip(m_presetBox->currentData(Qt::ToolTipRole).toString());
}

} // namespace contrafact::ui
