// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/composing.h"
#include "models/systems/vae_nn/composer.h"
#include "models/systems/vae_nn/stages.h"
#include "models/train/four_four.h"

#include <array>

namespace contrafact::models::vae_nn {

namespace {

constexpr int kMelodyStage = encoding::kFamilies;
constexpr int kStages = 2 * encoding::kFamilies;

/// Shares of a budget: piano carries the melody, the small nets need little.
constexpr std::array<double, kStages> kShares{0.32, 0.12, 0.11, 0.17, 0.16,
                                              0.04, 0.02, 0.02, 0.02, 0.02};

class VaeTraining : public train::TrainableSystem {
public:
    explicit VaeTraining(const train::Context& context)
        : m_context(context)
        , m_stretches(train::fourFourOf(context))
        , m_model(context.params) {
        measureSongs();
        silenceAbsentFamilies();
    }

    int stageCount() const override { return kStages; }
    double share(int stage) const override { return kShares[static_cast<std::size_t>(stage)]; }
    std::unique_ptr<train::Stage> begin(int stage) override;
    void save(TensorFile& file) const override { m_model.save(file); }
    void load(const TensorFile& file) override { m_model.load(file); }
    bool measureAnew() override;
    std::optional<Sample> sample() override;

private:
    void measureSongs();
    void silenceAbsentFamilies();
    void calibrate();
    score::Score reconstruction();

    train::Context m_context;
    corpus::Stretches m_stretches;
    Model m_model;
    int m_stage = 0;
    std::shared_ptr<const LatentData> m_latents;
};

void VaeTraining::measureSongs() {
    m_model.statistics.strikes = compose::strikeTable(m_stretches);
    m_model.statistics.velocities = compose::velocityTable(m_stretches);
}

bool VaeTraining::measureAnew() {
    measureSongs();
    fillBank(m_context, m_stretches, m_model);
    return true;
}

/// An autoencoder that has learned nothing would fill its instrument with noise.
void VaeTraining::silenceAbsentFamilies() {
    const auto played = m_stretches.playedInTraining();
    for (std::size_t family = 0; family < played.size(); ++family)
        if (!played[family]) m_model.statistics.density[family] = 0;
}

std::unique_ptr<train::Stage> VaeTraining::begin(int stage) {
    m_stage = stage;
    if (stage < kMelodyStage) return makeVaeStage(m_context, m_stretches, m_model, stage);
    if (!m_latents) {
        m_model.nets.forEach(
            [&](const std::string&, torch::nn::Module& module) { module.to(m_context.device); });
        m_latents =
            std::make_shared<const LatentData>(encodeCorpus(m_context, m_stretches, m_model));
        fillBank(m_context, m_stretches, m_model);
    }
    std::function<void()> finish;
    if (stage + 1 == kStages) finish = [this] { calibrate(); };
    return makeLatentStage(m_context, m_model, stage - kMelodyStage, m_latents, std::move(finish));
}

/// After the last stage all is there that composing is calibrated with.
void VaeTraining::calibrate() {
    m_model.nets.forEach(
        [](const std::string&, torch::nn::Module& module) { module.to(torch::kCPU); });
    calibrateDensity(m_context, m_stretches, m_model);
}

std::optional<Sample> VaeTraining::sample() {
    if (m_stage < kMelodyStage) return Sample{reconstruction()};
    if (m_stage + 1 == kStages)
        return train::sampleOf(*makeComposerOf(m_model, {.system = m_context.descriptor.id}),
                               m_context);
    return std::nullopt;
}

/// The first held-out song's opening as the autoencoders trained so far give it back.
score::Score VaeTraining::reconstruction() {
    const auto& all = m_stretches.all;
    const auto held = std::ranges::find(all, true, &corpus::Stretch::validation);
    const auto& grid = *(held == all.end() ? all.front() : *held).grid;
    const torch::NoGradGuard still;
    const Walk walk(m_model, WalkControls::from(m_context.composingControls()));
    encoding::Segment segment;
    for (int family = 0; family <= std::min(m_stage, encoding::kFamilies - 1); ++family) {
        const auto index = static_cast<std::size_t>(family);
        auto vae = m_model.nets.vaes[index];
        auto cells = torch::empty({1, encoding::kPatchCells});
        encoding::fillPatches(grid, family, 0, 0, m_model.gaussian(),
                              {cells.data_ptr<float>(), encoding::kPatchCells});
        const auto out = vae->decode(vae->encode(cells.to(m_context.device)).mean).cpu();
        const auto outputs = (m_model.gaussian() ? out.clamp(0, 1) : out.sigmoid()).contiguous();
        segment.cells[index] =
            walk.choose({outputs.data_ptr<float>(), encoding::kPatchCells}, family, 1);
    }
    return compose::soundingTracks({segment});
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<VaeTraining>(context);
}

} // namespace contrafact::models::vae_nn
