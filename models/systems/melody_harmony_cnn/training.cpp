// SPDX-License-Identifier: GPL-3.0-or-later
// Five stages, one network each: the next piano segment from the last, then each other instrument's
// next segment from its last and the new piano.
#include "core/corpus/windows.h"
#include "models/nn/random.h"
#include "models/nn/schedule.h"
#include "models/systems/melody_harmony_cnn/composer.h"
#include "models/train/adversarial.h"
#include "models/train/four_four.h"
#include "models/train/likelihood_stage.h"
#include "models/train/steps.h"

#include <algorithm>

namespace contrafact::models::melody_harmony_cnn {

namespace {

constexpr std::int64_t kStarts = 64;        // to compose from where nothing is given
constexpr std::int64_t kHeldPairs = 384;    // that a validation looks at
constexpr std::int64_t kContinuations = 20; // whose distance is measured
constexpr std::array<double, encoding::kFamilies> kShares{0.28, 0.18, 0.18, 0.18, 0.18};

/// What of a stage's random draws is independent of each other; the stage itself has 2 and 3.
enum Stream : std::uint64_t { kWeights = 16, kSilent };

bool sounds(const encoding::GridSong& song, int family, int step) {
    bool any = false;
    encoding::forEachNote(song, family, step, step + encoding::kSteps,
                          [&](const encoding::GridNote&) { any = true; });
    return any;
}

int hopSteps(const std::string& choice) {
    return choice == "step"   ? 1
           : choice == "beat" ? encoding::kStepsPerBeat
           : choice == "bar"  ? encoding::kStepsPerBar
                              : encoding::kSteps;
}

/// At most `most` of `all`, evenly over all.
std::vector<corpus::Window> spread(const std::vector<corpus::Window>& all, std::int64_t most) {
    const auto count = std::min<std::size_t>(all.size(), static_cast<std::size_t>(most));
    std::vector<corpus::Window> some;
    for (std::size_t i = 0; i < count; ++i) some.push_back(all[i * all.size() / count]);
    return some;
}

/// What network `family` adds to a likelihood stage: pairs of segments that follow each other.
class Pairs {
public:
    Pairs(const train::Context& context, const corpus::Stretches& stretches, Model& model,
          int family, std::uint64_t seed);

    std::int64_t count() const { return static_cast<std::int64_t>(m_training.size()); }
    SegmentNet net() const { return m_net; }
    void initialise();
    train::Loss loss(const train::Batch& batch);
    train::Validation validate();

private:
    struct Examples {
        std::vector<torch::Tensor> inputs; ///< [B, cells] each, on the device
        torch::Tensor target;
    };
    std::vector<corpus::Window> pairsOf(corpus::Split split) const;
    Examples examples(const std::vector<corpus::Window>& pairs,
                      const std::vector<int>& shifts) const;
    torch::Tensor lossOf(const Examples& examples, std::uint64_t seed);
    void addDistances(train::Values& values);
    std::string curve(const char* prefix) const {
        return prefix + familyId(static_cast<std::size_t>(m_family));
    }

