// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_rnn/best_epoch.h"

#include "models/nn/tensors.h"

namespace contrafact::models::midi_rnn {

BestEpoch::BestEpoch(const torch::nn::Module& network, std::int64_t patience)
    : m_patience(patience) {
    for (const auto& weight : network.parameters()) {
        m_weights.push_back(weight.detach());
        m_best.push_back(weight.detach().clone());
    }
}

bool BestEpoch::judge(double loss) {
    if (loss >= m_loss) {
        ++m_waited;
        return false;
    }
    m_loss = loss;
    m_waited = 0;
    for (std::size_t i = 0; i < m_best.size(); ++i) m_best[i].copy_(m_weights[i]);
    return true;
}

void BestEpoch::swap() {
    if (!known()) return;
    for (std::size_t i = 0; i < m_best.size(); ++i) {
        const auto weights = m_weights[i].clone();
        m_weights[i].copy_(m_best[i]);
        m_best[i].copy_(weights);
    }
}

void BestEpoch::save(const std::string& prefix, TensorFile& file) const {
    for (std::size_t i = 0; i < m_best.size(); ++i)
        file.tensors[prefix + "/" + std::to_string(i)] = nn::toFile(m_best[i], DType::F32);
    file.tensors[prefix + "/waited"] = nn::toFile(torch::tensor({m_waited}), DType::I64);
    file.tensors[prefix + "/loss"] =
        nn::toFile(torch::tensor({m_loss}, torch::kFloat64), DType::F64);
}

void BestEpoch::load(const std::string& prefix, const TensorFile& file) {
    for (std::size_t i = 0; i < m_best.size(); ++i)
        nn::loadTensor(m_best[i], prefix + "/" + std::to_string(i), file);
    auto waited = torch::zeros({1}, torch::kInt64);
    auto loss = torch::zeros({1}, torch::kFloat64);
    nn::loadTensor(waited, prefix + "/waited", file);
    nn::loadTensor(loss, prefix + "/loss", file);
    m_waited = waited.item<std::int64_t>();
    m_loss = loss.item<double>();
}

} // namespace contrafact::models::midi_rnn
