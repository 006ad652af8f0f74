// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/sequence_discriminator.h"

#include "models/nn/layers.h"

namespace contrafact::models::nn {

SequenceDiscriminator::SequenceDiscriminator(const SequenceDiscriminatorOptions& options)
    : m_options(options)
    , m_first(register_module(
          "lstm1", Recurrent(RecurrentOptions{.features = options.stepsAtOnce * options.features,
                                              .width = options.width})))
    , m_second(register_module(
          "lstm2", Recurrent(RecurrentOptions{.features = options.width,
                                              .width = options.width,
                                              .bothDirections = options.bothDirections}))) {
    const auto width = options.width;
    m_dense = denseLayers(*this, {(options.bothDirections ? 2 : 1) * width, width, width / 2});
    m_dense.push_back(register_module(
        "verdict", torch::nn::Linear(width / 2 + (options.batchSpread ? 1 : 0), 1)));
}

PieceDiscriminator::Output SequenceDiscriminator::forward(const torch::Tensor& pieces,
                                                          at::Generator&) {
    const RecurrentCall call{.secondDerivatives = m_options.secondDerivatives};
    const auto cells = m_options.silenceIsZero ? (pieces + 1) / 2 : pieces;
    const auto read = cells.reshape({pieces.size(0), pieces.size(1) / m_options.stepsAtOnce, -1});
    const auto rows = m_first(read, RecurrentState{}, call).rows;
    auto h = m_second(rows, RecurrentState{}, call).last();
    for (std::size_t i = 0; i + 1 < m_dense.size(); ++i)
        h = torch::leaky_relu(m_dense[i](h), m_options.slope);
    if (m_options.batchSpread) h = withBatchSpread(h, m_options.group);
    return {m_dense.back()(h).view(-1), rows};
}

torch::Tensor withBatchSpread(const torch::Tensor& rows, std::int64_t group) {
    constexpr double kTiny = 1e-8; // the root has no derivative at 0
    const auto size = group > 0 ? group : rows.size(0);
    const auto groups = rows.view({-1, size, rows.size(1)});
    const auto spread = (groups.var(1, /*unbiased=*/false) + kTiny).sqrt().mean(1); // [groups]
    const auto column = spread.view({-1, 1, 1}).expand({-1, size, 1}).reshape({-1, 1});
    return torch::cat({rows, column}, 1);
}

} // namespace contrafact::models::nn
