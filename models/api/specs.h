// SPDX-License-Identifier: GPL-3.0-or-later
// Short ways to write a schema down: what kind of parameter, then what is particular about it.
#pragma once

#include "models/api/params.h"

namespace contrafact::models {

ParamSpec choice(std::string key, std::string label, std::string help, std::string value,
                 std::vector<ParamChoice> choices, std::string group);
ParamSpec integer(std::string key, std::string label, std::string help, std::int64_t value,
                  ParamRange range, std::string group);
ParamSpec real(std::string key, std::string label, std::string help, double value, ParamRange range,
               double step, std::string group);
ParamSpec flag(std::string key, std::string label, std::string help, bool value, std::string group);

ParamSpec logarithmic(ParamSpec spec);
ParamSpec advanced(ParamSpec spec);
/// Changes the shapes of the networks.
ParamSpec architecture(ParamSpec spec);
ParamSpec withUnit(ParamSpec spec, std::string unit);
/// Shown only while `key` has that value.
ParamSpec shownIf(ParamSpec spec, std::string key, Value value);
/// A band on the slider's track.
ParamSpec useful(ParamSpec spec, ParamRange range);

} // namespace contrafact::models
