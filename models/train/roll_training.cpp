// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/roll_training.h"

#include "models/nn/sequence_discriminator.h"
#include "models/train/adversarial.h"
#include "models/train/noise_training.h"
#include "models/train/roll_songs.h"

namespace contrafact::models::train {

namespace {

std::shared_ptr<nn::PieceDiscriminator> discriminatorFor(const Params& params, int features) {
    return std::make_shared<nn::SequenceDiscriminator>(nn::SequenceDiscriminatorOptions{
        .features = features,
        .stepsAtOnce = params.has("d_reads") ? std::stoi(params.choice("d_reads")) : 1,
        .width = params.integer("d_width"),
        .silenceIsZero = params.has("d_silence") && params.choice("d_silence") == "0",
        .batchSpread = params.flag("batch_spread"),
        .group = params.integer("batch"),
        .secondDerivatives = GameOptions::from(params).secondDerivatives()});
}

torch::Tensor soundingCells(const compose::RollCode& code, const torch::Tensor& pieces) {
    std::vector<torch::Tensor> rows;
    for (const auto& piece : pieces.unbind()) {
        auto roll = code.roll(piece);
        rows.push_back(torch::from_blob(roll.cells.data(),
                                        {static_cast<std::int64_t>(roll.cells.size())},
                                        torch::kUInt8)
                           .to(torch::kFloat32));
    }
    return torch::stack(rows);
}

} // namespace

std::unique_ptr<TrainableSystem> makeRollTraining(const Context& context,
                                                  std::shared_ptr<nn::PieceGenerator> generator,
                                                  const std::shared_ptr<compose::RollCode>& code) {
    const auto songs = std::make_shared<const RollSongs>(context, code->steps());
    if (code->needsVocabulary()) {
        code->setVocabulary(songs->pitchSets());
        context.log(std::to_string(code->vocabularySize()) + " sets of pitches");
    }
    constexpr double kBeatsPerBar = 4;
    return makeNoiseTraining(
        context,
        {.model = {std::move(generator), code},
         .discriminator = discriminatorFor(context.params, code->features()),
         .examples = songs->count(),
         .real =
             [songs, code](const torch::Tensor& indices) {
                 std::vector<torch::Tensor> pieces;
                 for (std::int64_t i = 0; i < indices.numel(); ++i)
                     pieces.push_back(
                         code->piece(songs->window(indices.data_ptr<std::int64_t>()[i])));
                 return torch::stack(pieces);
             },
         .cells = [code](const torch::Tensor& pieces) { return soundingCells(*code, pieces); },
         .played = [code](const torch::Tensor& pieces) { return code->played(pieces); },
         .silence = code->needsVocabulary() ? std::nullopt : std::optional(-1.0),
         .batches = Batches::Joined,
         .barsPerPiece = code->quarters(context.params) / kBeatsPerBar});
}

} // namespace contrafact::models::train
