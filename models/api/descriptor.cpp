// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include <algorithm>
#include <cassert>

namespace contrafact::models {

const Preset* SystemDescriptor::preset(const std::string& presetId) const {
    const auto at = std::ranges::find(presets, presetId, &Preset::id);
    return at == presets.end() ? nullptr : &*at;
}

Params SystemDescriptor::presetParams(const std::string& presetId) const {
    const Preset* chosen = preset(presetId);
    assert(chosen);
    auto params = training.parse(chosen->values);
    assert(params && "a preset must fit its own schema");
    return std::move(params).value();
}

Params SystemDescriptor::presetControls(const std::string& presetId) const {
    const Preset* chosen = preset(presetId);
    if (!chosen) return generation.defaults();
    auto params = generation.parse(chosen->composing);
    assert(params && "a preset must fit its own schema");
    return std::move(params).value();
}

/// A run that is shorter or slower than its preset is still trained as the preset says.
std::string SystemDescriptor::presetOf(const Params& params) const {
    for (const auto& preset : presets) {
        const auto wanted = presetParams(preset.id);
        const auto same = [&](const ParamSpec& spec) {
            return spec.role == ParamRole::Length || spec.role == ParamRole::Rate ||
                   wanted.at(spec.key) == params.at(spec.key);
        };
        if (std::ranges::all_of(training.specs(), same)) return preset.id;
    }
    return {};
}

Params SystemDescriptor::controlsAfter(const Params& trained) const {
    return presetControls(presetOf(trained));
}

const SystemDescriptor* findSystem(const std::string& id) {
    for (const auto* system : systems())
        if (system->id == id) return system;
    return nullptr;
}

} // namespace contrafact::models
