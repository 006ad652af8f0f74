// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/windows.h"
#include "models/nn/random.h"
#include "models/systems/vae_nn/stages.h"
#include "models/train/likelihood_stage.h"
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
        const auto predicted = outputs >= threshold;
        const double right = predicted.logical_and(truth).sum().item<double>();
        const double all = predicted.sum().item<double>() + positives;
        if (all > 0) best = std::max(best, 2 * right / all);
    }
    return best;
}

/// What an instrument's autoencoder adds to a likelihood stage.
class FamilyWindows {
public:
    FamilyWindows(const train::Context& context, const corpus::Stretches& stretches, Model& model,
                  int family);

    std::int64_t count() const { return static_cast<std::int64_t>(m_training.size()); }
    ConvVae vae() const { return m_vae; }
    /// Draws the weights.
    void initialise(std::uint64_t seed);
    train::Loss loss(const train::Batch& batch);
    train::Validation validate();

private:
    torch::Tensor batch(const torch::Tensor& which, nn::Random& random) const;
    torch::Tensor windows(const std::vector<corpus::Window>& windows) const;
    void fill(const corpus::Window& window, int transpose, std::span<float> out) const;
    /// Hides cells from the encoder, so that it learns to infer them from the rest.
    torch::Tensor partlyHidden(const torch::Tensor& x, at::Generator& generator) const;
    double beta(double progress) const;
    std::string curve(const char* prefix) const {
        return std::string(prefix) + "_" + Networks::familyId(static_cast<std::size_t>(m_family));
    }

    const corpus::Stretches& m_stretches;
    const Params& m_params;
    int m_family;
    torch::Device m_device;
    bool m_gaussian;
    std::vector<corpus::Window> m_training;
    std::vector<corpus::Window> m_held;
    ConvVae m_vae;
};

FamilyWindows::FamilyWindows(const train::Context& context, const corpus::Stretches& stretches,
                             Model& model, int family)
    : m_stretches(stretches)
    , m_params(context.params)
    , m_family(family)
    , m_device(context.device)
    , m_gaussian(model.gaussian())
    , m_vae(model.nets.vaes[static_cast<std::size_t>(family)]) {
    const int hop =
        hopSteps(m_params.choice(family == encoding::kDrums ? "drum_hop" : "window_hop"));
    m_training = corpus::windows(m_stretches, family, hop, corpus::Split::Training);
    m_held =
        thinned(corpus::windows(m_stretches, family, encoding::kSteps, corpus::Split::Validation),
                kMaxValidationWindows);
}

void FamilyWindows::initialise(std::uint64_t seed) {
    auto generator = nn::generator(seed);
    double density = 0;
    if (!m_training.empty() && !m_gaussian)
        density = windows(thinned(m_training, 256)).mean().item<double>();
    // Drawn on the CPU, so that a seed means the same weights on every device.
    m_vae->to(torch::kCPU);
    m_vae->initialise(generator, density);
    m_vae->to(m_device);
}

void FamilyWindows::fill(const corpus::Window& window, int transpose, std::span<float> out) const {
    const auto& stretch = m_stretches.all[static_cast<std::size_t>(window.stretch)];
    encoding::fillPatches(*stretch.grid, m_family, window.step, transpose, m_gaussian, out);
}

torch::Tensor FamilyWindows::windows(const std::vector<corpus::Window>& list) const {
    auto cells = torch::empty({static_cast<std::int64_t>(list.size()), encoding::kPatchCells});
    float* row = cells.data_ptr<float>();
    for (const auto& window : list) {
        fill(window, 0, {row, encoding::kPatchCells});
        row += encoding::kPatchCells;
    }
    return cells;
}

torch::Tensor FamilyWindows::batch(const torch::Tensor& which, nn::Random& random) const {
    const auto reach = m_params.integer("transpose");
    const double silent = m_params.real("silent_share");
    auto cells = torch::empty({which.numel(), encoding::kPatchCells});
    const auto* index = which.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < which.numel(); ++i) {
        const std::span<float> row(cells.data_ptr<float>() + i * encoding::kPatchCells,
                                   encoding::kPatchCells);
        const auto transpose = static_cast<int>(random.below(2 * reach + 1) - reach);
        if (random.uniform() < silent)
            std::ranges::fill(row, 0.0F);
        else
            fill(m_training[static_cast<std::size_t>(index[i])], transpose, row);
    }
    return cells.to(m_device);
}

torch::Tensor FamilyWindows::partlyHidden(const torch::Tensor& x, at::Generator& generator) const {
    const double hidden = m_params.real("input_drop");
    if (hidden == 0) return x;
    return x * torch::empty(x.sizes()).bernoulli_(1 - hidden, generator).to(m_device);
}

double FamilyWindows::beta(double progress) const {
    const double warmUp = m_params.real("kl_warmup");
    return m_params.real("kl_weight") * (warmUp > 0 ? std::min(1.0, progress / warmUp) : 1.0);
}

train::Loss FamilyWindows::loss(const train::Batch& wanted) {
    const auto x = batch(wanted.examples, wanted.draws.random);
    const auto posterior = m_vae->encode(partlyHidden(x, wanted.draws.generator));
    const auto sample =
        train::drawLatent(posterior.mean, posterior.logSigma, wanted.draws.generator);
    const auto output = m_vae->decode(sample.z);
    const auto loss = m_gaussian ? train::gaussianLoss(output, x, m_vae->logSigmaX)
                                 : train::bernoulliLoss(output, x);
    const auto kl = m_gaussian ? train::sampledKl(sample, posterior.logSigma)
                               : train::klDivergence(posterior.mean, posterior.logSigma);
    train::Loss all{loss + beta(wanted.progress) * kl,
                    {{curve("elbo"), -loss - kl}, {curve("kl"), kl}}};
    // A copy: the step moves the weight before the figures are read.
    if (m_gaussian) all.figures.push_back({curve("sigma"), m_vae->logSigmaX.detach().exp()});
    return all;
}

train::Validation FamilyWindows::validate() {
    if (m_held.empty()) return {};
    std::vector<torch::Tensor> outputs;
    const auto cells = windows(m_held);
    for (const auto& part : cells.split(128)) {
        const auto out = m_vae->decode(m_vae->encode(part.to(m_device)).mean);
        outputs.push_back((m_gaussian ? out : out.sigmoid()).cpu());
    }
    return {{{curve("f1"), bestF1(torch::cat(outputs), cells > 0)}}, {}};
}

} // namespace

std::unique_ptr<train::Stage> makeVaeStage(const train::Context& context,
                                           const corpus::Stretches& stretches, Model& model,
                                           int family) {
    const auto windows = std::make_shared<FamilyWindows>(context, stretches, model, family);
    const auto seed = nn::mix(context.seed, static_cast<std::uint64_t>(family));
    windows->initialise(seed);
    auto options = train::LikelihoodOptions::from(context.params);
    options.order = train::Order::Drawn;
    options.epochs = context.params.real("vae_epochs");
    if (options.schedule.shape == nn::ScheduleShape::Cosine)
        options.schedule.warmUpSteps = kWarmUpSteps;
    return train::makeLikelihoodStage(
        {.network = windows->vae().ptr(),
         .seed = seed,
         .examples = windows->count(),
         .loss = [=](const train::Batch& batch) { return windows->loss(batch); },
         .validate = [=] { return windows->validate(); }},
        options);
}

} // namespace contrafact::models::vae_nn
