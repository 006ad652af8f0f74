// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace contrafact::exchange {

/// A NumPy array of numbers, whatever their type was, in the order of the file.
struct NpyArray {
    std::vector<std::size_t> shape;
    bool columnMajor = false; ///< the first index runs fastest
    std::vector<double> values;
};

/// Format versions 1 to 3; booleans, integers and floating-point numbers of little endian.
/// `name` opens the error.
Result<NpyArray> readNpy(std::span<const std::byte> bytes, const std::string& name);

} // namespace contrafact::exchange
