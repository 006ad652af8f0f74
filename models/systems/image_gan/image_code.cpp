// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/image_gan/image_code.h"

namespace contrafact::models::image_gan {

exchange::RollImage toImage(const torch::Tensor& image, double threshold) {
    constexpr std::uint8_t kOn = 255;
    const auto values = image.contiguous();
    const float* at = values.data_ptr<float>();
    exchange::RollImage made;
    for (auto& pixel : made.pixels) pixel = static_cast<double>(*at++) > threshold ? kOn : 0;
    return made;
}

torch::Tensor toTensor(const exchange::RollImage& image) {
    const auto tensor = torch::empty({exchange::kImageRows, exchange::kImageColumns});
    float* at = tensor.data_ptr<float>();
    for (const auto pixel : image.pixels) *at++ = pixel != 0 ? 1.0F : 0.0F;
    return tensor;
}

std::vector<score::Note> ImageCode::notes(const torch::Tensor& piece,
                                          const Params& controls) const {
    const auto score = exchange::fromImages(images(piece, controls));
    if (score.trackCount() == 0) return {};
    const auto notes = score.track(0).notes();
    return {notes.begin(), notes.end()};
}

} // namespace contrafact::models::image_gan
