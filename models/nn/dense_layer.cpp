// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/dense_layer.h"

namespace contrafact::models::nn {

std::vector<float> values(const torch::Tensor& tensor) {
    const auto flat = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

void DenseLayer::apply(std::span<const float> in, std::span<float> out) const {
    const float* row = weight.data();
    for (std::size_t o = 0; o < out.size(); ++o, row += inputs) {
        float sum = 0;
#pragma GCC ivdep
        for (std::int64_t i = 0; i < inputs; ++i) sum += row[i] * in[static_cast<std::size_t>(i)];
        out[o] = sum + bias[o];
    }
}

DenseLayer denseLayer(const torch::Tensor& weight, const torch::Tensor& bias) {
    return {weight.size(1), values(weight), values(bias)};
}

DenseLayer denseLayer(const torch::nn::Linear& layer) {
    return denseLayer(layer->weight, layer->bias);
}

} // namespace contrafact::models::nn
