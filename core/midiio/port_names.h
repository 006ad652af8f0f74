// SPDX-License-Identifier: GPL-3.0-or-later
// Finding a port again by its name. ALSA adds an address to names, which is another one each time a
// device is plugged in; two devices may differ in nothing else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace contrafact::midiio {

/// "Synth:out 20:0" without its address.
std::string_view bareName(std::string_view name);

/// Which of `there` is the port called `wanted`: the one of that very name, else the first of its
/// bare name that is none of `others`; -1 when there is none.
int portNamed(const std::vector<std::string>& there, const std::string& wanted,
              const std::vector<std::string>& others = {});

/// Those of `there` with the bare name of `wanted`.
std::vector<std::string> namesakes(const std::vector<std::string>& there,
                                   const std::string& wanted);

} // namespace contrafact::midiio
