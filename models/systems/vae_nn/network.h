// SPDX-License-Identifier: GPL-3.0-or-later
// The networks of Tham's VAE + MelodyNN + ConditionalNN.
//
// Every convolution here has a stride equal to its kernel, so it is a matrix product over patches.
// Cells come in patch order (core/encoding/patches.h), in which each layer's patches lie one after
// the other: the whole autoencoder is matrix products on views, with no im2col and no
// transposition. Shapes: B windows, K latent size.
#pragma once

#include "core/encoding/family.h"
#include "models/api/params.h"
#include "models/nn/patches.h"

#include <array>
#include <vector>

namespace contrafact::models::vae_nn {

struct Posterior {
    torch::Tensor mean;     ///< [B, K]
    torch::Tensor logSigma; ///< [B, 1], shared by all K
};

/// One instrument's autoencoder of [B, 32 x 128] cells in patch order.
class ConvVaeImpl : public torch::nn::Module {
public:
    explicit ConvVaeImpl(std::int64_t latent);
    Posterior encode(const torch::Tensor& cells);
    /// Logits (Bernoulli) or velocities (Gaussian), [B, 32 x 128] in patch order.
    torch::Tensor decode(const torch::Tensor& z);
    /// Draws the weights; `density` is the share of sounding cells, at which the output starts.
    void initialise(at::Generator& generator, double density);

    torch::Tensor logSigmaX; ///< of the Gaussian likelihood, learned

private:
    std::int64_t m_latent;
    nn::PatchConv m_conv1, m_conv2, m_conv3;
    torch::nn::Linear m_posterior, m_start;
    nn::PatchDeconv m_deconv3, m_deconv2, m_deconv1;
};
TORCH_MODULE(ConvVae);

/// Dense layers with ReLU between, and dropout after the first where asked for.
class LatentNetImpl : public torch::nn::Module {
public:
    LatentNetImpl(const std::vector<std::int64_t>& widths, double dropout);
    torch::Tensor forward(const torch::Tensor& x);
    /// As in training: dropout masks come from `generator`.
    torch::Tensor forward(const torch::Tensor& x, at::Generator& generator);
    void initialise(at::Generator& generator);

private:
    std::vector<torch::nn::Linear> m_layers;
    double m_dropout;
};
TORCH_MODULE(LatentNet);

/// All ten networks.
struct Networks {
    explicit Networks(std::int64_t latent);

    std::int64_t latent;
    std::vector<ConvVae> vaes;           ///< by family
    LatentNet melody;                    ///< z_t of the piano -> z_{t+1}
    std::vector<LatentNet> conditionals; ///< guitar .. drums: (w_t, z_{t+1}) -> w_{t+1}

    /// Visits (name in checkpoints, module). Constant as a pointer is: the modules are not.
    template<typename Visit>
    void forEach(Visit&& visit) const {
        for (std::size_t i = 0; i < vaes.size(); ++i)
            visit("vae_" + familyId(i), static_cast<torch::nn::Module&>(*vaes[i].ptr()));
        visit("melody", static_cast<torch::nn::Module&>(*melody.ptr()));
        for (std::size_t i = 0; i < conditionals.size(); ++i)
            visit("conditional_" + familyId(i + 1),
                  static_cast<torch::nn::Module&>(*conditionals[i].ptr()));
    }
    static std::string familyId(std::size_t family) {
        return std::string(encoding::kFamilyInfo[family].id);
    }
};

} // namespace contrafact::models::vae_nn
