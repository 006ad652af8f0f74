// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/transposed.h"

namespace contrafact::models::nn {

torch::Tensor sameSize(const torch::nn::ConvTranspose2d& layer, const torch::Tensor& maps) {
    const auto kernel = layer->weight.flip({2, 3}).transpose(0, 1);
    return torch::conv2d(maps, kernel, layer->bias, 1, kernel.size(2) / 2);
}

namespace {

/// Of two neighbouring results the first is made of taps 3 and 1 at the place before and the place
/// itself, the second of taps 2 and 0 at the place and the one after: three taps each, one of them
/// zero.
torch::Tensor sixOfFour(const torch::Tensor& taps, std::int64_t dim) {
    const auto tap = [&](std::int64_t i) { return taps.select(dim, i); };
    const auto zero = torch::zeros_like(tap(0));
    return torch::stack({tap(3), tap(1), zero, zero, tap(2), tap(0)}, dim);
}

} // namespace

torch::Tensor twiceTheSize(const torch::nn::ConvTranspose2d& layer, const torch::Tensor& maps) {
    const auto& weight = layer->weight;
    const auto in = weight.size(0), out = weight.size(1);
    const auto kernel = sixOfFour(sixOfFour(weight, 2), 3)
                            .view({in, out, 2, 3, 2, 3})
                            .permute({1, 2, 4, 0, 3, 5})
                            .reshape({4 * out, in, 3, 3});
    return torch::pixel_shuffle(torch::conv2d(maps, kernel, layer->bias.repeat_interleave(4), 1, 1),
                                2);
}

} // namespace contrafact::models::nn
