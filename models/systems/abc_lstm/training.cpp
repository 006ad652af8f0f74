// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/abc_lstm/text.h"
#include "models/systems/abc_lstm/tune_writer.h"
#include "models/train/token_stage.h"

namespace contrafact::models::abc_lstm {

namespace {

constexpr int kJudgedTunes = 10;

/// Of tunes that the network writes freely, those that parse.
double shareThatParses(const Model& model, const Params& controls) {
    nn::TokenStepper stepper(*model.network);
    TuneWriter writer(model, stepper,
                      {.sampling = compose::samplingOptions(controls), .constrained = false});
    int good = 0;
    for (int i = 0; i < kJudgedTunes; ++i) good += parses(writer.write({}));
    return static_cast<double>(good) / kJudgedTunes;
}

class TuneTraining : public train::SampledSystem<Model, makeComposerOf> {
public:
    using SampledSystem::SampledSystem;
    std::unique_ptr<train::Stage> begin(int stage) override;
};

std::unique_ptr<train::Stage> TuneTraining::begin(int) {
    const auto write = [](const corpus::Song& song) {
        const auto text = abcOf(song.score, song.text);
        train::WrittenSong written{.tokens = {}, .notes = writtenNotes(text)};
        for (const char c : text) written.tokens.emplace_back(1, c);
        return written;
    };
    auto songs = train::readTokenSongs(m_context, m_model, write);
    const auto judged = [this, controls = m_context.composingControls()] {
        return train::Values{{"parses", shareThatParses(m_model, controls)}};
    };
    return train::makeTokenStage(m_context, m_model, std::move(songs), train::Cut::Anywhere,
                                 judged);
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<TuneTraining>(context);
}

} // namespace contrafact::models::abc_lstm
