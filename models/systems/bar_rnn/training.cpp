// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/composer.h"
#include "models/systems/bar_rnn/songs.h"
#include "models/systems/bar_rnn/stage.h"

#include <stdexcept>

namespace contrafact::models::bar_rnn {

namespace {

class EventTraining : public train::SampledSystem<Model, makeComposerOf> {
public:
    using SampledSystem::SampledSystem;
    std::unique_ptr<train::Stage> begin(int stage) override;
    bool measureAnew() override;
};

bool EventTraining::measureAnew() {
    m_model.manner = mannerOf(readSongs(m_context, false));
    return true;
}

std::unique_ptr<train::Stage> EventTraining::begin(int) {
    auto stage = makeStage(m_context, m_model);
    if (stage->plannedSteps() == 0)
        throw std::runtime_error("the training songs have no notes; take others");
    return stage;
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<EventTraining>(context);
}

} // namespace contrafact::models::bar_rnn
