// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_gan/model.h"

#include "models/nn/dropout.h"
#include "models/nn/layers.h"
#include "models/nn/tensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace contrafact::models::midi_gan {

namespace {

constexpr double kSlope = 0.2; // of LeakyReLU below 0
constexpr double kKept = 0.99; // of batch norm's means, as Keras does
constexpr const char* kFilesKey = "files";

} // namespace

GeneratorImpl::GeneratorImpl()
    : m_dense(nn::denseLayers(*this, {kNoise, 128, 256, 512, kColumns})) {
    for (std::size_t i = 0; i + 1 < m_dense.size(); ++i) {
        const auto width = m_dense[i]->weight.size(0);
        const auto options = nn::kerasNorm(width, kKept);
        m_norms.push_back(
            register_module("norm" + std::to_string(i + 1), torch::nn::BatchNorm1d(options)));
    }
}

torch::Tensor GeneratorImpl::forward(const torch::Tensor& noise) {
    auto h = noise;
    for (std::size_t i = 0; i < m_norms.size(); ++i)
        h = torch::leaky_relu(m_norms[i](m_dense[i](h)), kSlope);
    return m_dense.back()(h).tanh();
}

void GeneratorImpl::measure(const torch::Tensor& noise) {
    nn::measureNorms(*this, [&] { forward(noise); });
}

void GeneratorImpl::initialise(at::Generator& generator) {
    nn::drawWeights(*this, nn::Start::Keras, generator);
}

DiscriminatorImpl::DiscriminatorImpl(double dropout)
    : m_dense(nn::denseLayers(*this, {kColumns, 512, 256, 128, 1}))
    , m_dropout(dropout) {}

DiscriminatorImpl::Output DiscriminatorImpl::forward(const torch::Tensor& rows,
                                                     at::Generator& drops) {
    Output output;
    auto h = rows;
    for (std::size_t i = 0; i + 1 < m_dense.size(); ++i) {
        h = torch::leaky_relu(m_dense[i](h), kSlope);
        if (i == 0) output.features = h;
        h = nn::dropout(h, m_dropout, drops);
    }
    output.logits = m_dense.back()(h).view(-1);
    return output;
}

void DiscriminatorImpl::initialise(at::Generator& generator) {
    nn::drawWeights(*this, nn::Start::Keras, generator);
}

void Model::save(TensorFile& file) const {
    nn::saveModule(*generator, "generator", file);
    file.tensors["statistics/centre"] = nn::toFile(centre, DType::F32);
    file.tensors["statistics/spread"] = nn::toFile(spread, DType::F32);
    file.metadata[kFilesKey] = nlohmann::json(files).dump();
}

void Model::load(const TensorFile& file) {
    nn::loadModule(*generator, "generator", file);
    nn::loadTensor(centre, "statistics/centre", file);
    nn::loadTensor(spread, "statistics/spread", file);
    const auto known = file.metadata.find(kFilesKey);
    if (known != file.metadata.end())
        files = nlohmann::json::parse(known->second).get<std::vector<std::string>>();
}

void Model::measureScale(const torch::Tensor& rows, bool byRange) {
    constexpr double kSmallest = 1e-6; // a column may be all the same
    if (byRange) {
        const auto low = rows.amin(0), high = rows.amax(0);
        centre = (low + high) / 2;
        spread = ((high - low) / 2).clamp_min(kSmallest);
    } else {
        centre = rows.mean(0);
        spread = rows.std(0, false).clamp_min(kSmallest);
    }
}

std::vector<encoding::NoteRow> Model::notes(const torch::Tensor& scaledRows) const {
    const auto rows = (scaledRows.cpu() * spread + centre).contiguous();
    const float* at = rows.data_ptr<float>();
    std::vector<encoding::NoteRow> notes;
    for (std::int64_t i = 0; i < rows.size(0); ++i, at += kColumns)
        notes.push_back({static_cast<int>(std::clamp(std::lround(at[0]), 0L, 127L)),
                         std::max(0.0, static_cast<double>(at[1])),
                         std::max(0.0, static_cast<double>(at[2]))});
    return notes;
}

} // namespace contrafact::models::midi_gan
