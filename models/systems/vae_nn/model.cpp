// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/model.h"

#include "models/nn/tensors.h"

#include <stdexcept>

namespace contrafact::models::vae_nn {

namespace {

torch::Tensor strikesTensor(const compose::StrikeTable& table) {
    auto tensor = torch::zeros({encoding::kFamilies, 8});
    std::memcpy(tensor.data_ptr<float>(), table.data(), sizeof(table));
    return tensor;
}

template<typename Array>
void copyFloats(const torch::Tensor& tensor, Array& out) {
    const auto plain = tensor.to(torch::kFloat32).contiguous();
    if (plain.nbytes() != sizeof(out)) throw std::runtime_error("a statistic has a wrong size");
    std::memcpy(out.data(), plain.data_ptr(), sizeof(out));
}

} // namespace

Model::Model(const Params& params)
    : nets(std::stoll(params.choice("k")))
    , m_gaussian(params.choice("likelihood") == "gaussian") {
    for (auto& spread : statistics.spreads)
        spread = {torch::zeros({nets.latent}), torch::ones({nets.latent})};
    bank = Bank::empty(nets.latent);
}

torch::Tensor Model::silence() const {
    const torch::NoGradGuard still;
    std::vector<torch::Tensor> means;
    for (auto vae : nets.vaes) {
        const auto like = vae->parameters().front().options();
        means.push_back(vae->encode(torch::zeros({1, encoding::kPatchCells}, like)).mean[0].cpu());
    }
    return torch::stack(means);
}

void Model::save(TensorFile& file) const {
    nets.forEach([&](const std::string& name, const torch::nn::Module& module) {
        nn::saveModule(module, name, file);
    });
    const auto add = [&](const std::string& name, const torch::Tensor& tensor, DType type) {
        file.tensors[name] = nn::toFile(tensor, type);
    };
    std::vector<torch::Tensor> centers, stretches;
    for (const auto& spread : statistics.spreads) {
        centers.push_back(spread.center);
        stretches.push_back(spread.stretch);
    }
    add("statistics/center", torch::stack(centers), DType::F32);
    add("statistics/stretch", torch::stack(stretches), DType::F32);
    add("statistics/strikes", strikesTensor(statistics.strikes), DType::F32);
    add("statistics/density",
        torch::tensor(std::vector<float>(statistics.density.begin(), statistics.density.end())),
        DType::F32);
    auto velocities = torch::zeros({encoding::kFamilies, encoding::kStepsPerBar, 2});
    std::memcpy(velocities.data_ptr<float>(), statistics.velocities.data(),
                sizeof(statistics.velocities));
    add("statistics/velocities", velocities, DType::F32);
    bank.save(file);
}

void Model::load(const TensorFile& file) {
    nets.forEach([&](const std::string& name, torch::nn::Module& module) {
        nn::loadModule(module, name, file);
    });
    auto centers = torch::zeros({kLatentNets, nets.latent});
    auto stretches = centers.clone();
    nn::loadTensor(centers, "statistics/center", file);
    nn::loadTensor(stretches, "statistics/stretch", file);
    for (std::size_t i = 0; i < kLatentNets; ++i)
        statistics.spreads[i] = {centers[static_cast<std::int64_t>(i)].clone(),
                                 stretches[static_cast<std::int64_t>(i)].clone()};
    copyFloats(nn::required(file, "statistics/strikes", 2), statistics.strikes);
    copyFloats(nn::required(file, "statistics/density", 1), statistics.density);

    if (nn::hasTensor(file, "statistics/velocities"))
        copyFloats(nn::required(file, "statistics/velocities", 3), statistics.velocities);
    bank = Bank::empty(nets.latent);
    bank.load(file, silence());
}

} // namespace contrafact::models::vae_nn
