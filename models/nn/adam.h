// SPDX-License-Identifier: GPL-3.0-or-later
// Adam with decoupled weight decay and gradient clipping, in one pass that stays in the cache; its
// state is named and saved like weights.
#pragma once

#include "models/nn/optimiser.h"
#include "models/nn/torch.h"

#include <string>
#include <vector>

namespace contrafact::models::nn {

struct AdamOptions {
    double beta1 = 0.9;
    double beta2 = 0.999;
    double eps = 1e-8;
    double weightDecay = 0;
    double clip = 0; ///< largest gradient norm; 0: off
};

class Adam {
public:
    Adam(const torch::nn::Module& module, AdamOptions options);

    /// One descent on `loss` with learning rate `rate`; returns the loss. Throws Diverged.
    double descend(const torch::Tensor& loss, double rate);

    /// Weights and moments as "prefix/..."; `load` expects exactly what `save` wrote.
    void save(const std::string& prefix, TensorFile& file) const;
    void load(const std::string& prefix, const TensorFile& file);

private:
    struct Slot {
        std::string name;
        torch::Tensor weight;
        torch::Tensor first;
        torch::Tensor second;
    };
    double gradientScale() const;
    void update(Slot& slot, double scale, double rate);
    template<typename Visit>
    void forEach(const std::string& prefix, Visit&& visit) const;

    AdamOptions m_options;
    std::vector<Slot> m_slots;
    std::int64_t m_step = 0;
};

} // namespace contrafact::models::nn
