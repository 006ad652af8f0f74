// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/model.h"

#include "models/nn/tensors.h"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace contrafact::models::vae_nn {

namespace {

constexpr const char* kSongsKey = "bank_songs";

torch::Tensor strikesTensor(const compose::StrikeTable& table) {
    auto tensor = torch::zeros({encoding::kFamilies, 8});
    std::memcpy(tensor.data_ptr<float>(), table.data(), sizeof(table));
    return tensor;
}

torch::Tensor required(const TensorFile& file, const std::string& name, std::int64_t dimensions) {
    const auto at = file.tensors.find(name);
    if (at == file.tensors.end()) throw std::runtime_error("the checkpoint has no tensor " + name);
    auto tensor = nn::fromFile(at->second);
    if (tensor.dim() != dimensions)
        throw std::runtime_error("the tensor " + name + " has a wrong number of dimensions");
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
    bank.latents = torch::zeros({0, encoding::kFamilies, nets.latent});
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
    add("bank/latents", bank.latents, DType::F16);
    add("bank/song", torch::tensor(bank.song, torch::kInt64), DType::I64);
    file.metadata[kSongsKey] = nlohmann::json(bank.songs).dump();
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
    copyFloats(required(file, "statistics/strikes", 2), statistics.strikes);
    copyFloats(required(file, "statistics/density", 1), statistics.density);

    bank.latents = required(file, "bank/latents", 3).to(torch::kFloat32);
    const auto song = required(file, "bank/song", 1);
    bank.song.assign(song.data_ptr<std::int64_t>(), song.data_ptr<std::int64_t>() + song.numel());
    const auto songs = file.metadata.find(kSongsKey);
    const auto names = nlohmann::json::parse(songs == file.metadata.end() ? "[]" : songs->second);
    bank.songs = names.get<std::vector<std::string>>();
    const auto known = static_cast<std::int64_t>(bank.songs.size());
    const auto strange = [&](std::int64_t index) { return index < 0 || index >= known; };
    if (bank.size() != song.numel() || std::ranges::any_of(bank.song, strange))
        throw std::runtime_error("the checkpoint's bank of segments does not fit together");
}

} // namespace contrafact::models::vae_nn
