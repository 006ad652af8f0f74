// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/dense_layer.h"

#include <algorithm>

namespace contrafact::models::nn {

std::vector<float> values(const torch::Tensor& tensor) {
    const auto flat = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

void DenseLayer::apply(std::span<const float> in, std::span<float> out) const {
    std::ranges::copy(bias, out.begin());
    weight.addProduct(in, out);
}

DenseLayer denseLayer(const torch::Tensor& weight, const torch::Tensor& bias) {
    return {StepMatrix(values(weight.t())), values(bias)};
}

DenseLayer denseLayer(const torch::nn::Linear& layer) {
    return denseLayer(layer->weight, layer->bias);
}

} // namespace contrafact::models::nn
