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

const SystemDescriptor* findSystem(const std::string& id) {
    for (const auto* system : systems())
        if (system->id == id) return system;
    return nullptr;
}

} // namespace contrafact::models
