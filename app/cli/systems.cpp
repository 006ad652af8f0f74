// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact systems: what there is to train, from the descriptors alone.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "models/api/descriptor.h"
#include "models/api/parameter_table.h"

#include <iostream>
#include <memory>

namespace contrafact::app {

namespace {

using models::SystemDescriptor;

Json valueJson(const models::Value& value) {
    return std::visit([](const auto& each) { return Json(each); }, value);
}

Json specJson(const models::ParamSpec& spec) {
    constexpr const char* kKinds[] = {"bool", "int", "real", "choice"};
    Json json{{"key", spec.key},
              {"label", spec.label},
              {"help", spec.help},
              {"kind", kKinds[static_cast<std::size_t>(spec.kind)]},
              {"default", valueJson(spec.defaultValue)}};
    if (!spec.unit.empty()) json["unit"] = spec.unit;
    if (spec.kind == models::ParamKind::Int || spec.kind == models::ParamKind::Real) {
        json["min"] = spec.range.min;
        json["max"] = spec.range.max;
    }
    for (const auto& choice : spec.choices) json["choices"].push_back(choice.id);
    return json;
}

Json schemaJson(const models::ParamSchema& schema) {
    Json json = Json::array();
    for (const auto& spec : schema.specs()) json.push_back(specJson(spec));
    return json;
}

struct Counts {
    std::int64_t torch = 0;
    std::int64_t keras = 0;
};

Counts totals(const std::vector<models::ParameterCount>& networks) {
    Counts sum;
    for (const auto& network : networks) {
        sum.torch += network.torch;
        sum.keras += network.keras;
    }
    return sum;
}

/// As published where there is such a preset: those are the counts of the papers.
std::vector<models::ParameterCount> countsOf(const SystemDescriptor& system) {
    if (!system.parameterCounts) return {};
    const bool published = system.preset("published") != nullptr;
    return system.parameterCounts(published ? system.presetParams("published")
                                            : system.training.defaults());
}

Json parametersJson(const std::vector<models::ParameterCount>& networks) {
    const auto total = totals(networks);
    Json json{{"torch", total.torch}, {"keras", total.keras}, {"networks", Json::array()}};
    for (const auto& network : networks)
        json["networks"].push_back(
            {{"network", network.network}, {"torch", network.torch}, {"keras", network.keras}});
    return json;
}

Json presetsJson(const SystemDescriptor& system) {
    Json json = Json::array();
    for (const auto& preset : system.presets) {
        json.push_back({{"id", preset.id},
                        {"title", preset.title},
                        {"help", preset.help},
                        {"set", preset.values},
                        {"composing", preset.composing}});
        if (system.parameterCounts)
            json.back()["parameters"] =
                parametersJson(system.parameterCounts(system.presetParams(preset.id)));
    }
    return json;
}

Json capabilitiesJson(const models::Capabilities& can) {
    return {{"continues", can.continues},
            {"blends", can.blends},
            {"infills", can.infills},
            {"accompanies", can.accompanies},
            {"varies_rhythm", can.variesRhythm},
            {"varies_pitches", can.variesPitches},
            {"follows_chords", can.followsChords},
            {"one_instrument", can.oneInstrument},
            {"streams", can.streams},
            {"styles", can.styles},
            {"learns_styles", can.learnsStyles},
            {"latent_sliders", can.latentSliders},
            {"latent_map", can.latentMap},
            {"bars_per_turn", can.barsPerTurn}};
}

Json systemJson(const SystemDescriptor& system) {
    return {{"id", system.id},
            {"title", system.title},
            {"source", system.source},
            {"summary", system.summary},
            {"encoding", system.encoding},
            {"parameters", parametersJson(countsOf(system))},
            {"presets", presetsJson(system)},
            {"capabilities", capabilitiesJson(system.capabilities)},
            {"training", schemaJson(system.training)},
            {"generation", schemaJson(system.generation)}};
}

void printSchema(const char* heading, const models::ParamSchema& schema) {
    print(std::string("  ") + heading);
    for (const auto& spec : schema.specs()) {
        auto line = "    " + spec.key + " = " + models::toText(spec.defaultValue);
        line.resize(std::max<std::size_t>(line.size() + 2, 28), ' ');
        print(line + spec.help);
    }
}

void printSystem(const SystemDescriptor& system, bool settings) {
    const auto networks = countsOf(system);
    const auto total = totals(networks);
    print(system.id + "  " + system.title);
    print("  " + system.source);
    print("  " + system.summary);
    print("  parameters: " + grouped(total.torch) + " in LibTorch, " + grouped(total.keras) +
          " in Keras, " + std::to_string(networks.size()) + " networks");
    for (const auto& preset : system.presets) print("  preset " + preset.id + ": " + preset.help);
    if (!settings) return;
    printSchema("settings for training (contrafact train --set key=value):", system.training);
    printSchema("settings for composing (contrafact generate --set key=value):", system.generation);
}

int listSystems(bool json, bool settings) {
    if (!json) {
        for (const auto* system : models::systems()) printSystem(*system, settings);
        return kDone;
    }
    Json all = Json::array();
    for (const auto* system : models::systems()) all.push_back(systemJson(*system));
    printJson(all);
    return kDone;
}

} // namespace

Action addSystems(CLI::App& command) {
    struct SystemsOptions {
        bool json = false;
        bool settings = false;
        bool markdown = false;
    };
    auto options = std::make_shared<SystemsOptions>();
    command.add_flag("--json", options->json, "Print JSON, settings included");
    command.add_flag("--settings", options->settings, "List the settings too");
    command.add_flag("--markdown", options->markdown, "Print tables of all settings as Markdown");
    return [options] {
        if (!options->markdown) return listSystems(options->json, options->settings);
        std::cout << models::parameterTables();
        return int{kDone};
    };
}

} // namespace contrafact::app
