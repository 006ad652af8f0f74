// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/patches.h"

#include <cmath>

namespace contrafact::models::nn {

PatchConvImpl::PatchConvImpl(std::int64_t patch, std::int64_t channels)
    : weight(register_parameter("weight", torch::zeros({patch, channels})))
    , bias(register_parameter("bias", torch::zeros({channels}))) {}

torch::Tensor PatchConvImpl::forward(const torch::Tensor& patches) {
    return torch::addmm(bias, patches, weight);
}

void PatchConvImpl::initialise(at::Generator& generator, double gain) {
    const torch::NoGradGuard still;
    drawHe(weight, weight.size(0), generator, gain);
    bias.zero_();
}

PatchDeconvImpl::PatchDeconvImpl(std::int64_t in, std::int64_t area, std::int64_t channels)
    : weight(register_parameter("weight", torch::zeros({in, area * channels})))
    , bias(register_parameter("bias", torch::zeros({channels})))
    , m_area(area) {}

torch::Tensor PatchDeconvImpl::forward(const torch::Tensor& rows) {
    return torch::addmm(bias.repeat({m_area}), rows, weight);
}

void PatchDeconvImpl::initialise(at::Generator& generator, double gain) {
    const torch::NoGradGuard still;
    drawHe(weight, weight.size(0), generator, gain);
    bias.zero_();
}

void drawHe(const torch::Tensor& weight, std::int64_t fanIn, at::Generator& generator,
            double gain) {
    const torch::NoGradGuard still;
    weight.normal_(0, gain * std::sqrt(2.0 / static_cast<double>(fanIn)), generator);
}

void drawHe(torch::nn::Linear& linear, at::Generator& generator, double gain) {
    drawHe(linear->weight, linear->weight.size(1), generator, gain);
    const torch::NoGradGuard still;
    linear->bias.zero_();
}

} // namespace contrafact::models::nn
