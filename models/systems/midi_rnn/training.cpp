// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_rnn/composer.h"
#include "models/systems/midi_rnn/stage.h"

#include <stdexcept>

namespace contrafact::models::midi_rnn {

namespace {

class NoteTraining : public train::SampledSystem<Model, makeComposerOf> {
public:
    using SampledSystem::SampledSystem;
    std::unique_ptr<train::Stage> begin(int stage) override;

private:
    NoteData m_data;
};

std::unique_ptr<train::Stage> NoteTraining::begin(int) {
    m_data = readNotes(m_context, m_model);
    if (m_data.training.windows == 0)
        throw std::runtime_error("the training songs have too few notes for windows of " +
                                 std::to_string(m_model.seqLength + 1) +
                                 "; take more songs, or shorter windows (seq_length)");
    m_model.bank = m_data.bank;
    return makeStage(m_context, m_model, m_data);
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<NoteTraining>(context);
}

} // namespace contrafact::models::midi_rnn
