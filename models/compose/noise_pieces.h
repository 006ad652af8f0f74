// SPDX-License-Identifier: GPL-3.0-or-later
// Composing with generators that make each piece of noise alone: latents that walk from piece to
// piece, and pieces one after another in time. What a piece is in notes, a PieceCode knows.
#pragma once

#include "models/api/generation.h"
#include "models/nn/players.h"

#include <memory>
#include <vector>

namespace contrafact::models::compose {

/// The latents of successive pieces: [pieces, size], by the controls of latentWalkSpecs(). On the
/// CPU.
torch::Tensor chainedLatents(const Params& controls, std::uint64_t seed, int pieces,
                             std::int64_t size);

/// What the numbers of a piece mean in music. Composing thread.
class PieceCode {
public:
    virtual ~PieceCode() = default;
    /// How long a piece lasts, in quarter notes, > 0.
    virtual double quarters(const Params& controls) const = 0;
    /// The piano's notes of one piece from tick 0, at score::kDefaultPpq. `piece` on the CPU.
    virtual std::vector<score::Note> notes(const torch::Tensor& piece,
                                           const Params& controls) const = 0;
    /// The piece as a picture, where it is one.
    virtual std::vector<exchange::RollImage> images(const torch::Tensor&, const Params&) const {
        return {};
    }
    /// Adds what decoding needs to a checkpoint, and reads it back.
    virtual void save(TensorFile&) const {}
    virtual void load(const TensorFile&) {}
};

/// What a checkpoint of such a system holds.
struct NoiseModel {
    std::shared_ptr<nn::PieceGenerator> generator;
    std::shared_ptr<PieceCode> code;

    void save(TensorFile& file) const;
    void load(const TensorFile& file);
};

/// The composer of a checkpoint: `model` has its shapes, on the CPU, and reads its weights. Throws
/// where names or shapes differ.
std::unique_ptr<Composer> openNoiseModel(NoiseModel model, const TensorFile& file,
                                         const CheckpointInfo& info);

} // namespace contrafact::models::compose
