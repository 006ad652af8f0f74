// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/dcgan/stage.h"

#include "core/corpus/windows.h"
#include "models/nn/random.h"
#include "models/train/adversarial_stage.h"
#include "models/train/common_key.h"

#include <algorithm>

namespace contrafact::models::dcgan {

namespace {

constexpr std::int64_t kFixedPieces = 100;
constexpr std::int64_t kMeasuredPieces = 512; // for batch norm's statistics of averaged weights
constexpr int kBarsPerSegment = 4;

/// What is drawn at random, apart from each other; the stage itself has 2 and 5.
enum Stream : std::uint64_t { kWeights = 1, kMeasured = 3, kRealPieces = 4, kDraws = 6 };

int hopSteps(const std::string& choice) {
    return choice == "beat"  ? encoding::kStepsPerBeat
           : choice == "bar" ? encoding::kStepsPerBar
                             : encoding::kSteps;
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

/// What this system adds to an adversarial stage.
class Segments {
public:
    Segments(const train::Context& context, const corpus::Stretches& stretches, Model& model);

    std::int64_t count() const { return static_cast<std::int64_t>(m_windows.size()); }
    Generator generator() const { return m_generator; }
    Discriminator discriminator() const { return m_discriminator; }
    torch::Tensor real(std::int64_t count, nn::Random& random) const; ///< on the CPU
    torch::Tensor realBatch(train::StepDraws& draws) const {
        return real(m_batch, draws.random).to(m_context.device);
    }
    torch::Tensor generate(train::StepDraws& draws);
    train::Judgement judge(const torch::Tensor& pieces, at::Generator& drops);
    torch::Tensor soundingRows(const torch::Tensor& noise);
    void measureNorms();
    /// Draws the weights; gives real pieces to compare with.
    torch::Tensor initialise();

private:
    const train::Context& m_context;
    const corpus::Stretches& m_stretches;
    std::int64_t m_batch;
    bool m_drawn;
    std::vector<corpus::Window> m_windows;
    std::vector<int> m_semitones; ///< that each stretch is moved up by
    const Statistics& m_statistics;
    Generator m_generator;
    Discriminator m_discriminator;
};

Segments::Segments(const train::Context& context, const corpus::Stretches& stretches, Model& model)
    : m_context(context)
    , m_stretches(stretches)
    , m_batch(context.params.integer("batch"))
    , m_drawn(context.params.choice("shown_cells") == "drawn")
    , m_windows(corpus::windows(stretches, corpus::kAnyFamily,
                                hopSteps(context.params.choice("window_hop")),
                                corpus::Split::Training))
    , m_statistics(model.statistics)
    , m_generator(onDevice(model.generator, context.device))
    , m_discriminator(
          onDevice(Discriminator(discriminatorOptions(context.params)), context.device)) {
    for (const auto& stretch : stretches.all)
        m_semitones.push_back(train::semitonesToCommonKey(
            context.corpus->songs[static_cast<std::size_t>(stretch.song)].score, context.params));
}

/// Share of sounding cells by family. cells [N, cells]
std::vector<double> density(const torch::Tensor& cells) {
    const std::vector<std::int64_t> others{0, 2};
    const auto means =
        cells.view({-1, encoding::kFamilies, encoding::kPitches}).mean(torch::IntArrayRef(others));
    const float* begin = means.data_ptr<float>();
    return {begin, begin + means.numel()};
}

torch::Tensor Segments::initialise() {
    nn::Random random(nn::mix(m_context.seed, kRealPieces));
    const auto pieces = real(kFixedPieces, random);
    // Drawn on the CPU, so that a seed means the same weights on every device.
    m_generator->to(torch::kCPU);
    m_discriminator->to(torch::kCPU);
    auto generator = nn::generator(nn::mix(m_context.seed, kWeights));
    const bool sparse = m_context.params.choice("start") == "sparse";
    m_generator->initialise(generator, sparse ? density(pieces) : std::vector<double>{});
    m_discriminator->initialise(generator);
    m_generator->to(m_context.device);
    m_discriminator->to(m_context.device);
    return pieces;
}

torch::Tensor Segments::real(std::int64_t count, nn::Random& random) const {
    const auto reach = m_context.params.integer("transpose");
    auto cells = torch::empty({count, kCells});
    for (std::int64_t i = 0; i < count; ++i) {
        const auto pick = random.below(this->count());
        const auto transpose = static_cast<int>(random.below(2 * reach + 1) - reach);
        const auto& window = m_windows[static_cast<std::size_t>(pick)];
        const auto stretch = static_cast<std::size_t>(window.stretch);
        fillWindow(*m_stretches.all[stretch].grid, window.step, m_semitones[stretch] + transpose,
                   {cells.data_ptr<float>() + i * kCells, static_cast<std::size_t>(kCells)});
    }
    return cells;
}

torch::Tensor Segments::generate(train::StepDraws& draws) {
    const auto z = torch::randn({m_batch, kLatent}, draws.generator).to(m_context.device);
    const auto logits = m_generator(z, Norm::Learn);
    return m_drawn ? train::drawnCells(logits, nn::mix(draws.position, kDraws)) : logits.sigmoid();
}

train::Judgement Segments::judge(const torch::Tensor& pieces, at::Generator& drops) {
    auto output = m_discriminator->forward(pieces, drops);
    return {output.logits, output.features};
}

torch::Tensor Segments::soundingRows(const torch::Tensor& noise) {
    const auto outputs =
        m_generator(noise.to(m_context.device), Norm::Use).sigmoid().cpu().contiguous();
    const auto controls = NoteControls::from(m_context.composingControls());
    auto cells = torch::zeros({noise.size(0), kCells});
    for (std::int64_t i = 0; i < noise.size(0); ++i) {
        const std::span<const float> row(outputs.data_ptr<float>() + i * kCells,
                                         static_cast<std::size_t>(kCells));
        std::ranges::copy(soundingCells(row, controls, m_statistics),
                          cells.data_ptr<float>() + i * kCells);
    }
    return cells;
}

/// Averaged weights need batch norm statistics of their own.
void Segments::measureNorms() {
    auto generator = nn::generator(nn::mix(m_context.seed, kMeasured));
    m_generator->measure(torch::randn({kMeasuredPieces, kLatent}, generator).to(m_context.device));
}

} // namespace

std::unique_ptr<train::Stage> makeStage(const train::Context& context,
                                        const corpus::Stretches& stretches, Model& model) {
    const auto segments = std::make_shared<Segments>(context, stretches, model);
    train::Adversarial system{
        .generator = segments->generator().ptr(),
        .discriminator = segments->discriminator().ptr(),
        .seed = context.seed,
        .examples = segments->count(),
        .generate = [=](train::StepDraws& draws) { return segments->generate(draws); },
        .realBatch = [=](train::StepDraws& draws) { return segments->realBatch(draws); },
        .judge = [=](const torch::Tensor& x, at::Generator& g) { return segments->judge(x, g); },
        .warn = context.warn,
        .measure = [=] { segments->measureNorms(); }};
    if (segments->count() > 0)
        system.look = {
            .noise = {kFixedPieces, kLatent},
            .cells = [=](const torch::Tensor& noise) { return segments->soundingRows(noise); },
            .real = segments->initialise(),
            .barsPerPiece = kBarsPerSegment};
    return train::makeAdversarialStage(std::move(system),
                                       train::AdversarialOptions::from(context.params));
}

torch::Tensor fixedNoise(std::uint64_t seed) {
    return train::fixedNoise(seed, {kFixedPieces, kLatent});
}

} // namespace contrafact::models::dcgan
