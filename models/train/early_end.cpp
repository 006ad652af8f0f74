// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/early_end.h"

#include "models/nn/tensors.h"

namespace contrafact::models::train {

bool EarlyEnd::improves(double loss) {
    if (loss >= m_best) {
        ++m_waited;
        return false;
    }
    m_best = loss;
    m_waited = 0;
    return true;
}

void EarlyEnd::save(const std::string& prefix, TensorFile& file) const {
    nn::saveNumber(m_waited, prefix + "/waited", file);
    nn::saveNumber(m_best, prefix + "/best_loss", file);
}

void EarlyEnd::load(const std::string& prefix, const TensorFile& file) {
    nn::loadNumber(m_waited, prefix + "/waited", file);
    nn::loadNumber(m_best, prefix + "/best_loss", file);
}

} // namespace contrafact::models::train
