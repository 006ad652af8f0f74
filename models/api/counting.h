// SPDX-License-Identifier: GPL-3.0-or-later
// Trainable parameters of common layers, as LibTorch and as Keras count them: torch has a second
// bias in each LSTM, Keras counts the running means and variances of batch norm.
#pragma once

#include "models/api/descriptor.h"

namespace contrafact::models {

struct Count {
    std::int64_t torch = 0;
    std::int64_t keras = 0;

    Count operator+(const Count& other) const { return {torch + other.torch, keras + other.keras}; }
    ParameterCount of(std::string network) const { return {std::move(network), torch, keras}; }
};

/// Also a convolution, `in` being kernel cells times channels.
constexpr Count denseCount(std::int64_t in, std::int64_t out) {
    return {in * out + out, in * out + out};
}
constexpr Count normCount(std::int64_t width) {
    return {2 * width, 4 * width};
}
constexpr Count lstmCount(std::int64_t features, std::int64_t width, std::int64_t directions = 1) {
    const auto kernels = 4 * width * (features + width);
    return {directions * (kernels + 8 * width), directions * (kernels + 4 * width)};
}
/// Layers of which each reads the one before; both count the two biases.
constexpr std::int64_t gruCount(std::int64_t features, std::int64_t width,
                                std::int64_t layers = 1) {
    const auto layer = [width](std::int64_t inputs) {
        return 3 * width * (inputs + width) + 6 * width;
    };
    return layer(features) + (layers - 1) * layer(width);
}
/// nn/sequence_discriminator.h
Count sequenceDiscriminatorCount(std::int64_t features, std::int64_t width, std::int64_t directions,
                                 bool batchSpread);

} // namespace contrafact::models
