// SPDX-License-Identifier: GPL-3.0-or-later
// Small damage to a file, for replays without a fuzzer.
#pragma once

#include <algorithm>
#include <random>
#include <string>

namespace contrafact::fuzz {

/// Changes, drops, doubles or inserts a few bytes.
inline std::string mutated(std::string bytes, std::mt19937& random) {
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
    for (auto edits = 1 + below(4); edits > 0; --edits) {
        const auto at = below(bytes.size());
        const auto byte = static_cast<char>(random());
        const auto count = below(8);
        switch (below(4)) {
        case 0:
            if (!bytes.empty()) bytes[at] = byte;
            break;
        case 1:
            bytes.erase(std::min(at, bytes.size()), count);
            break;
        case 2:
            bytes.insert(at, bytes.substr(at, count));
            break;
        default:
            bytes.insert(at, 1, byte);
        }
    }
    return bytes;
}

} // namespace contrafact::fuzz
