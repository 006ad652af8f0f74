// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/specs.h"

namespace contrafact::models {

ParamSpec choice(std::string key, std::string label, std::string help, std::string value,
                 std::vector<ParamChoice> choices, std::string group) {
    ParamSpec spec{std::move(key), std::move(label), std::move(help)};
    spec.kind = ParamKind::Choice;
    spec.defaultValue = std::move(value);
    spec.choices = std::move(choices);
    spec.group = std::move(group);
    return spec;
}

ParamSpec integer(std::string key, std::string label, std::string help, std::int64_t value,
                  ParamRange range, std::string group) {
    ParamSpec spec{std::move(key), std::move(label), std::move(help)};
    spec.kind = ParamKind::Int;
    spec.defaultValue = value;
    spec.range = range;
    spec.step = 1;
    spec.group = std::move(group);
    return spec;
}

ParamSpec real(std::string key, std::string label, std::string help, double value, ParamRange range,
               double step, std::string group) {
    ParamSpec spec{std::move(key), std::move(label), std::move(help)};
    spec.kind = ParamKind::Real;
    spec.defaultValue = value;
    spec.range = range;
    spec.step = step;
    spec.group = std::move(group);
    return spec;
}

ParamSpec flag(std::string key, std::string label, std::string help, bool value,
               std::string group) {
    ParamSpec spec{std::move(key), std::move(label), std::move(help)};
    spec.kind = ParamKind::Bool;
    spec.defaultValue = value;
    spec.group = std::move(group);
    return spec;
}

ParamSpec logarithmic(ParamSpec spec) {
    spec.scale = ParamScale::Log;
    return spec;
}

ParamSpec advanced(ParamSpec spec) {
    spec.advanced = true;
    return spec;
}

ParamSpec architecture(ParamSpec spec) {
    spec.architecture = true;
    return spec;
}

ParamSpec withUnit(ParamSpec spec, std::string unit) {
    spec.unit = std::move(unit);
    return spec;
}

ParamSpec shownIf(ParamSpec spec, std::string key, Value value) {
    spec.visibleIf = {std::move(key), std::move(value)};
    return spec;
}

ParamSpec useful(ParamSpec spec, ParamRange range) {
    spec.usefulRange = range;
    return spec;
}

} // namespace contrafact::models
