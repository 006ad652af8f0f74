// SPDX-License-Identifier: GPL-3.0-or-later
// Songs as pages of pictures, and the two networks.
#include "models/systems/image_gan/image_code.h"
#include "models/systems/image_gan/networks.h"
#include "models/train/chosen_songs.h"
#include "models/train/common_key.h"
#include "models/train/noise_training.h"

#include <algorithm>
#include <stdexcept>

namespace contrafact::models::image_gan {

namespace {

constexpr double kThreshold = 0.5;
constexpr double kBarsPerImage = 6.25;

std::shared_ptr<Generator> generatorFor(const Params& params) {
    return std::make_shared<Generator>(GeneratorOptions{.latent = params.integer("latent"),
                                                        .channels = params.integer("channels"),
                                                        .width = params.integer("width"),
                                                        .dropout = params.real("dropout"),
                                                        .rowBias = params.flag("pitch_bias")});
}

std::shared_ptr<Discriminator> discriminatorFor(const Params& params) {
    return std::make_shared<Discriminator>(
        DiscriminatorOptions{.dropout = params.real("dropout"),
                             .batchNorm = params.choice("d_norm") == "batch",
                             .spectral = params.flag("spectral_norm")});
}

/// The page moved up by `semitones`; what would lie outside of it is left out.
exchange::RollImage moved(const exchange::RollImage& page, int semitones) {
    exchange::RollImage out;
    for (int row = 0; row < exchange::kImageRows; ++row) {
        const int from = row - semitones; // the lowest pitch is the first row
        if (from < 0 || from >= exchange::kImageRows) continue;
        for (int column = 0; column < exchange::kImageColumns; ++column)
            out.at(row, column) = page.at(from, column);
    }
    return out;
}

/// All pages that are not silent.
std::vector<exchange::RollImage> pagesOf(const train::Context& context) {
    std::vector<exchange::RollImage> all;
    const auto sounds = [](const exchange::RollImage& page) {
        return std::ranges::any_of(page.pixels, [](std::uint8_t pixel) { return pixel != 0; });
    };
    for (const auto index : train::chosenSongs(context)) {
        if (context.stopRequested && context.stopRequested()) throw train::Stopped();
        const auto& song = context.corpus->songs[index];
        const auto pages = exchange::toImages(song.score);
        if (!pages)
            context.log(song.name + " is left out: " + pages.message());
        else
            for (const auto& page : *pages)
                if (sounds(page))
                    all.push_back(
                        moved(page, train::semitonesToCommonKey(song.score, context.params)));
    }
    if (all.empty()) throw std::runtime_error("none of these songs has notes to paint");
    context.log(std::to_string(all.size()) + " images");
    return all;
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    const auto pages = std::make_shared<const std::vector<exchange::RollImage>>(pagesOf(context));
    return train::makeNoiseTraining(
        context,
        {.model = {generatorFor(context.params), std::make_shared<ImageCode>()},
         .discriminator = discriminatorFor(context.params),
         .examples = static_cast<std::int64_t>(pages->size()),
         .real =
             [pages](const torch::Tensor& indices) {
                 std::vector<torch::Tensor> images;
                 for (std::int64_t i = 0; i < indices.numel(); ++i)
                     images.push_back(toTensor(
                         (*pages)[static_cast<std::size_t>(indices.data_ptr<std::int64_t>()[i])]));
                 return torch::stack(images);
             },
         .cells =
             [](const torch::Tensor& pieces) {
                 return (pieces > kThreshold).to(torch::kFloat32).flatten(1);
             },
         .played =
             [](const torch::Tensor& pieces) { return (pieces > kThreshold).to(torch::kFloat32); },
         .silence = 0.0,
         // As BachGAN, whose batches are half real and half generated.
         .batches = train::Batches::Mixed,
         .barsPerPiece = kBarsPerImage});
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::openNoiseModel({generatorFor(info.params), std::make_shared<ImageCode>()}, file,
                                   info);
}

} // namespace contrafact::models::image_gan
