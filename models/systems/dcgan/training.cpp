// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/composing.h"
#include "models/systems/dcgan/composer.h"
#include "models/systems/dcgan/stage.h"
#include "models/train/four_four.h"

namespace contrafact::models::dcgan {

namespace {

constexpr std::int64_t kShownPieces = 5;

class GanTraining : public train::OneStageSystem<Model> {
public:
    explicit GanTraining(const train::Context& context)
        : OneStageSystem(context)
        , m_stretches(train::fourFourOf(context)) {
        m_model.statistics = statisticsOf(m_stretches);
    }
    std::unique_ptr<train::Stage> begin(int) override {
        return makeStage(m_context, m_stretches, m_model);
    }
    std::optional<Sample> sample() override;

private:
    corpus::Stretches m_stretches;
};

/// The first five pieces of the fixed noise, one after the other.
std::optional<Sample> GanTraining::sample() {
    const auto model = train::onCpu(m_model, m_context.params);
    const auto outputs = model.outputs(fixedNoise(m_context.seed).narrow(0, 0, kShownPieces));
    const auto controls = NoteControls::from(m_context.composingControls());
    std::vector<encoding::Segment> segments;
    for (std::int64_t i = 0; i < kShownPieces; ++i)
        segments.push_back(
            chooseNotes({outputs.data_ptr<float>() + i * kCells, static_cast<std::size_t>(kCells)},
                        controls, model.statistics, static_cast<std::uint64_t>(i)));
    return Sample{compose::soundingTracks(segments)};
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<GanTraining>(context);
}

} // namespace contrafact::models::dcgan
