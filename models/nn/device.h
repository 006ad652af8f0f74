// SPDX-License-Identifier: GPL-3.0-or-later
// Where networks run: choosing a device, the number of threads, and a warning about slow BLAS.
#pragma once

#include "models/api/networks.h"
#include "models/nn/torch.h"

#include <string>
#include <vector>

namespace contrafact::models::nn {

std::vector<DeviceInfo> devices();
/// `id` is auto (CUDA where there is one), cpu or cuda; throws when it is not there.
torch::Device deviceFor(const std::string& id);
/// "CPU · 2 threads"
std::string deviceTitle(const torch::Device& device);

/// Seconds of one 512 x 512 x 512 product, the best of three.
double productSeconds();
/// A sentence when a product is far slower than any optimised BLAS would be, else empty.
std::string blasWarning();
/// Sets the thread count of this process: `wanted`, or the faster of 1 and 2 when 0.
int setThreads(int wanted);

} // namespace contrafact::models::nn
