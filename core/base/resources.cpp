// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"

#include <cstdlib>
#include <system_error>
#include <vector>

namespace contrafact::base {

namespace fs = std::filesystem;

fs::path findResource(const fs::path& relative) {
    std::error_code error;
    std::vector<fs::path> places;
    if (const char* folder = std::getenv("CONTRAFACT_RESOURCES")) places.emplace_back(folder);
    const auto program = fs::read_symlink("/proc/self/exe", error);
    if (!error) places.push_back(program.parent_path() / "../share/contrafact");
    places.emplace_back(CONTRAFACT_SOURCE_RESOURCES);
    for (const auto& place : places)
        if (const auto path = place / relative; fs::is_regular_file(path, error))
            return path.lexically_normal();
    return {};
}

} // namespace contrafact::base
