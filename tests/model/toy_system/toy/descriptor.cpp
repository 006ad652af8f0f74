// SPDX-License-Identifier: GPL-3.0-or-later
// A system as small as one can be: it learns how often each pitch is played.
#include "models/api/descriptor.h"

#include "models/api/specs.h"

namespace contrafact::models::toy {

namespace {} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value{
        .id = "toy",
        .title = "Pitch counter",
        .source = "this test",
        .summary = "Learns which pitches the piano plays. It knows nothing of time.",
        .encoding = "pitches",
        .training = ParamSchema(
            optimiserSpecs({.examples = "notes", .epochs = 60, .batch = 64, .rate = 0.05})),
        .generation = ParamSchema(
            {real("temperature", "Temperature", "Below 1 the usual, above 1 the unusual, 0.1 to 4.",
                  1.0, {0.1, 4}, 0.1, "Variation")}),
        .presets = {{"published", "As published", "The defaults.", {}}},
        .panels = {{"Loss", {}}, gradientPanel(), {"Learning rate", {}}},
        .curves = {{"loss", "Cross entropy", "Loss"},
                   gradientCurve(),
                   {"lr", "Learning rate", "Learning rate"}},
        .stages = {{"Pitches"}},
        .parameterCounts = [](const Params&) {
            return std::vector<ParameterCount>{{"Pitches", 128, 128}};
        }};
    return value;
}

} // namespace contrafact::models::toy
