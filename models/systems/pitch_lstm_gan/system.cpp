// SPDX-License-Identifier: GPL-3.0-or-later
// Songs as one long row of words, windows of it, and the two networks.
#include "core/encoding/pitch_names.h"
#include "models/nn/sequence_discriminator.h"
#include "models/systems/pitch_lstm_gan/generator.h"
#include "models/systems/pitch_lstm_gan/word_code.h"
#include "models/train/adversarial.h"
#include "models/train/chosen_songs.h"
#include "models/train/common_key.h"
#include "models/train/noise_training.h"

#include <algorithm>
#include <stdexcept>

namespace contrafact::models::pitch_lstm_gan {

namespace {

constexpr double kSlope = 0.01;        // of LeakyReLU below 0, torch's own
constexpr double kBarsPerPiece = 12.5; // at half a beat a word

Layout layoutOf(const Params& params) {
    return params.choice("layout") == "repo" ? Layout::Repo : Layout::TimeMajor;
}

std::shared_ptr<Generator> generatorFor(const Params& params) {
    return std::make_shared<Generator>(layoutOf(params), params.flag("front"));
}

std::shared_ptr<nn::PieceDiscriminator> discriminatorFor(const Params& params) {
    return std::make_shared<nn::SequenceDiscriminator>(nn::SequenceDiscriminatorOptions{
        .features = layoutOf(params) == Layout::Repo ? kNotes : 1,
        .width = params.integer("d_width"),
        .bothDirections = false,
        .slope = kSlope,
        .batchSpread = params.flag("batch_spread"),
        .group = params.integer("batch"),
        .secondDerivatives = train::GameOptions::from(params).secondDerivatives()});
}

/// All songs one after another, as the authors' program has them; what is shorter than a window
/// comes again.
std::vector<std::string> wordsOf(const train::Context& context) {
    std::vector<std::string> words;
    for (const auto index : train::chosenSongs(context)) {
        if (context.stopRequested && context.stopRequested()) throw train::Stopped();
        const auto& song = context.corpus->songs[index].score;
        const auto some =
            encoding::pitchWords(song, train::semitonesToCommonKey(song, context.params));
        words.insert(words.end(), some.begin(), some.end());
    }
    if (words.empty()) throw std::runtime_error("none of these songs has pitched notes");
    const auto known = words.size();
    while (words.size() < static_cast<std::size_t>(kNotes))
        words.push_back(words[words.size() - known]);
    return words;
}

/// Which pitches sound at which word, [N, 100 * 128].
torch::Tensor soundingPitches(const WordCode& code, const torch::Tensor& pieces) {
    constexpr std::int64_t kPitches = 128;
    auto cells = torch::zeros({pieces.size(0), kNotes, kPitches});
    auto at = cells.accessor<float, 3>();
    for (std::int64_t i = 0; i < pieces.size(0); ++i) {
        const auto words = code.words(pieces[i]);
        for (std::size_t step = 0; step < words.size(); ++step)
            for (const int pitch : encoding::pitchesOfWord(words[step]))
                at[i][static_cast<std::int64_t>(step)][pitch] = 1;
    }
    return cells.flatten(1);
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    const auto words = wordsOf(context);
    const auto code = std::make_shared<WordCode>();
    code->setVocabulary(words);
    std::vector<float> values;
    for (const auto& word : words)
        values.push_back(static_cast<float>(code->vocabulary().scaled(word)));
    const auto windows = torch::tensor(values).unfold(0, kNotes, 1); // [N, 100], a view
    context.log(std::to_string(words.size()) + " notes and chords, " +
                std::to_string(code->vocabulary().tokens().size()) + " different");
    const bool repo = layoutOf(context.params) == Layout::Repo;
    return train::makeNoiseTraining(
        context,
        {.model = {generatorFor(context.params), code},
         .discriminator = discriminatorFor(context.params),
         .examples = windows.size(0),
         .real =
             [windows, repo](const torch::Tensor& indices) {
                 return windows.index_select(0, indices).unsqueeze(repo ? 1 : 2);
             },
         .cells = [code](const torch::Tensor& pieces) { return soundingPitches(*code, pieces); },
         .played = [code](const torch::Tensor& pieces) { return code->played(pieces); },
         .batches = train::Batches::Joined,
         .barsPerPiece = kBarsPerPiece});
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::openNoiseModel({generatorFor(info.params), std::make_shared<WordCode>()}, file,
                                   info);
}

} // namespace contrafact::models::pitch_lstm_gan
