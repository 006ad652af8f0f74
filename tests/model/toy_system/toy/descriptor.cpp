// SPDX-License-Identifier: GPL-3.0-or-later
// A system as small as one can be: it learns how often each pitch is played.
#include "models/api/descriptor.h"

#include "models/api/specs.h"

namespace contrafact::models::toy {

namespace {

SystemDescriptor make() {
    SystemDescriptor system;
    system.id = "toy";
    system.title = "Pitch counter";
    system.source = "this test";
    system.summary = "Learns which pitches the piano plays. It knows nothing of time.";
    system.encoding = "pitches";
    system.training = ParamSchema({
        integer("steps", "Steps", "Optimiser steps, 1 to 1000.", 60, {1, 1000}, "Optimiser"),
        real("lr", "Learning rate", "Adam's step size, 0.001 to 1.", 0.2, {0.001, 1}, 0.001,
             "Optimiser"),
    });
    system.generation = ParamSchema(
        {real("temperature", "Temperature", "Below 1 the usual, above 1 the unusual, 0.1 to 4.",
              1.0, {0.1, 4}, 0.1, "Variation")});
    system.presets = {{"published", "As published", "The defaults.", {}}};
    system.panels = {{"Loss", {}}};
    system.curves = {{"loss", "Cross entropy", "Loss"}};
    system.stages = {{"pitches", "Pitches"}};
    system.parameterCounts = [](const Params&) {
        return std::vector<ParameterCount>{{"Pitches", 128, 128}};
    };
    return system;
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = make();
    return value;
}

} // namespace contrafact::models::toy
