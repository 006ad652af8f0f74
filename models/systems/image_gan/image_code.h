// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces that are pictures of piano rolls (core/exchange/roll_image.h).
#pragma once

#include "models/compose/noise_pieces.h"

namespace contrafact::models::image_gan {

/// Brightness above `threshold` sounds. image [106, 100] in 0..1, on the CPU.
exchange::RollImage toImage(const torch::Tensor& image, double threshold);
/// 0 or 1: [106, 100].
torch::Tensor toTensor(const exchange::RollImage& image);

class ImageCode : public compose::PieceCode {
public:
    double quarters(const Params&) const override {
        return static_cast<double>(exchange::kImageColumns) / exchange::kColumnsPerQuarter;
    }
    std::vector<score::Note> notes(const torch::Tensor& piece,
                                   const Params& controls) const override;
    std::vector<exchange::RollImage> images(const torch::Tensor& piece,
                                            const Params& controls) const override {
        return {toImage(piece, controls.real("threshold"))};
    }
};

} // namespace contrafact::models::image_gan
