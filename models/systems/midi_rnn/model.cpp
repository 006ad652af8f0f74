// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_rnn/model.h"

#include "models/nn/tensors.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace contrafact::models::midi_rnn {

namespace {

constexpr const char* kNetworkPrefix = "network";
// Below "statistics/" exports keep single precision: half has no room for some times.
constexpr const char* kBankName = "statistics/bank";
constexpr const char* kEchoesName = "statistics/echoes";
constexpr std::int64_t kEchoColumns = 4;
constexpr double kMiddleC = 60;
/// Seconds below which the logarithm is nearly linear: the shortest times that people tell apart.
constexpr double kShortest = 0.05;

/// A tensor with any number of rows of that shape.
torch::Tensor statistics(const char* name, const std::vector<std::int64_t>& rowShape,
                         const TensorFile& file) {
    const auto at = file.tensors.find(name);
    if (at == file.tensors.end() || at->second.shape.size() != rowShape.size() + 1 ||
        !std::equal(rowShape.begin(), rowShape.end(), at->second.shape.begin() + 1))
        throw std::runtime_error("the checkpoint's " + std::string(name) +
                                 " is missing or has a wrong shape");
    return nn::fromFile(at->second).to(torch::kFloat32);
}

} // namespace

Model::Model(const Params& params)
    : seqLength(params.integer("seq_length"))
    , logTime(params.choice("time") == "log")
    , octaves(params.choice("pitch_heard") == "octaves")
    , reading(Reading::from(params))
    , network(params.integer("hidden"))
    , bank(torch::zeros({0, seqLength, kFeatures}))
    , echoes(torch::zeros({0, kEchoColumns})) {}

void Model::save(TensorFile& file) const {
    nn::saveModule(*network, kNetworkPrefix, file);
    file.tensors[kBankName] = nn::toFile(bank, DType::F32);
    file.tensors[kEchoesName] = nn::toFile(echoes, DType::F32);
}

void Model::load(const TensorFile& file) {
    nn::loadModule(*network, kNetworkPrefix, file);
    bank = statistics(kBankName, {seqLength, kFeatures}, file);
    if (nn::hasTensor(file, kEchoesName)) echoes = statistics(kEchoesName, {kEchoColumns}, file);
}

torch::Tensor Model::encodedPitch(const torch::Tensor& pitches) const {
    const auto real = pitches.to(torch::kFloat32);
    return octaves ? (real - kMiddleC) / kOctave : real / kPitches;
}

double Model::encodedTime(double seconds) const {
    return logTime ? std::log1p(seconds / kShortest) : seconds;
}

double Model::seconds(double encoded) const {
    const double positive = std::max(0.0, encoded);
    return logTime ? kShortest * std::expm1(positive) : positive;
}

torch::Tensor Model::encode(std::span<const encoding::NoteRow> rows) const {
    auto out = torch::empty({static_cast<std::int64_t>(rows.size()), kFeatures});
    float* at = out.data_ptr<float>();
    for (const auto& row : rows) {
        *at++ = static_cast<float>(row.pitch);
        *at++ = static_cast<float>(encodedTime(row.step));
        *at++ = static_cast<float>(encodedTime(row.duration));
    }
    const auto pitches = out.select(1, 0);
    pitches.copy_(encodedPitch(pitches));
    return out;
}

} // namespace contrafact::models::midi_rnn
