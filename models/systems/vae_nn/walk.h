// SPDX-License-Identifier: GPL-3.0-or-later
// A walk through the latent space, four bars a turn: the generation loop of Tham's article. Batched
// over N independent walks, of which composing needs one and calibration many.
// Shapes: N walks, F families (5), K latent size.
#pragma once

#include "models/nn/random.h"
#include "models/systems/vae_nn/model.h"

#include <optional>

namespace contrafact::models::vae_nn {

inline constexpr int kBarsPerTurn = 4;

enum class NoiseAt { Input, Output, Both };

struct WalkControls {
    double noiseSd = 0.7;
    NoiseAt noiseAt = NoiseAt::Input;
    double spread = 0.8;
    double alpha = 0.5;

    enum class Continuation { Auto, Songs, Networks };
    Continuation continuation = Continuation::Auto;

    bool byExpectation = true; ///< else by threshold
    double density = 1;
    double threshold = 0.3;
    bool binarise = true;
    bool repeats = true;

    static WalkControls from(const Params& params);
};

class Walk {
public:
    Walk(const Model& model, WalkControls controls)
        : m_model(model)
        , m_controls(controls) {}

    /// Latents of music: [N, F, cells] in patch order -> [N, F, K].
    torch::Tensor encode(const torch::Tensor& cells) const;
    /// Where the music goes next: [N, F, K] -> [N, F, K]. `style` [N, F, K], or undefined.
    /// `offset` [K] is added to the new piano latent, before the others follow it; or undefined.
    torch::Tensor next(torch::Tensor z, const torch::Tensor& style, const torch::Tensor& offset,
                       at::Generator& generator) const;
    /// How likely (Gaussian: how loud, 0..1) each cell sounds: [N, F, K] -> [N, F, cells].
    torch::Tensor outputs(const torch::Tensor& z) const;

    /// One family's cells from its outputs (patch order), with onset bits. `seed` decides which
    /// held cells are struck again.
    encoding::Cells choose(std::span<const float> outputs, int family, std::uint64_t seed) const;
    /// Back to the network's input.
    void fill(const encoding::Cells& cells, std::span<float> out) const;

private:
    torch::Tensor predict(std::size_t net, const torch::Tensor& input,
                          at::Generator& generator) const;
    std::vector<bool> chosen(std::span<const float> outputs, int family) const;
    std::uint8_t velocity(float output, int family) const;
    bool noisyAt(NoiseAt place) const {
        return m_controls.noiseAt == place || m_controls.noiseAt == NoiseAt::Both;
    }

    const Model& m_model;
    WalkControls m_controls;
};

} // namespace contrafact::models::vae_nn
