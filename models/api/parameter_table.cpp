// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/parameter_table.h"

#include "models/api/descriptor.h"

#include <sstream>

namespace contrafact::models {

namespace {

/// Bars would begin a new cell.
std::string cell(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
}

std::string shortest(double value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

std::string rangeOf(const ParamSpec& spec) {
    std::string choices;
    switch (spec.kind) {
    case ParamKind::Bool:
        return "true, false";
    case ParamKind::Choice:
        for (const auto& choice : spec.choices)
            choices += (choices.empty() ? "" : ", ") + choice.id;
        return choices;
    default:
        break;
    }
    const auto range = shortest(spec.range.min) + " – " + shortest(spec.range.max);
    return spec.unit.empty() ? range : range + " " + spec.unit;
}

std::string presetValue(const Preset& preset, const std::string& key) {
    const auto found = preset.values.find(key);
    return found == preset.values.end() ? "" : found->second;
}

void writeTable(std::ostream& out, const ParamSchema& schema, const std::vector<Preset>& presets) {
    out << "| key | label | default | values |";
    for (const auto& preset : presets) out << ' ' << preset.id << " |";
    out << " what it does |\n|";
    for (std::size_t i = 0; i < presets.size() + 5; ++i) out << " --- |";
    out << '\n';
    for (const auto& spec : schema.specs()) {
        out << "| `" << spec.key << "` | " << cell(spec.label) << " | "
            << cell(toText(spec.defaultValue)) << " | " << cell(rangeOf(spec)) << " |";
        for (const auto& preset : presets) out << ' ' << presetValue(preset, spec.key) << " |";
        out << ' ' << cell(spec.help) << " |\n";
    }
    out << '\n';
}

} // namespace

std::string parameterTables() {
    std::ostringstream out;
    out << "# Settings of all systems\n\nMade by `contrafact systems --markdown`; an empty cell "
           "under a preset means the default.\n";
    for (const auto* system : systems()) {
        out << "\n## " << system->title << " (`" << system->id << "`)\n\n"
            << system->source << "\n\n### Training\n\n";
        writeTable(out, system->training, system->presets);
        out << "### Composing\n\n";
        writeTable(out, system->generation, {});
    }
    auto text = out.str();
    text.pop_back(); // one empty line at the end is too many
    return text;
}

} // namespace contrafact::models
