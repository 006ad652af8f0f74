// SPDX-License-Identifier: GPL-3.0-or-later
// A form made from a parameter schema: one row per parameter in the schema's groups, advanced ones
// folded away, conditional ones shown only while their condition holds, and a list of presets.
#pragma once

#include "models/api/descriptor.h"
#include "ui/forms/param_editor.h"

#include <QStringList>
#include <QWidget>

#include <set>
#include <string>
#include <vector>

class QComboBox;
class QToolButton;
class QVBoxLayout;

namespace contrafact::ui {

class SchemaForm : public QWidget {
    Q_OBJECT
public:
    /// @param presets may be empty: then there is no list of them
    SchemaForm(models::ParamSchema schema, NumberStyle style,
               std::vector<models::Preset> presets = {}, QWidget* parent = nullptr);

    const models::ParamSchema& schema() const { return m_schema; }
    /// All values, hidden ones included. The error lists what was typed wrongly.
    Result<models::Params> values() const;
    /// No signal.
    void setValues(const models::Params& values);
    /// The preset that gives the present values; empty when none does.
    QString preset() const;
    void choosePreset(const QString& id);
    bool advancedShown() const;
    void showAdvanced(bool shown);
    ParamEditor* editor(const std::string& key) const;
    /// Hides a group whose settings would do nothing now, or shows it again.
    void showGroup(const std::string& name, bool shown);

Q_SIGNALS:
    void edited();          ///< by the person, while a gesture goes on too
    void editingFinished(); ///< by the person, once per gesture

private:
    struct Row {
        const models::ParamSpec* spec;
        ParamEditor* editor;
        QWidget* widget; ///< with its label
    };
    struct Group {
        QWidget* heading; ///< null for the first one of a form with sliders
        std::vector<std::size_t> rows;
    };

    void addPresets(QVBoxLayout& layout);
    void addGroup(const std::string& name, QVBoxLayout& layout);
    void addRow(const models::ParamSpec& spec, QVBoxLayout& layout);
    models::Params collect() const;
    void refresh(); ///< what is visible, which preset is current

    models::ParamSchema m_schema;
    NumberStyle m_style;
    std::vector<models::Preset> m_presets;
    std::vector<Row> m_rows;
    std::vector<Group> m_groups;
    std::set<std::string> m_hiddenGroups;
    QComboBox* m_presetBox = nullptr;
    QToolButton* m_advanced = nullptr;
};

} // namespace contrafact::ui
