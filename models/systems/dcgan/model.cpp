// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/dcgan/model.h"

#include "models/nn/latent.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"

#include <cstring>
#include <stdexcept>

namespace contrafact::models::dcgan {

namespace {

template<typename Array>
torch::Tensor asTensor(const Array& values) {
    auto tensor = torch::empty({static_cast<std::int64_t>(sizeof(values) / sizeof(float))});
    std::memcpy(tensor.data_ptr(), &values, sizeof(values));
    return tensor;
}

template<typename Array>
void loadArray(Array& values, const std::string& name, const TensorFile& file) {
    auto tensor = asTensor(values);
    nn::loadTensor(tensor, name, file);
    std::memcpy(&values, tensor.data_ptr(), sizeof(values));
}

} // namespace

Model::Model(const Params& params)
    : generator(params.integer("width")) {}

void Model::save(TensorFile& file) const {
    nn::saveModule(*generator, "generator", file);
    file.tensors["statistics/strikes"] = nn::toFile(asTensor(statistics.strikes), DType::F32);
    file.tensors["statistics/heard"] = nn::toFile(asTensor(statistics.heard), DType::F32);
}

void Model::load(const TensorFile& file) {
    nn::loadModule(*generator, "generator", file);
    loadArray(statistics.strikes, "statistics/strikes", file);
    loadArray(statistics.heard, "statistics/heard", file);
}

Model Model::onCpu(const Params& params) const {
    TensorFile file;
    save(file);
    Model copy(params);
    copy.load(file);
    return copy;
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