    const train::Context& m_context;
    const corpus::Stretches& m_stretches;
    const Model& m_model;
    int m_family;
    std::uint64_t m_seed;
    std::vector<corpus::Window> m_training, m_held;
    SegmentNet m_net;
};

Pairs::Pairs(const train::Context& context, const corpus::Stretches& stretches, Model& model,
             int family, std::uint64_t seed)
    : m_context(context)
    , m_stretches(stretches)
    , m_model(model)
    , m_family(family)
    , m_seed(seed)
    , m_training(pairsOf(corpus::Split::Training))
    , m_held(spread(pairsOf(corpus::Split::Validation), kHeldPairs))
    , m_net(model.nets[static_cast<std::size_t>(family)]) {}

/// Where a needed part is silent, pairs are kept with a small probability only.
std::vector<corpus::Window> Pairs::pairsOf(corpus::Split split) const {
    const int hop = hopSteps(m_context.params.choice("window_hop"));
    const double keep = m_context.params.real(m_family == 0 ? "keep_silent_melody" : "keep_silent");
    nn::Random random(nn::mix(m_seed, kSilent, static_cast<std::uint64_t>(split)));
    std::vector<corpus::Window> pairs;
    for (std::size_t i = 0; i < m_stretches.all.size(); ++i) {
        const auto& stretch = m_stretches.all[i];
        if (stretch.validation != (split == corpus::Split::Validation)) continue;
        const auto& grid = *stretch.grid;
        for (int step = 0; step + encoding::kSteps < grid.steps; step += hop) {
            const int next = step + encoding::kSteps;
            const bool all = sounds(grid, m_family, step) && sounds(grid, m_family, next) &&
                             sounds(grid, 0, next);
            if (random.uniform() < keep || all)
                pairs.push_back({static_cast<std::int32_t>(i), step});
        }
    }
    return pairs;
}

Pairs::Examples Pairs::examples(const std::vector<corpus::Window>& pairs,
                                const std::vector<int>& shifts) const {
    const auto segments = [&](int family, int offset) {
        auto cells = torch::empty({static_cast<std::int64_t>(pairs.size()), encoding::kPatchCells});
        float* row = cells.data_ptr<float>();
        for (std::size_t i = 0; i < pairs.size(); ++i, row += encoding::kPatchCells)
            encoding::fillPatches(*m_stretches.all[static_cast<std::size_t>(pairs[i].stretch)].grid,
                                  family, pairs[i].step + offset, shifts.empty() ? 0 : shifts[i],
                                  m_model.velocities, {row, encoding::kPatchCells});
        return cells.to(m_context.device);
    };
    Examples made{{segments(m_family, 0)}, segments(m_family, encoding::kSteps)};
    if (m_family > 0) made.inputs.push_back(segments(0, encoding::kSteps));
    return made;
}

/// Weights are drawn on the CPU, so that a seed means the same ones on every device.
void Pairs::initialise() {
    const auto density = examples(spread(m_training, 256), {}).target.mean().item<double>();
    auto generator = nn::generator(nn::mix(m_seed, kWeights));
    m_net->to(torch::kCPU);
    m_net->initialise(generator, density);
    m_net->to(m_context.device);
}

torch::Tensor Pairs::lossOf(const Examples& examples, std::uint64_t seed) {
    const auto out = m_net->forward(examples.inputs, seed);
    return m_model.velocities ? torch::mse_loss(out, examples.target)
                              : train::bernoulliLoss(out, examples.target);
}

train::Loss Pairs::loss(const train::Batch& batch) {
    m_net->train();
    const auto reach = m_context.params.integer("transpose");
    std::vector<corpus::Window> pairs;
    std::vector<int> shifts;
    const auto* which = batch.examples.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < batch.examples.size(0); ++i) {
        pairs.push_back(m_training[static_cast<std::size_t>(which[i])]);
        shifts.push_back(static_cast<int>(batch.draws.random.below(2 * reach + 1) - reach));
    }
    const auto loss = lossOf(examples(pairs, shifts), batch.draws.position);
    return {loss, {{curve("loss_"), loss}}};
}

train::Validation Pairs::validate() {
    if (m_held.empty()) return {};
    m_net->eval();
    constexpr std::size_t kBatch = 64;
    double sum = 0;
    for (std::size_t at = 0; at < m_held.size(); at += kBatch) {
        const auto end = std::min(m_held.size(), at + kBatch);
        const std::vector<corpus::Window> part(m_held.begin() + static_cast<std::ptrdiff_t>(at),
                                               m_held.begin() + static_cast<std::ptrdiff_t>(end));
        sum += lossOf(examples(part, {}), 0).item<double>() * static_cast<double>(part.size());
    }
    const double mean = sum / static_cast<double>(m_held.size());
    train::Validation found{{{curve("val_"), mean}}, mean};
    if (m_family == 0) addDistances(found.values);
    return found;
}

/// How different the continuations of different starts are, beside the real ones.
void Pairs::addDistances(train::Values& values) {
    const auto pairs = examples(spread(m_held, kContinuations), {});
    const auto out = m_model.outputs(0, pairs.inputs, 0, 0).cpu().contiguous();
    const auto controls = Controls::from(m_context.composingControls());
    auto sounding = torch::zeros_like(out);
    for (std::int64_t i = 0; i < out.size(0); ++i) {
        const auto offset = i * encoding::kPatchCells;
        std::ranges::copy(
            m_model.chosen({out.data_ptr<float>() + offset, encoding::kPatchCells}, controls),
            sounding.data_ptr<float>() + offset);
    }
    values.push_back({"distance_continuations", train::meanPairwiseDistance(sounding)});
    const auto real = (pairs.target > 0).to(torch::kFloat32).cpu();
    values.push_back({"distance_real", train::meanPairwiseDistance(real)});
}

train::LikelihoodOptions optionsOf(const Params& params) {
    auto options = train::LikelihoodOptions::from(params);
    options.order = train::Order::Drawn;
    options.epochSteps = params.integer("epoch_steps");
    if (params.choice("lr_schedule") == "exponential")
        options.schedule = {.shape = nn::ScheduleShape::Exponential,
                            .rate = params.real("lr"),
                            .decay = params.real("lr_decay")};
    return options;
}

class CnnTraining : public train::TrainableSystem {
public:
    explicit CnnTraining(const train::Context& context);

