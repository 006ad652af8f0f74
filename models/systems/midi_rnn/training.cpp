// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_rnn/composer.h"
#include "models/systems/midi_rnn/stage.h"

#include <stdexcept>

namespace contrafact::models::midi_rnn {

namespace {

class NoteTraining : public train::TrainableSystem {
public:
    explicit NoteTraining(const train::Context& context)
        : m_context(context)
        , m_model(context.params) {}

    int stageCount() const override { return 1; }
    double share(int) const override { return 1; }
    std::unique_ptr<train::Stage> begin(int stage) override;
    void save(TensorFile& file) const override { m_model.save(file); }
    void load(const TensorFile& file) override { m_model.load(file); }
    std::optional<score::Score> sample() override;

private:
    train::Context m_context;
    Model m_model;
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

/// Eight bars that always begin from the same window, so that samples can be compared.
std::optional<score::Score> NoteTraining::sample() {
    const auto composer = makeComposerOf(m_model, {.system = m_context.descriptor.id});
    const GenerationRequest request{.controls = m_context.descriptor.generation.defaults()};
    auto music = composer->generate(request, {});
    if (!music) return std::nullopt;
    return std::move(music->score);
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<NoteTraining>(context);
}

} // namespace contrafact::models::midi_rnn
