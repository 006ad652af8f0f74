// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <filesystem>

namespace contrafact::ui {

/// Where `path` is after the folder `from` has become `to`: what does not lie in it stays.
inline std::filesystem::path movedPath(const std::filesystem::path& path,
                                       const std::filesystem::path& from,
                                       const std::filesystem::path& to) {
    const auto whole = path.lexically_normal(), folder = from.lexically_normal();
    const auto [in, rest] = std::mismatch(folder.begin(), folder.end(), whole.begin(), whole.end());
    if (folder.empty() || in != folder.end()) return path;
    auto moved = to;
    for (auto part = rest; part != whole.end(); ++part) moved /= *part;
    return moved;
}

} // namespace contrafact::ui
