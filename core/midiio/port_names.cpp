// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midiio/port_names.h"

#include <algorithm>
#include <iterator>

namespace contrafact::midiio {

std::string_view bareName(std::string_view name) {
    constexpr std::string_view kDigits = "0123456789";
    const auto colon = name.find_last_not_of(kDigits);
    if (colon == std::string_view::npos || colon + 1 == name.size() || name[colon] != ':')
        return name;
    const auto blank = name.substr(0, colon).find_last_not_of(kDigits);
    if (blank == std::string_view::npos || blank + 1 == colon || name[blank] != ' ') return name;
    return name.substr(0, blank);
}

int portNamed(const std::vector<std::string>& there, const std::string& wanted,
              const std::vector<std::string>& others) {
    auto found = std::ranges::find(there, wanted);
    if (found == there.end())
        found = std::ranges::find_if(there, [&](const std::string& name) {
            return bareName(name) == bareName(wanted) && !std::ranges::count(others, name);
        });
    return found == there.end() ? -1 : static_cast<int>(found - there.begin());
}

std::vector<std::string> namesakes(const std::vector<std::string>& there,
                                   const std::string& wanted) {
    std::vector<std::string> out;
    std::ranges::copy_if(there, std::back_inserter(out), [&](const std::string& name) {
        return bareName(name) == bareName(wanted);
    });
    return out;
}

} // namespace contrafact::midiio
