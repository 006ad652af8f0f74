// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/noise_training.h"

#include "models/nn/layers.h"
#include "models/nn/random.h"
#include "models/train/adversarial_stage.h"
#include "models/train/denoising.h"

#include <algorithm>

namespace contrafact::models::train {

namespace {

constexpr std::int64_t kLookedAt = 64;  // pieces of the fixed noise, and as many real ones
constexpr std::int64_t kTried = 32;     // for the first bias
constexpr std::int64_t kCounted = 512;  // real pieces for it
constexpr std::int64_t kMeasured = 256; // for batch norm's statistics of averaged weights

/// What of a run's random draws is independent of each other; the stage itself has 2 and 5.
enum NoiseStream : std::uint64_t {
    kGeneratorStart = 32,
    kDiscriminatorStart,
    kMeasuredNoise,
    kRealLook
};

class NoiseTraining : public TrainableSystem {
public:
    NoiseTraining(const Context& context, NoiseGame game)
        : m_context(context)
        , m_game(std::move(game)) {
        draw(*m_game.model.generator, kGeneratorStart);
        startAsDense();
    }

    int stageCount() const override { return static_cast<int>(m_context.descriptor.stages.size()); }
    double share(int stage) const override;
    std::unique_ptr<Stage> begin(int stage) override {
        return stage + 1 < stageCount() ? beginDenoising() : beginGame();
    }
    void save(TensorFile& file) const override { m_game.model.save(file); }
    void load(const TensorFile& file) override { m_game.model.load(file); }
    std::optional<Sample> sample() override;

private:
    void draw(torch::nn::Module& module, NoiseStream stream) const;
    void startAsDense();
    std::unique_ptr<Stage> beginDenoising();
    std::unique_ptr<Stage> beginGame();
    Adversarial players();
    FixedLook look();
    torch::Tensor generate(std::int64_t count, at::Generator& generator, bool training);
    torch::Tensor shown(std::int64_t count, at::Generator& generator);
    torch::Tensor real(const torch::Tensor& indices) const {
        return m_game.real(indices).to(m_context.device);
    }

