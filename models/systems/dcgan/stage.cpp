// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/dcgan/stage.h"

#include "core/corpus/windows.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/train/adversarial.h"
#include "models/train/gan_watch.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::dcgan {

namespace {

constexpr std::int64_t kFixedPieces = 100;
constexpr std::int64_t kMeasuredPieces = 512; // for batch norm's statistics of averaged weights
constexpr int kBarsPerSegment = 4;

/// What is drawn at random, apart from each other.
enum Stream : std::uint64_t { kWeights = 1, kFixed, kMeasured, kRealPieces, kSteps, kDraws };

int hopSteps(const std::string& choice) {
    return choice == "beat"  ? encoding::kStepsPerBeat
           : choice == "bar" ? encoding::kStepsPerBar
                             : encoding::kSteps;
}

torch::Tensor latents(std::int64_t count, std::uint64_t seed) {
    auto generator = nn::generator(seed);
    return torch::randn({count, kLatent}, generator);
}

template<typename Module>
Module onDevice(Module module, const torch::Device& device) {
    module->to(device);
    return module;
}

DiscriminatorOptions discriminatorOptions(const Params& params) {
    return {.width = params.integer("width"),
            .norm = params.choice("d_norm") == "batch" ? RowNorm::Batch : RowNorm::None,
            .spectral = params.flag("spectral_norm"),
            .dropout = params.real("dropout")};
}

class GanStage : public train::Stage {
public:
    GanStage(const train::Context& context, const corpus::Stretches& stretches, Model& model);

    std::int64_t plannedSteps() const override { return m_plannedSteps; }
    int samplesPerStep() const override { return static_cast<int>(m_batch); }
    std::int64_t validateEvery() const override { return m_context.params.integer("look_every"); }
    std::int64_t sampleEvery() const override { return m_context.params.integer("sample_every"); }
    train::Values step(std::int64_t step, double progress) override;
    train::Values validate() override;
    void swapAverage() override;
    void finish() override { m_generator->to(torch::kCPU); }
    void save(const std::string& prefix, TensorFile& file) const override;
    void load(const std::string& prefix, const TensorFile& file) override;

private:
    void initialise();
    torch::Tensor batch(std::int64_t count, nn::Random& random) const;
    std::vector<double> density(const torch::Tensor& cells) const;
    torch::Tensor generate(at::Generator& generator, std::uint64_t position);
    void warn(const std::vector<std::string>& warnings) const;

