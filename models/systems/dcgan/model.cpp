// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/dcgan/model.h"

#include "models/nn/latent.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"

#include <stdexcept>

namespace contrafact::models::dcgan {

Model::Model(const Params& params)
    : generator(params.integer("width")) {}

void Model::save(TensorFile& file) const {
    nn::saveModule(*generator, "generator", file);
    nn::saveFloats(statistics.strikes, "statistics/strikes", file);
    nn::saveFloats(statistics.heard, "statistics/heard", file);
}

void Model::load(const TensorFile& file) {
    nn::loadModule(*generator, "generator", file);
    nn::loadFloats(statistics.strikes, "statistics/strikes", file);
    nn::loadFloats(statistics.heard, "statistics/heard", file);
}

torch::Tensor Model::outputs(const torch::Tensor& z) const {
    const torch::NoGradGuard still;
    auto network = generator;
    return network(z, Norm::Use).sigmoid_().contiguous();
}

torch::Tensor sliderDirections(const Model& model) {
    const torch::NoGradGuard still;
    constexpr std::int64_t kPieces = 2048;
    auto generator = nn::generator(2);
    const auto z = torch::randn({kPieces, kLatent}, generator);
    auto network = model.generator;
    const auto activations = network->early(z);
    const auto centred = activations - activations.mean(0);
    const auto coordinates = centred.mm(nn::principalDirections(centred, kSliders).t()); // [N, 8]
    // z is white, so its regression on the uncorrelated coordinates is a product.
    return nn::orthonormal(coordinates.t().mm(z));
}

} // namespace contrafact::models::dcgan
