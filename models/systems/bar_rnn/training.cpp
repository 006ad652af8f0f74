// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/composer.h"
#include "models/systems/bar_rnn/stage.h"
#include "models/systems/bar_rnn/system.h"

#include <stdexcept>

namespace contrafact::models::bar_rnn {

namespace {

class EventTraining : public train::TrainableSystem {
public:
    explicit EventTraining(const train::Context& context)
        : m_context(context)
        , m_model(context.params) {}

    int stageCount() const override { return 1; }
    double share(int) const override { return 1; }
    std::unique_ptr<train::Stage> begin(int) override;
    void save(TensorFile& file) const override { m_model.save(file); }
    void load(const TensorFile& file) override { m_model.load(file); }
    std::optional<score::Score> sample() override;

private:
    train::Context m_context;
    Model m_model;
};

std::unique_ptr<train::Stage> EventTraining::begin(int) {
    auto stage = makeStage(m_context, m_model);
    if (stage->plannedSteps() == 0)
        throw std::runtime_error("the training songs have no notes; take others");
    return stage;
}

/// Eight bars from nothing, always of one seed, so that samples can be compared.
std::optional<score::Score> EventTraining::sample() {
    const auto composer = makeComposerOf(m_model, {.system = m_context.descriptor.id});
    const GenerationRequest request{.controls = m_context.descriptor.generation.defaults()};
    auto music = composer->generate(request, {});
    if (!music) return std::nullopt;
    return std::move(music->score);
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<EventTraining>(context);
}

} // namespace contrafact::models::bar_rnn
