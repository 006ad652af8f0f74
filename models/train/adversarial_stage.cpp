// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/adversarial_stage.h"

#include "models/api/gan_watch.h"
#include "models/nn/tensors.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::train {

namespace {

/// What of a stage's random draws is independent of each other; a system's own streams start at 16.
enum GameStream : std::uint64_t { kFixedNoise = 2, kGameSteps = 5 };

class AdversarialStage : public Stage {
public:
    AdversarialStage(Adversarial system, AdversarialOptions options);

    std::int64_t plannedSteps() const override;
    int samplesPerStep() const override { return static_cast<int>(m_options.batch); }
    std::int64_t validateEvery() const override { return m_options.lookEvery; }
    std::int64_t sampleEvery() const override { return m_options.sampleEvery; }
    Values step(std::int64_t step, double progress) override;
    Values validate() override;
    KeptWeights::Scope composing() override { return m_kept.inPlace(); }
    Values finish() override;
    void save(const std::string& prefix, TensorFile& file) const override;
    void load(const std::string& prefix, const TensorFile& file) override;

private:
    template<typename Visit>
    void forEachBuffer(const std::string& prefix, Visit&& visit) const;
    void warn(const std::vector<GanWarning>& warnings) const;

    Adversarial m_system;
    AdversarialOptions m_options;
    nn::Optimiser m_generatorOptimiser, m_discriminatorOptimiser;
    KeptWeights m_kept;
    torch::Tensor m_noise; ///< fixed
    double m_distanceReal = 0;
    double m_cellsReal = 0; ///< sounding, per bar
    InstanceNoise m_instanceNoise;
    GanWatch m_watch;
};

double cellsPerBar(const torch::Tensor& cells, double barsPerPiece) {
    return cells.sum().item<double>() / (static_cast<double>(cells.size(0)) * barsPerPiece);
}

AdversarialStage::AdversarialStage(Adversarial system, AdversarialOptions options)
    : m_system(std::move(system))
    , m_options(std::move(options))
    , m_generatorOptimiser(*m_system.generator, m_options.generator)
    , m_discriminatorOptimiser(*m_system.discriminator, m_options.discriminator)
    , m_kept(*m_system.generator, KeepOptions::average(m_options.average, m_system.measure))
    , m_instanceNoise(m_options.game.noiseTarget) {
    if (!m_system.look.cells || m_system.examples == 0) return;
    m_noise = fixedNoise(m_system.seed, m_system.look.noise);
    m_distanceReal = meanPairwiseDistance(m_system.look.real);
    m_cellsReal = cellsPerBar(m_system.look.real, m_system.look.barsPerPiece);
}

std::int64_t AdversarialStage::plannedSteps() const {
    if (m_system.examples == 0) return 0;
    const double steps = m_options.epochs * static_cast<double>(m_system.examples) /
                         static_cast<double>(m_options.batch);
    return std::max<std::int64_t>(1, std::llround(steps));
}

Values AdversarialStage::step(std::int64_t step, double progress) {
    StepDraws draws(m_system.seed, kGameSteps, step);
    Game game{m_options.game,
              *m_system.discriminator,
              [&] { return m_system.generate(draws); },
              [&] { return m_system.realBatch(draws); },
              m_system.judge,
              m_system.batches,
              m_generatorOptimiser,
              m_discriminatorOptimiser,
              m_options.rates(progress),
              m_instanceNoise.deviation(),
              draws.generator};
    const auto values = play(game, m_options.generatorSteps, m_options.discriminatorSteps);
    m_kept.afterStep();
    m_instanceNoise.afterStep((values.accuracyReal + values.accuracyGenerated) / 2);
    warn(m_watch.afterStep(values.accuracyReal, values.accuracyGenerated));
    return values.values();
}

Values AdversarialStage::validate() {
    if (!m_noise.defined()) return {};
    const torch::NoGradGuard still;
    const auto averaged = m_kept.inPlace();
    const auto& look = m_system.look;
    const auto cells = look.cells(m_noise);
    const double distance = meanPairwiseDistance(cells);
    const double sounding = cellsPerBar(cells, look.barsPerPiece);
    warn(m_watch.afterLook({distance, m_distanceReal, sounding, m_cellsReal}));
    return {{"distance_generated", distance},
            {"distance_real", m_distanceReal},
            {"cells_generated", sounding},
            {"cells_real", m_cellsReal}};
}

Values AdversarialStage::finish() {
    m_kept.putInForGood();
    return plannedSteps() > 0 ? validate() : Values();
}

void AdversarialStage::warn(const std::vector<GanWarning>& warnings) const {
    if (!m_system.warn) return;
    for (const auto& warning : warnings) m_system.warn(warning.text);
}

template<typename Visit>
void AdversarialStage::forEachBuffer(const std::string& prefix, Visit&& visit) const {
    for (const auto& item : m_system.generator->named_buffers())
        visit(prefix + "/generator/buffer/" + item.key(), item.value());
    for (const auto& item : m_system.discriminator->named_buffers())
        visit(prefix + "/discriminator/buffer/" + item.key(), item.value());
}

void AdversarialStage::save(const std::string& prefix, TensorFile& file) const {
    m_generatorOptimiser.save(prefix + "/generator", file);
    m_discriminatorOptimiser.save(prefix + "/discriminator", file);
    m_kept.save(prefix + "/generator", file);
    m_instanceNoise.save(prefix + "/noise", file);
    forEachBuffer(prefix, [&](const std::string& name, const torch::Tensor& buffer) {
        file.tensors[name] = nn::toFile(buffer, DType::F32);
    });
}

void AdversarialStage::load(const std::string& prefix, const TensorFile& file) {
    m_generatorOptimiser.load(prefix + "/generator", file);
    m_discriminatorOptimiser.load(prefix + "/discriminator", file);
    m_kept.load(prefix + "/generator", file);
    m_instanceNoise.load(prefix + "/noise", file);
    forEachBuffer(prefix, [&](const std::string& name, const torch::Tensor& buffer) {
        nn::loadTensor(buffer, name, file);
    });
}

} // namespace

AdversarialOptions AdversarialOptions::from(const Params& params) {
    AdversarialOptions options;
    options.game = GameOptions::from(params);
    options.generator = options.discriminator = optimiserOptions(params);
    options.rates = [params](double progress) { return GameRates::at(params, progress); };
    options.batch = params.integer("batch");
    options.epochs = params.real("epochs");
    options.average = params.has("ema") ? params.real("ema") : 0;
    if (params.has("g_steps")) {
        options.generatorSteps = static_cast<int>(params.integer("g_steps"));
        options.discriminatorSteps = static_cast<int>(params.integer("d_steps"));
    }
    if (params.has("look_every")) options.lookEvery = params.integer("look_every");
    if (params.has("sample_every")) options.sampleEvery = params.integer("sample_every");
    return options;
}

std::unique_ptr<Stage> makeAdversarialStage(Adversarial system, AdversarialOptions options) {
    return std::make_unique<AdversarialStage>(std::move(system), std::move(options));
}

torch::Tensor fixedNoise(std::uint64_t seed, const std::vector<std::int64_t>& shape) {
    auto generator = nn::generator(nn::mix(seed, kFixedNoise));
    return torch::randn(shape, generator);
}

} // namespace contrafact::models::train
