// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/transposed.h"

namespace contrafact::models::nn {

torch::Tensor sameSize(const torch::nn::ConvTranspose2d& layer, const torch::Tensor& maps) {
    const auto kernel = layer->weight.flip({2, 3}).transpose(0, 1);
    return torch::conv2d(maps, kernel, layer->bias, 1, kernel.size(2) / 2);
}

/// Of two neighbouring results the first is made of taps 3 and 1 at the place before and the place
/// itself, the second of taps 2 and 0 at the place and the one after: three taps each, one of them
/// zero.
torch::Tensor twiceTheSize(const torch::nn::ConvTranspose2d& layer, const torch::Tensor& maps) {
    const auto& weight = layer->weight;
    const auto in = weight.size(0), out = weight.size(1);
    constexpr std::int64_t kZero = 4;
    const auto taps = torch::tensor({std::int64_t{3}, std::int64_t{1}, kZero, kZero,
                                     std::int64_t{2}, std::int64_t{0}},
                                    torch::kInt64)
                          .to(weight.device());
    const auto kernel = torch::constant_pad_nd(weight, {0, 1, 0, 1})
                            .index_select(2, taps)
                            .index_select(3, taps)
                            .view({in, out, 2, 3, 2, 3})
                            .permute({1, 2, 4, 0, 3, 5})
                            .reshape({4 * out, in, 3, 3});
    return torch::pixel_shuffle(torch::conv2d(maps, kernel, layer->bias.repeat_interleave(4), 1, 1),
                                2);
}

} // namespace contrafact::models::nn
