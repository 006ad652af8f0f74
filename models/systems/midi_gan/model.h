// SPDX-License-Identifier: GPL-3.0-or-later
// MidiGAN: each note is a sample of its own, (pitch, step, duration), that the generator makes of
// noise and the discriminator judges. Shapes: B notes.
#pragma once

#include "core/encoding/note_rows.h"
#include "models/api/checkpoint.h"
#include "models/nn/torch.h"

#include <torch/nn/modules/batchnorm.h>

#include <span>
#include <string>
#include <vector>

namespace contrafact::models::midi_gan {

inline constexpr std::int64_t kNoise = 100, kColumns = 3;

class GeneratorImpl : public torch::nn::Module {
public:
    GeneratorImpl();
    /// noise [B, 100] -> scaled rows [B, 3] in -1..1; batch norm by the batch while training.
    torch::Tensor forward(const torch::Tensor& noise);
    /// Sets batch norm's statistics to those of this batch, for averaged weights.
    void measure(const torch::Tensor& noise);
    void initialise(at::Generator& generator);

private:
    std::vector<torch::nn::Linear> m_dense;
    std::vector<torch::nn::BatchNorm1d> m_norms;
};
TORCH_MODULE(Generator);

class DiscriminatorImpl : public torch::nn::Module {
public:
    explicit DiscriminatorImpl(double dropout);
    struct Output {
        torch::Tensor logits;   ///< [B]
        torch::Tensor features; ///< of the first layer, [B, 512]
    };
    Output forward(const torch::Tensor& rows, at::Generator& drops);
    void initialise(at::Generator& generator);

private:
    std::vector<torch::nn::Linear> m_dense;
    double m_dropout;
};
TORCH_MODULE(Discriminator);

/// What a checkpoint holds: the generator, how rows were scaled, and the songs they came from.
struct Model {
    Model() = default;
    explicit Model(const Params&) {}
    void save(TensorFile& file) const;
    void load(const TensorFile& file);
    /// Measures the scale on rows [N, 3]: z-scores, or smallest and largest to -1 and 1.
    void measureScale(const torch::Tensor& rows, bool byRange);
    torch::Tensor scaled(const torch::Tensor& rows) const { return (rows - centre) / spread; }
    /// Notes as numbers again; pitches in 0..127, times not below 0.
    std::vector<encoding::NoteRow> notes(const torch::Tensor& scaledRows) const;

    Generator generator;
    torch::Tensor centre = torch::zeros({kColumns}), spread = torch::ones({kColumns});
    std::vector<std::string> files;
};

} // namespace contrafact::models::midi_gan
