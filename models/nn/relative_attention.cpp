// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/relative_attention.h"

#include "models/nn/dropout.h"

#include <cmath>
#include <limits>

namespace contrafact::models::nn {

namespace {

constexpr double kLongestWave = 10'000;
constexpr double kHidden = -std::numeric_limits<double>::infinity();

torch::Tensor maskFrom(std::int64_t rows, std::int64_t memory, std::int64_t diagonal,
                       const torch::Device& device) {
    const auto options = torch::TensorOptions().dtype(torch::kBool).device(device);
    return torch::ones({rows, memory + rows}, options).triu(memory + diagonal);
}

/// scores [B, H, T, K] of distances K-1 ... 0 -> by the place that is looked at. Row i begins its
/// distances T - 1 - i places late: one column more makes that a matter of the rows' length.
torch::Tensor byPlace(const torch::Tensor& scores) {
    const auto b = scores.size(0), h = scores.size(1), t = scores.size(2), k = scores.size(3);
    const auto padded = torch::constant_pad_nd(scores, {1, 0});
    return padded.view({b, h, k + 1, t}).narrow(2, 1, k).reshape({b, h, t, k});
}

} // namespace

torch::Tensor distanceWaves(std::int64_t count, std::int64_t width, const torch::Device& device) {
    const auto options = torch::TensorOptions().dtype(torch::kFloat32).device(device);
    const auto powers = torch::arange(0, width, 2, options) / static_cast<double>(width);
    const auto frequencies = torch::exp(-powers * std::log(kLongestWave));
    const auto angles = torch::arange(count - 1, -1, -1, options).outer(frequencies);
    return torch::cat({angles.sin(), angles.cos()}, 1).narrow(1, 0, width);
}

torch::Tensor causalMask(std::int64_t rows, std::int64_t memory, const torch::Device& device) {
    return maskFrom(rows, memory, 1, device);
}

torch::Tensor strictMask(std::int64_t rows, std::int64_t memory, const torch::Device& device) {
    auto mask = maskFrom(rows, memory, 0, device);
    mask.select(1, memory).fill_(false);
    return mask;
}

RelativeAttentionImpl::RelativeAttentionImpl(const RelativeAttentionOptions& options)
    : m_options(options) {
    const auto inner = options.heads * options.headWidth;
    const auto plain = [](std::int64_t in, std::int64_t outputs) {
        return torch::nn::Linear(torch::nn::LinearOptions(in, outputs).bias(false));
    };
    queryKeyValue = register_module("query_key_value", plain(options.width, 3 * inner));
    distance = register_module("distance", plain(options.width, inner));
    out = register_module("out", plain(inner, options.width));
}

/// [..., N, heads * headWidth] -> [..., heads, N, headWidth]
torch::Tensor RelativeAttentionImpl::byHead(const torch::Tensor& rows) const {
    auto sizes = rows.sizes().vec();
    sizes.back() = m_options.heads;
    sizes.push_back(m_options.headWidth);
    return rows.view(sizes).transpose(-2, -3);
}

torch::Tensor RelativeAttentionImpl::forward(const torch::Tensor& rows, const torch::Tensor& memory,
                                             const AttentionBiases& biases,
                                             const torch::Tensor& mask, std::uint64_t dropoutSeed) {
    const auto all = torch::cat({memory, rows}, 1);
    const auto parts = queryKeyValue->weight.chunk(3);
    const auto queries = byHead(torch::linear(rows, parts[0]));
    const auto keys = byHead(torch::linear(all, parts[1]));
    const auto values = byHead(torch::linear(all, parts[2]));
    const auto far = distances(all.size(1));

    const auto content =
        torch::matmul(queries + biases.content.unsqueeze(1), keys.transpose(-1, -2));
    const auto places =
        byPlace(torch::matmul(queries + biases.distance.unsqueeze(1), far.transpose(-1, -2)));
    const double scale = 1 / std::sqrt(static_cast<double>(m_options.headWidth));
    auto looks = ((content + places) * scale).masked_fill(mask, kHidden).softmax(-1);
    if (is_training()) looks = dropout(looks, m_options.dropout, dropoutSeed);
    return out(torch::matmul(looks, values).transpose(1, 2).flatten(2));
}

torch::Tensor RelativeAttentionImpl::distances(std::int64_t count) {
    return byHead(distance(distanceWaves(count, m_options.width, distance->weight.device())));
}

RelativeAttentionImpl::Seen RelativeAttentionImpl::seenIn(const torch::Tensor& rows) {
    const auto parts = queryKeyValue->weight.chunk(3);
    return {byHead(torch::linear(rows, parts[1])), byHead(torch::linear(rows, parts[2]))};
}

torch::Tensor RelativeAttentionImpl::step(const torch::Tensor& row, Seen& seen, std::int64_t most,
                                          const AttentionBiases& biases,
                                          const torch::Tensor& distances) {
    const auto parts = queryKeyValue(row).view({3, m_options.heads, 1, m_options.headWidth});
    const auto append = [&](torch::Tensor& to, const torch::Tensor& one) {
        to = to.defined() ? torch::cat({to, one}, 1) : one;
        if (to.size(1) > most + 1) to = to.narrow(1, to.size(1) - most - 1, most + 1);
    };
    append(seen.keys, parts[1]);
    append(seen.values, parts[2]);
    const auto count = seen.keys.size(1);
    const auto far = distances.narrow(1, distances.size(1) - count, count);
    const auto scores =
        torch::bmm(parts[0] + biases.content.unsqueeze(1), seen.keys.transpose(1, 2)) +
        torch::bmm(parts[0] + biases.distance.unsqueeze(1), far.transpose(1, 2));
    const double scale = 1 / std::sqrt(static_cast<double>(m_options.headWidth));
    return out(torch::bmm((scores * scale).softmax(-1), seen.values).flatten());
}

} // namespace contrafact::models::nn