    int stageCount() const override { return encoding::kFamilies; }
    double share(int stage) const override { return kShares[static_cast<std::size_t>(stage)]; }
    std::unique_ptr<train::Stage> begin(int stage) override;
    void save(TensorFile& file) const override { m_model.save(file); }
    void load(const TensorFile& file) override { m_model.load(file); }
    std::optional<Sample> sample() override;

private:
    void fillStarts();

    train::Context m_context;
    corpus::Stretches m_stretches;
    Model m_model;
    std::size_t m_stage = 0;
};

CnnTraining::CnnTraining(const train::Context& context)
    : m_context(context)
    , m_stretches(train::fourFourOf(context))
    , m_model(context.params) {
    m_model.strikes = compose::strikeTable(m_stretches);
    const auto played = m_stretches.playedInTraining();
    std::ranges::copy(played, m_model.heard.begin());
    fillStarts();
}

void CnnTraining::fillStarts() {
    const auto places =
        spread(corpus::windows(m_stretches, 0, encoding::kSteps, corpus::Split::Training), kStarts);
    auto cells = torch::empty(
        {static_cast<std::int64_t>(places.size()), encoding::kFamilies, encoding::kPatchCells});
    float* row = cells.data_ptr<float>();
    for (const auto& place : places) {
        const auto& stretch = m_stretches.all[static_cast<std::size_t>(place.stretch)];
        encoding::fillPatches(
            *stretch.grid, place.step, true,
            std::span<float, encoding::kAllPatchCells>(row, encoding::kAllPatchCells));
        row += encoding::kAllPatchCells;
    }
    m_model.starts = (cells * 127).round().to(torch::kUInt8);
}

std::unique_ptr<train::Stage> CnnTraining::begin(int stage) {
    m_stage = static_cast<std::size_t>(stage);
    const auto seed = nn::mix(m_context.seed, static_cast<std::uint64_t>(stage));
    const auto pairs = std::make_shared<Pairs>(m_context, m_stretches, m_model, stage, seed);
    if (pairs->count() > 0) pairs->initialise();
    auto lesson = train::likelihoodOf(pairs, pairs->net().ptr(), seed);
    lesson.finish = [pairs] {
        pairs->net()->eval();
        pairs->net()->to(torch::kCPU);
    };
    return train::makeLikelihoodStage(std::move(lesson), optionsOf(m_context.params));
}

/// A composition of the instruments that have been learned so far.
std::optional<Sample> CnnTraining::sample() {
    auto model = train::onCpu(m_model, m_context.params);
    std::fill(model.heard.begin() + static_cast<std::ptrdiff_t>(m_stage) + 1, model.heard.end(),
              0.0F);
    return train::sampleOf(*makeComposerOf(std::move(model), {.system = m_context.descriptor.id}),
                           m_context);
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<CnnTraining>(context);
}

} // namespace contrafact::models::melody_harmony_cnn
