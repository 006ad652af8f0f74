// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/note_gru/model.h"
#include "models/train/token_stage.h"

namespace contrafact::models::note_gru {

namespace {

class NoteTraining : public train::SampledSystem<Model, makeComposerOf> {
public:
    using SampledSystem::SampledSystem;
    std::unique_ptr<train::Stage> begin(int stage) override;
};

std::unique_ptr<train::Stage> NoteTraining::begin(int) {
    const auto write = [this](const corpus::Song& song) {
        auto tokens = m_model.tokensOf(song.score);
        const auto count = static_cast<std::int64_t>(tokens.size());
        return train::WrittenSong{std::move(tokens), count};
    };
    auto songs = train::readTokenSongs(m_context, m_model, write);
    return train::makeTokenStage(m_context, m_model, std::move(songs), train::Cut::InSongs);
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<NoteTraining>(context);
}

} // namespace contrafact::models::note_gru
