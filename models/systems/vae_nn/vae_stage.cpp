// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/windows.h"
#include "models/nn/adam.h"
#include "models/nn/random.h"
#include "models/systems/vae_nn/stages.h"
#include "models/train/steps.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::vae_nn {

namespace {

constexpr std::size_t kMaxValidationWindows = 400;
constexpr int kWarmUpSteps = 100; // of the learning rate

int hopSteps(const std::string& choice) {
    return choice == "beat" ? encoding::kStepsPerBeat : choice == "bar" ? 8 : encoding::kSteps;
}

std::vector<corpus::Window> thinned(std::vector<corpus::Window> windows, std::size_t most) {
    if (windows.size() <= most) return windows;
    std::vector<corpus::Window> some;
    for (std::size_t i = 0; i < most; ++i) some.push_back(windows[i * windows.size() / most]);
    return some;
}

/// The best F1 of "the cell sounds" over all thresholds.
double bestF1(const torch::Tensor& outputs, const torch::Tensor& truth) {
    const double positives = truth.sum().item<double>();
    double best = 0;
    for (double threshold = 0.05; threshold < 0.75; threshold += 0.05) {
        const auto said = outputs >= threshold;
        const double right = said.logical_and(truth).sum().item<double>();
        const double all = said.sum().item<double>() + positives;
        if (all > 0) best = std::max(best, 2 * right / all);
    }
    return best;
}

class VaeStage : public train::Stage {
public:
    VaeStage(const train::Context& context, Model& model, int family);

    std::int64_t plannedSteps() const override { return m_plannedSteps; }
    int samplesPerStep() const override { return static_cast<int>(m_batch); }
    std::int64_t validateEvery() const override { return m_params.integer("validate_every"); }
    train::Values step(std::int64_t step, double progress) override;
    train::Values validate() override;
    void swapAverage() override { m_adam.swapAverage(); }
    void save(const std::string& prefix, TensorFile& file) const override {
        m_adam.save(prefix, file);
    }
    void load(const std::string& prefix, const TensorFile& file) override {
        m_adam.load(prefix, file);
    }

private:
    void initialise();
    torch::Tensor batch(nn::Random& random) const;
    torch::Tensor windows(const std::vector<corpus::Window>& windows) const;
    void fill(const corpus::Window& window, int transpose, std::span<float> out) const;
    /// Hides cells from the encoder, so that it learns to guess from the rest.
    torch::Tensor partlyHidden(const torch::Tensor& x, at::Generator& generator) const;
    double rate(std::int64_t step, double progress) const;
    double beta(double progress) const;

