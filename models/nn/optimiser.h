// SPDX-License-Identifier: GPL-3.0-or-later
// Gradient descent on a network's weights: SGD with momentum, or Adam. Clips the gradient by its
// norm, decays the weights, and is saved like weights. Rate and momentum are given step by step.
// A step reads back from the device once: the loss and all norms together.
#pragma once

#include "models/api/checkpoint.h"
#include "models/nn/torch.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace contrafact::models::nn {

/// The loss or a gradient is NaN or infinite; the weights have not been touched.
struct Diverged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class Method { Adam, Sgd };
enum class WeightDecay {
    Decoupled, ///< weights shrink by rate * decay on their own (AdamW)
    L2         ///< decay * weight is added to the gradient, as the sources' optimisers do
};

struct OptimiserOptions {
    Method method = Method::Adam;
    double beta1 = 0.9; ///< SGD: its momentum
    double beta2 = 0.999;
    double eps = 1e-8;
    double weightDecay = 0;
    WeightDecay decay = WeightDecay::Decoupled;
    double clip = 0; ///< largest gradient norm over all weights; 0: off
};

/// What may change from step to step.
struct StepRates {
    double rate = 0;
    std::optional<double> beta1 = {}; ///< nothing: the options'
    std::optional<double> beta2 = {};
};

class Optimiser {
public:
    /// The module must be on its training device: its tensors are held on to.
    Optimiser(const torch::nn::Module& module, const OptimiserOptions& options);

    /// One descent on `loss`, a scalar; returns it. Throws Diverged.
    double descend(const torch::Tensor& loss, const StepRates& rates);
    double descend(const torch::Tensor& loss, double rate) {
        return descend(loss, StepRates{.rate = rate});
    }

    /// Of the last descent's gradient over all weights, before clipping.
    double gradientNorm() const { return m_gradientNorm; }

    /// Weights and moments as "prefix/..."; `load` expects exactly what `save` wrote.
    void save(const std::string& prefix, TensorFile& file) const;
    void load(const std::string& prefix, const TensorFile& file);

private:
    struct Slot {
        std::string name;
        torch::Tensor weight;
        torch::Tensor first;  ///< mean of gradients; SGD: its velocity
        torch::Tensor second; ///< mean of their squares; undefined for SGD
    };
    struct Update; ///< one step's numbers

    double lossAndScale(const torch::Tensor& loss, double& scale);
    void update(const Slot& slot, const Update& now) const;
    template<typename Visit>
    void forEach(const std::string& prefix, Visit&& visit) const;

    OptimiserOptions m_options;
    std::vector<Slot> m_slots;
    std::int64_t m_step = 0;
    double m_gradientNorm = 0;
};

} // namespace contrafact::models::nn
