// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint of this system holds, and the network token by token.
#pragma once

#include "core/encoding/pair_tokens.h"
#include "models/api/checkpoint.h"
#include "models/api/generation.h"
#include "models/systems/transformer_xl/network.h"

#include <memory>
#include <span>
#include <vector>

namespace contrafact::models::transformer_xl {

struct Model {
    explicit Model(const Params& training);
    void save(TensorFile& file) const;
    void load(const TensorFile& file);

    encoding::PairTokens tokens;
    XlNet network;
};

/// One thread. Copies of its state make branches and retries.
class XlStepper {
public:
    /// Shares the weights of a network on the CPU, which must not change meanwhile.
    explicit XlStepper(XlNet network);

    /// Logits of what follows `token`, which stands at `position` (sixteenths), [vocabulary]. The
    /// view is good until the next step.
    std::span<const float> step(int token, int position);
    /// The same for many tokens at once, from nothing; `positions` are theirs.
    std::span<const float> read(std::span<const int> tokens, std::span<const int> positions);
    void reset() { m_seen.assign(m_seen.size(), {}); }

    /// Of all layers, to go back to.
    using State = std::vector<nn::RelativeAttentionImpl::Seen>;
    const State& state() const { return m_seen; }
    void setState(const State& state) { m_seen = state; }

private:
    std::span<const float> view() const;

    XlNet m_network;
    std::vector<torch::Tensor> m_distances; ///< by layer
    State m_seen;
    torch::Tensor m_logits;
};

std::unique_ptr<Composer> makeComposerOf(Model model, CheckpointInfo info);

} // namespace contrafact::models::transformer_xl