    Context m_context;
    NoiseGame m_game;
};

/// On the CPU, so that a seed means the same weights on every device.
void NoiseTraining::draw(torch::nn::Module& module, NoiseStream stream) const {
    auto generator = nn::generator(nn::mix(m_context.seed, stream));
    module.to(torch::kCPU);
    nn::drawWeights(module, nn::startOf(m_context.params.choice("start")), generator);
    module.to(m_context.device);
}

/// Moves the bias of what the generator writes until as much sounds as in songs, of each pitch
/// where each has a bias: one that is learned takes thousands of steps to get there, and until then
/// density is all that a discriminator needs to tell.
void NoiseTraining::startAsDense() {
    const auto& params = m_context.params;
    auto bias = m_game.model.generator->outputBias();
    if (!bias.defined() || !params.has("dense_start") || !params.flag("dense_start")) return;
    if (m_game.examples == 0) return;
    const torch::NoGradGuard still;
    const auto drawn = bias.clone();
    // Of the cells that each number of the bias is added to.
    const auto shares = [&](const torch::Tensor& pieces) {
        const auto cells = m_game.cells(pieces.cpu()).view(pieces.sizes());
        const double each = static_cast<double>(cells.numel() / bias.numel());
        return (at::sum_to(cells, bias.sizes()) / each).to(bias.device());
    };
    auto picks = nn::generator(nn::mix(m_context.seed, kRealLook));
    const auto wanted =
        shares(m_game.real(torch::randint(m_game.examples, {kCounted}, picks, torch::kInt64)));
    constexpr double kFarthest = 16;
    constexpr int kHalvings = 16;
    auto low = torch::full_like(bias, -kFarthest), high = -low;
    for (int i = 0; i < kHalvings; ++i) {
        const auto middle = (low + high) / 2;
        bias.copy_(drawn + middle);
        auto noise = nn::generator(nn::mix(m_context.seed, kMeasuredNoise)); // the same each time
        const auto sparse = shares(generate(kTried, noise, true)) < wanted;
        low = torch::where(sparse, middle, low);
        high = torch::where(sparse, high, middle);
    }
}

/// By updates of the networks; those of both sides cost about the same.
double NoiseTraining::share(int stage) const {
    if (stageCount() == 1) return 1;
    const auto& params = m_context.params;
    const double first = params.real("pretrain_epochs");
    const double updates =
        static_cast<double>(params.integer("g_steps") + params.integer("d_steps"));
    const double game = params.real("epochs") * updates;
    return (stage == 0 ? first : game) / (first + game);
}

std::unique_ptr<Stage> NoiseTraining::beginDenoising() {
    return makeDenoisingStage({.generator = m_game.model.generator,
                               .seed = m_context.seed,
                               .examples = m_game.examples,
                               .real = [this](const torch::Tensor& which) { return real(which); }},
                              m_context.params);
}

torch::Tensor NoiseTraining::generate(std::int64_t count, at::Generator& generator, bool training) {
    auto& network = *m_game.model.generator;
    network.train(training);
    const auto noise = torch::randn({count, network.noise()}, generator);
    return network.forward(noise.to(m_context.device), generator);
}

/// What the discriminator sees of new pieces.
torch::Tensor NoiseTraining::shown(std::int64_t count, at::Generator& generator) {
    const auto pieces = generate(count, generator, true);
    if (m_context.params.choice("shown_pieces") == "outputs") return pieces;
    const auto& silence = m_game.silence;
    return asPlayed(silence ? unsquashed(pieces, *silence, 1) : pieces,
                    m_game.played(pieces.detach()));
}

FixedLook NoiseTraining::look() {
    if (m_game.examples == 0) return {};
    auto generator = nn::generator(nn::mix(m_context.seed, kRealLook));
    const auto which = torch::randint(m_game.examples, {kLookedAt}, generator, torch::kInt64);
    auto& network = m_game.model.generator;
    const auto cells = [this, network](const torch::Tensor& noise) {
        network->eval();
        auto unused = nn::generator(0);
        return m_game.cells(network->forward(noise.to(m_context.device), unused).cpu());
    };
    return {.noise = {kLookedAt, network->noise()},
            .cells = cells,
            .real = m_game.cells(m_game.real(which)),
            .barsPerPiece = m_game.barsPerPiece};
}

Adversarial NoiseTraining::players() {
    const auto batch = m_context.params.integer("batch");
    return {.generator = m_game.model.generator,
            .discriminator = m_game.discriminator,
            .seed = m_context.seed,
            .examples = m_game.examples,
            .generate = [=, this](StepDraws& draws) { return shown(batch, draws.generator); },
            .realBatch =
                [=, this](StepDraws& draws) {
                    return real(
                        torch::randint(m_game.examples, {batch}, draws.generator, torch::kInt64));
                },
            .judge =
                [this](const torch::Tensor& pieces, at::Generator& drops) {
                    auto output = m_game.discriminator->forward(pieces, drops);
                    return Judgement{output.logits, output.features};
                },
            .batches = m_game.batches,
            .look = look(),
            .warn = m_context.warn,
            .measure =
                [this] {
                    auto generator = nn::generator(nn::mix(m_context.seed, kMeasuredNoise));
                    nn::measureNorms(*m_game.model.generator,
                                     [&] { generate(kMeasured, generator, true); });
                }};
}

std::unique_ptr<Stage> NoiseTraining::beginGame() {
    draw(*m_game.discriminator, kDiscriminatorStart);
    return makeAdversarialStage(players(), AdversarialOptions::from(m_context.params));
}

std::optional<Sample> NoiseTraining::sample() {
    TensorFile file;
    save(file);
    const CheckpointInfo info{.system = m_context.descriptor.id, .params = m_context.params};
    return sampleOf(*builderOf(info.system).composer(file, info), m_context);
}

} // namespace

std::unique_ptr<TrainableSystem> makeNoiseTraining(const Context& context, NoiseGame game) {
    return std::make_unique<NoiseTraining>(context, std::move(game));
}

} // namespace contrafact::models::train
