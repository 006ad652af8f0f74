// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/midi_rnn/model.h"

#include "models/nn/tensors.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace contrafact::models::midi_rnn {

namespace {

constexpr const char* kNetworkPrefix = "network";
// Below "statistics/" exports keep single precision: half has no room for some times.
constexpr const char* kBankName = "statistics/bank";
/// Seconds below which the logarithm is nearly linear: the shortest times that people tell apart.
constexpr double kShortest = 0.05;

} // namespace

Model::Model(const Params& params)
    : seqLength(params.integer("seq_length"))
    , logTime(params.choice("time") == "log")
    , network(params.integer("hidden"))
    , bank(torch::zeros({0, seqLength, kFeatures})) {}

void Model::save(TensorFile& file) const {
    nn::saveModule(*network, kNetworkPrefix, file);
    file.tensors[kBankName] = nn::toFile(bank, DType::F32);
}

void Model::load(const TensorFile& file) {
    nn::loadModule(*network, kNetworkPrefix, file);
    const auto at = file.tensors.find(kBankName);
    if (at == file.tensors.end() || at->second.shape.size() != 3 ||
        at->second.shape[1] != seqLength || at->second.shape[2] != kFeatures)
        throw std::runtime_error(
            "the checkpoint's bank of windows is missing or has a wrong shape");
    bank = nn::fromFile(at->second).to(torch::kFloat32);
}

double Model::heard(double seconds) const {
    return logTime ? std::log1p(seconds / kShortest) : seconds;
}

double Model::seconds(double said) const {
    const double positive = std::max(0.0, said);
    return logTime ? kShortest * std::expm1(positive) : positive;
}

torch::Tensor Model::encode(std::span<const roll::NoteRow> rows) const {
    auto out = torch::empty({static_cast<std::int64_t>(rows.size()), kFeatures});
    float* at = out.data_ptr<float>();
    for (const auto& row : rows) {
        *at++ = static_cast<float>(row.pitch) / kPitches;
        *at++ = static_cast<float>(heard(row.step));
        *at++ = static_cast<float>(heard(row.duration));
    }
    return out;
}

} // namespace contrafact::models::midi_rnn
