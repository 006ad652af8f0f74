// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/latent.h"

#include "models/nn/random.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::nn {

torch::Tensor slerp(const torch::Tensor& a, const torch::Tensor& b, double t) {
    const double lengths = (a.norm() * b.norm()).item<double>();
    const double cosine =
        lengths > 0 ? std::clamp(a.dot(b).item<double>() / lengths, -1.0, 1.0) : 1;
    const double angle = std::acos(cosine);
    if (std::sin(angle) < 1e-3) return (1 - t) * a + t * b;
    return (std::sin((1 - t) * angle) * a + std::sin(t * angle) * b) / std::sin(angle);
}

torch::Tensor orthonormal(const torch::Tensor& rows) {
    auto basis = rows.clone();
    for (std::int64_t i = 0; i < basis.size(0); ++i) {
        for (std::int64_t j = 0; j < i; ++j) basis[i].sub_(basis[j] * basis[i].dot(basis[j]));
        basis[i].div_(basis[i].norm().clamp_min(1e-12));
    }
    return basis;
}

/// Power iteration on the covariance, from the same directions every time.
torch::Tensor principalDirections(const torch::Tensor& rows, std::int64_t count) {
    const auto centred = rows - rows.mean(0);
    const auto covariance = centred.t().mm(centred);
    auto start = generator(1);
    auto directions = torch::randn({count, rows.size(1)}, start);
    constexpr int kIterations = 100;
    for (int i = 0; i < kIterations; ++i) directions = orthonormal(directions.mm(covariance));
    return directions;
}

} // namespace contrafact::models::nn
