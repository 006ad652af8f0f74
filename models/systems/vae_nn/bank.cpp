// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/bank.h"

#include "models/nn/tensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace contrafact::models::vae_nn {

namespace {

constexpr const char* kSongsKey = "bank_songs";
constexpr double kLevels = 255;

void checkThat(bool fits) {
    if (!fits) throw std::runtime_error("the checkpoint's bank of segments does not fit together");
}

/// [rows, K] to bytes and what brings them back: lowest value and step by number, [2, K].
struct Packed {
    torch::Tensor bytes;
    torch::Tensor range;
};

Packed packed(const torch::Tensor& rows) {
    const auto low = std::get<0>(rows.min(0));
    const auto step = ((std::get<0>(rows.max(0)) - low) / kLevels).clamp_min(1e-6);
    return {((rows - low) / step).round().clamp(0, kLevels).to(torch::kUInt8),
            torch::stack({low, step})};
}

torch::Tensor unpacked(const torch::Tensor& bytes, const torch::Tensor& range) {
    return bytes.to(torch::kFloat32) * range[1] + range[0];
}

} // namespace

Bank Bank::empty(std::int64_t latent) {
    return {.latents = torch::zeros({0, encoding::kFamilies, latent}),
            .cells = torch::zeros({0, encoding::kFamilies})};
}

bool Bank::walkable() const {
    return cells.defined() && cells.size(0) == size() &&
           std::ranges::find(follows, std::uint8_t{1}) != follows.end();
}

void Bank::save(TensorFile& file) const {
    file.tensors["bank/song"] = nn::toFile(torch::tensor(song, torch::kInt64), DType::I64);
    file.metadata[kSongsKey] = nlohmann::json(songs).dump();
    if (!walkable()) {
        file.tensors["bank/latents"] = nn::toFile(latents, DType::F16);
        return;
    }
    const auto sounding = cells > 0; // [N, F]
    std::vector<torch::Tensor> ranges;
    for (std::int64_t family = 0; family < encoding::kFamilies; ++family) {
        const auto rows = latents.select(1, family).index({sounding.select(1, family)});
        const auto some = rows.size(0) > 0 ? rows : torch::zeros({1, latents.size(2)});
        const auto pack = packed(some);
        const auto name =
            "bank/" + std::string(encoding::kFamilyInfo[static_cast<std::size_t>(family)].id);
        file.tensors[name] = nn::toFile(pack.bytes.narrow(0, 0, rows.size(0)), DType::U8);
        ranges.push_back(pack.range);
    }
    file.tensors["statistics/bank_ranges"] = nn::toFile(torch::stack(ranges), DType::F32);
    file.tensors["bank/cells"] = nn::toFile(cells, DType::F16);
    file.tensors["bank/follows"] = nn::toFile(
        torch::tensor(std::vector<std::int64_t>(follows.begin(), follows.end())).to(torch::kUInt8),
        DType::U8);
}

void Bank::load(const TensorFile& file, const torch::Tensor& silent) {
    const auto songOf = nn::required(file, "bank/song", 1);
    song.assign(songOf.data_ptr<std::int64_t>(), songOf.data_ptr<std::int64_t>() + songOf.numel());
    const auto named = file.metadata.find(kSongsKey);
    songs = nlohmann::json::parse(named == file.metadata.end() ? "[]" : named->second)
                .get<std::vector<std::string>>();
    const auto known = static_cast<std::int64_t>(songs.size());
    checkThat(
        std::ranges::all_of(song, [&](std::int64_t index) { return index >= 0 && index < known; }));
    if (!nn::hasTensor(file, "bank/cells")) {
        latents = nn::required(file, "bank/latents", 3).to(torch::kFloat32);
        checkThat(size() == songOf.numel() && latents.size(1) == silent.size(0) &&
                  latents.size(2) == silent.size(1));
        return;
    }
    cells = nn::required(file, "bank/cells", 2).to(torch::kFloat32);
    const auto rows = songOf.numel();
    checkThat(cells.size(0) == rows && cells.size(1) == silent.size(0));
    const auto next = nn::required(file, "bank/follows", 1).to(torch::kUInt8).contiguous();
    follows.assign(next.data_ptr<std::uint8_t>(), next.data_ptr<std::uint8_t>() + next.numel());
    checkThat(next.numel() == rows && (rows == 0 || follows.back() == 0));
    const auto ranges = nn::required(file, "statistics/bank_ranges", 3);
    checkThat(ranges.size(0) == silent.size(0) && ranges.size(1) == 2 &&
              ranges.size(2) == silent.size(1));
    latents = silent.unsqueeze(0).repeat({rows, 1, 1});
    for (std::int64_t family = 0; family < encoding::kFamilies; ++family) {
        const auto name =
            "bank/" + std::string(encoding::kFamilyInfo[static_cast<std::size_t>(family)].id);
        const auto bytes = nn::required(file, name, 2);
        const auto sounding = cells.select(1, family) > 0;
        checkThat(bytes.size(0) == sounding.sum().item<std::int64_t>() &&
                  bytes.size(1) == silent.size(1));
        latents.select(1, family).index_put_({sounding}, unpacked(bytes, ranges[family]));
    }
}

} // namespace contrafact::models::vae_nn