    const corpus::Corpus& m_corpus;
    const Params& m_params;
    std::uint64_t m_seed;
    int m_family;
    torch::Device m_device;
    bool m_gaussian;
    std::int64_t m_batch;
    std::vector<corpus::Window> m_training;
    std::vector<corpus::Window> m_unseen;
    std::int64_t m_plannedSteps = 0;
    ConvVae m_vae;
    nn::Adam m_adam;
};

nn::AdamOptions adamOptions(const Params& params) {
    return {.weightDecay = params.real("weight_decay"),
            .clip = params.real("clip"),
            .ema = params.real("ema")};
}

std::uint64_t stageSeed(const train::Context& context, int family) {
    return nn::mix(context.seed, static_cast<std::uint64_t>(family));
}

/// On the training device before the optimiser takes hold of its tensors.
ConvVae onDevice(ConvVae vae, const torch::Device& device) {
    vae->to(device);
    return vae;
}

VaeStage::VaeStage(const train::Context& context, Model& model, int family)
    : m_corpus(*context.corpus)
    , m_params(context.params)
    , m_seed(stageSeed(context, family))
    , m_family(family)
    , m_device(context.device)
    , m_gaussian(model.gaussian())
    , m_batch(m_params.integer("batch"))
    , m_vae(onDevice(model.nets.vaes[static_cast<std::size_t>(family)], context.device))
    , m_adam(*m_vae, adamOptions(m_params)) {
    const int hop = hopSteps(m_params.choice(family == kDrums ? "drum_hop" : "window_hop"));
    m_training = corpus::windows(m_corpus, family, hop, corpus::Split::Training);
    m_unseen =
        thinned(corpus::windows(m_corpus, family, encoding::kSteps, corpus::Split::Validation),
                kMaxValidationWindows);
    if (!m_training.empty())
        m_plannedSteps = std::max<std::int64_t>(
            1, std::llround(m_params.real("vae_epochs") * static_cast<double>(m_training.size()) /
                            static_cast<double>(m_batch)));
    initialise();
    m_adam = nn::Adam(*m_vae, adamOptions(m_params)); // its mean starts from the drawn weights
}

void VaeStage::initialise() {
    auto generator = nn::generator(m_seed);
    double density = 0;
    if (!m_training.empty() && !m_gaussian)
        density = windows(thinned(m_training, 256)).mean().item<double>();
    // Drawn on the CPU, so that a seed means the same weights on every device.
    m_vae->to(torch::kCPU);
    m_vae->initialise(generator, density);
    m_vae->to(m_device);
}

void VaeStage::fill(const corpus::Window& window, int transpose, std::span<float> out) const {
    const auto& song = m_corpus.songs[static_cast<std::size_t>(window.song)];
    fillWindow(song.grid, m_family, window.step, transpose, m_gaussian, out);
}

torch::Tensor VaeStage::windows(const std::vector<corpus::Window>& list) const {
    auto cells = torch::empty({static_cast<std::int64_t>(list.size()), kCells});
    float* row = cells.data_ptr<float>();
    for (const auto& window : list) {
        fill(window, 0, {row, kCells});
        row += kCells;
    }
    return cells;
}

torch::Tensor VaeStage::batch(nn::Random& random) const {
    const auto reach = m_params.integer("transpose");
    const double silent = m_params.real("silent_share");
    auto cells = torch::empty({m_batch, kCells});
    for (std::int64_t i = 0; i < m_batch; ++i) {
        const std::span<float> row(cells.data_ptr<float>() + i * kCells, kCells);
        const auto pick = random.below(static_cast<std::int64_t>(m_training.size()));
        const auto transpose = static_cast<int>(random.below(2 * reach + 1) - reach);
        if (random.uniform() < silent)
            std::ranges::fill(row, 0.0F);
        else
            fill(m_training[static_cast<std::size_t>(pick)], transpose, row);
    }
    return cells.to(m_device);
}

torch::Tensor VaeStage::partlyHidden(const torch::Tensor& x, at::Generator& generator) const {
    const double hidden = m_params.real("input_drop");
    if (hidden == 0) return x;
    return x * torch::empty(x.sizes()).bernoulli_(1 - hidden, generator).to(m_device);
}

double VaeStage::rate(std::int64_t step, double progress) const {
    const double full = m_params.real("lr");
    if (m_params.choice("lr_schedule") == "constant") return full;
    const double warm = std::min(1.0, static_cast<double>(step + 1) / kWarmUpSteps);
    return warm * train::cosineRate(full, progress);
}

double VaeStage::beta(double progress) const {
    const double warmUp = m_params.real("kl_warmup");
    return m_params.real("kl_weight") * (warmUp > 0 ? std::min(1.0, progress / warmUp) : 1.0);
}

train::Values VaeStage::step(std::int64_t step, double progress) {
    const auto position = nn::mix(m_seed, static_cast<std::uint64_t>(step) + 1);
    nn::Random random(position);
    auto generator = nn::generator(position);
    const auto x = batch(random);
    const auto posterior = m_vae->encode(partlyHidden(x, generator));
    const auto sample = train::drawLatent(posterior.mean, posterior.logSigma, generator);
    const auto output = m_vae->decode(sample.z);
    const auto loss = m_gaussian ? train::gaussianLoss(output, x, m_vae->logSigmaX)
                                 : train::bernoulliLoss(output, x);
    const auto kl = m_gaussian ? train::sampledKl(sample, posterior.logSigma)
                               : train::klDivergence(posterior.mean, posterior.logSigma);
    const double rateNow = rate(step, progress);
    m_adam.descend(loss + beta(progress) * kl, rateNow);

    const auto id = Networks::familyId(static_cast<std::size_t>(m_family));
    const double klValue = kl.item<double>();
    train::Values values{
        {"elbo_" + id, -loss.item<double>() - klValue}, {"kl_" + id, klValue}, {"lr", rateNow}};
    if (m_gaussian) values.push_back({"sigma_" + id, std::exp(m_vae->logSigmaX.item<double>())});
    return values;
}

train::Values VaeStage::validate() {
    if (m_unseen.empty()) return {};
    const torch::NoGradGuard still;
    std::vector<torch::Tensor> outputs;
    const auto cells = windows(m_unseen);
    for (const auto& part : cells.split(128)) {
        const auto out = m_vae->decode(m_vae->encode(part.to(m_device)).mean);
        outputs.push_back((m_gaussian ? out : out.sigmoid()).cpu());
    }
    const auto id = Networks::familyId(static_cast<std::size_t>(m_family));
    return {{"f1_" + id, bestF1(torch::cat(outputs), cells > 0)}};
}

} // namespace

std::unique_ptr<train::Stage> makeVaeStage(const train::Context& context, Model& model,
                                           int family) {
    return std::make_unique<VaeStage>(context, model, family);
}

} // namespace contrafact::models::vae_nn
