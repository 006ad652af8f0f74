// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/random.h"

#include <ATen/CPUGeneratorImpl.h>

namespace contrafact::models::nn {

at::Generator generator(std::uint64_t seed) {
    return at::detail::createCPUGenerator(seed);
}

} // namespace contrafact::models::nn