    const train::Context& m_context;
    const corpus::Stretches& m_stretches;
    std::int64_t m_batch;
    train::GameOptions m_game;
    bool m_drawn;
    std::vector<corpus::Window> m_windows;
    std::int64_t m_plannedSteps = 0;
    const Statistics& m_statistics;
    Generator m_generator;
    Discriminator m_discriminator;
    nn::Adam m_generatorAdam, m_discriminatorAdam;
    std::vector<torch::Tensor> m_setAside; // batch norm's statistics under training
    torch::Tensor m_fixed;                 // [100, 100]
    double m_distanceReal = 0;
    double m_cellsReal = 0; // sounding, per bar
    train::GanWatch m_watch;
};

GanStage::GanStage(const train::Context& context, const corpus::Stretches& stretches, Model& model)
    : m_context(context)
    , m_stretches(stretches)
    , m_batch(context.params.integer("batch"))
    , m_game(train::GameOptions::from(context.params))
    , m_drawn(context.params.choice("shown_cells") == "drawn")
    , m_statistics(model.statistics)
    , m_generator(onDevice(model.generator, context.device))
    , m_discriminator(onDevice(Discriminator(discriminatorOptions(context.params)), context.device))
    , m_generatorAdam(*m_generator, train::generatorOptions(context.params))
    , m_discriminatorAdam(*m_discriminator, train::discriminatorOptions(context.params))
    , m_fixed(fixedNoise(context.seed)) {
    m_windows =
        corpus::windows(stretches, corpus::kAnyFamily,
                        hopSteps(context.params.choice("window_hop")), corpus::Split::Training);
    if (m_windows.empty()) return;
    m_plannedSteps = std::max<std::int64_t>(
        1, std::llround(context.params.real("epochs") * static_cast<double>(m_windows.size()) /
                        static_cast<double>(m_batch)));
    initialise();
}

void GanStage::initialise() {
    nn::Random random(nn::mix(m_context.seed, kRealPieces));
    const auto real = batch(kFixedPieces, random).cpu();
    m_distanceReal = train::meanPairwiseDistance(real);
    m_cellsReal = real.sum().item<double>() / static_cast<double>(kFixedPieces * kBarsPerSegment);
    // Drawn on the CPU, so that a seed means the same weights on every device.
    m_generator->to(torch::kCPU);
    m_discriminator->to(torch::kCPU);
    auto generator = nn::generator(nn::mix(m_context.seed, kWeights));
    const bool sparse = m_context.params.choice("start") == "sparse";
    m_generator->initialise(generator, sparse ? density(real) : std::vector<double>{});
    m_discriminator->initialise(generator);
    m_generator->to(m_context.device);
    m_discriminator->to(m_context.device);
    // Their means start from the drawn weights.
    m_generatorAdam = nn::Adam(*m_generator, train::generatorOptions(m_context.params));
    m_discriminatorAdam = nn::Adam(*m_discriminator, train::discriminatorOptions(m_context.params));
}

std::vector<double> GanStage::density(const torch::Tensor& cells) const {
    const std::vector<std::int64_t> others{0, 2};
    const auto means =
        cells.view({-1, encoding::kFamilies, encoding::kPitches}).mean(torch::IntArrayRef(others));
    const float* begin = means.data_ptr<float>();
    return {begin, begin + means.numel()};
}

torch::Tensor GanStage::batch(std::int64_t count, nn::Random& random) const {
    const auto reach = m_context.params.integer("transpose");
    auto cells = torch::empty({count, kCells});
    for (std::int64_t i = 0; i < count; ++i) {
        const auto pick = random.below(static_cast<std::int64_t>(m_windows.size()));
        const auto transpose = static_cast<int>(random.below(2 * reach + 1) - reach);
        const auto& window = m_windows[static_cast<std::size_t>(pick)];
        fillWindow(*m_stretches.all[static_cast<std::size_t>(window.stretch)].grid, window.step,
                   transpose,
                   {cells.data_ptr<float>() + i * kCells, static_cast<std::size_t>(kCells)});
    }
    return cells.to(m_context.device);
}

torch::Tensor GanStage::generate(at::Generator& generator, std::uint64_t position) {
    const auto z = torch::randn({m_batch, kLatent}, generator).to(m_context.device);
    const auto logits = m_generator(z, Norm::Learn);
    return m_drawn ? train::drawnCells(logits, nn::mix(position, kDraws)) : logits.sigmoid();
}

train::Values GanStage::step(std::int64_t step, double progress) {
    const auto position = nn::mix(m_context.seed, kSteps, static_cast<std::uint64_t>(step));
    nn::Random random(position);
    auto generator = nn::generator(position);
    const train::Rivals rivals{*m_discriminator, [&] { return generate(generator, position); },
                               [&](const torch::Tensor& x, at::Generator& drops) {
                                   auto output = m_discriminator->forward(x, drops);
                                   return train::Judgement{output.logits, output.features};
                               }};
    auto values = train::playStep(m_game, rivals, batch(m_batch, random), m_generatorAdam,
                                  m_discriminatorAdam,
                                  train::GameRates::at(m_context.params, progress), generator);
    warn(m_watch.afterStep(values[2].value, values[3].value));
    return values;
}

train::Values GanStage::validate() {
    const torch::NoGradGuard still;
    const auto outputs =
        m_generator(m_fixed.to(m_context.device), Norm::Use).sigmoid().cpu().contiguous();
    const auto controls = NoteControls::from(m_context.descriptor.generation.defaults());
    auto cells = torch::zeros({kFixedPieces, kCells});
    for (std::int64_t i = 0; i < kFixedPieces; ++i) {
        const std::span<const float> row(outputs.data_ptr<float>() + i * kCells,
                                         static_cast<std::size_t>(kCells));
        const auto sounding = soundingCells(row, controls, m_statistics);
        std::ranges::copy(sounding, cells.data_ptr<float>() + i * kCells);
    }
    const double distance = train::meanPairwiseDistance(cells);
    const double sounding =
        cells.sum().item<double>() / static_cast<double>(kFixedPieces * kBarsPerSegment);
    warn(m_watch.afterLook({distance, m_distanceReal, sounding, m_cellsReal}));
    return {{"distance_generated", distance},
            {"distance_real", m_distanceReal},
            {"cells_generated", sounding},
            {"cells_real", m_cellsReal}};
}

void GanStage::warn(const std::vector<std::string>& warnings) const {
    if (!m_context.warn) return;
    for (const auto& text : warnings) m_context.warn(text);
}

/// Averaged weights need batch norm statistics of their own; those under training are set aside.
void GanStage::swapAverage() {
    if (m_context.params.real("ema") == 0) return;
    m_generatorAdam.swapAverage();
    const torch::NoGradGuard still;
    const auto buffers = m_generator->buffers();
    if (m_setAside.empty()) {
        for (const auto& buffer : buffers) m_setAside.push_back(buffer.clone());
        m_generator->measure(
            latents(kMeasuredPieces, nn::mix(m_context.seed, kMeasured)).to(m_context.device));
        return;
    }
    for (std::size_t i = 0; i < buffers.size(); ++i) {
        auto buffer = buffers[i];
        buffer.copy_(m_setAside[i]);
    }
    m_setAside.clear();
}

void GanStage::save(const std::string& prefix, TensorFile& file) const {
    m_generatorAdam.save(prefix + "/generator", file);
    m_discriminatorAdam.save(prefix + "/discriminator", file);
    const auto saveBuffers = [&](const std::string& name, const torch::nn::Module& module) {
        for (const auto& item : module.named_buffers())
            file.tensors[prefix + "/" + name + "/buffer/" + item.key()] =
                nn::toFile(item.value(), DType::F32);
    };
    saveBuffers("generator", *m_generator);
    saveBuffers("discriminator", *m_discriminator);
}

void GanStage::load(const std::string& prefix, const TensorFile& file) {
    m_generatorAdam.load(prefix + "/generator", file);
    m_discriminatorAdam.load(prefix + "/discriminator", file);
    const auto loadBuffers = [&](const std::string& name, const torch::nn::Module& module) {
        for (const auto& item : module.named_buffers())
            nn::loadTensor(item.value(), prefix + "/" + name + "/buffer/" + item.key(), file);
    };
    loadBuffers("generator", *m_generator);
    loadBuffers("discriminator", *m_discriminator);
}

} // namespace

std::unique_ptr<train::Stage> makeStage(const train::Context& context,
                                        const corpus::Stretches& stretches, Model& model) {
    return std::make_unique<GanStage>(context, stretches, model);
}

torch::Tensor fixedNoise(std::uint64_t seed) {
    return latents(kFixedPieces, nn::mix(seed, kFixed));
}

} // namespace contrafact::models::dcgan
