// SPDX-License-Identifier: GPL-3.0-or-later
// The weights to compose with, which need not be the ones under training: their running mean, or
// those that were best at a validation. One owner keeps them and puts them into the network for as
// long as a scope lives. Used on the training thread.
#pragma once

#include "models/api/checkpoint.h"
#include "models/nn/torch.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace contrafact::models::train {

enum class Keep {
    Newest,  ///< those under training
    Average, ///< an exponential running mean over the steps
    Best     ///< those of the best validation; before the first one the newest
};

struct KeepOptions {
    Keep kind = Keep::Newest;
    double decay = 0; ///< of the average, 0..1
    /// Called when averaged weights have been put in: batch norm's statistics belong to the weights
    /// they were measured with, and are measured anew here. May be empty.
    std::function<void()> measure;

    /// The average with that decay; 0: the newest.
    static KeepOptions average(double decay, std::function<void()> measure = {}) {
        return {decay > 0 ? Keep::Average : Keep::Newest, decay, std::move(measure)};
    }
};

class KeptWeights {
public:
    /// The module must be on its training device and hold its first weights.
    KeptWeights(const torch::nn::Module& module, KeepOptions options);

    /// After each optimiser step: the average follows.
    void afterStep();
    /// The weights now in the network are the best so far (Keep::Best; nothing otherwise).
    void remember();

    /// The kept weights are in the network while this lives. Scopes may be nested.
    class Scope;
    [[nodiscard]] Scope inPlace();
    /// The kept weights stay in the network: training has ended.
    void putInForGood();

    /// As "prefix/mean/..." or "prefix/best/..."; `load` expects exactly what `save` wrote.
    void save(const std::string& prefix, TensorFile& file) const;
    void load(const std::string& prefix, const TensorFile& file);

private:
    struct Slot {
        std::string name;
        torch::Tensor live; ///< the network's own
        torch::Tensor kept; ///< undefined where there is nothing to put in
        torch::Tensor aside;
    };
    void enter();
    void leave();
    bool hasKept() const;
    template<typename Visit>
    void forEachKept(const std::string& prefix, Visit&& visit) const;

    KeepOptions m_options;
    std::vector<Slot> m_slots; ///< parameters, then buffers
    std::int64_t m_steps = 0;
    bool m_remembered = false;
    int m_depth = 0;
};

class KeptWeights::Scope {
public:
    Scope() = default; ///< there is nothing to put in
    explicit Scope(KeptWeights& owner)
        : m_owner(&owner) {
        owner.enter();
    }
    ~Scope() {
        if (m_owner) m_owner->leave();
    }
    Scope(Scope&& other) noexcept
        : m_owner(std::exchange(other.m_owner, nullptr)) {}
    Scope& operator=(Scope&&) = delete;

private:
    KeptWeights* m_owner = nullptr;
};

} // namespace contrafact::models::train
