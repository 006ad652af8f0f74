// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/likelihood_stage.h"

#include "models/nn/tensors.h"
#include "models/train/early_end.h"
#include "models/train/steps.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::train {

namespace {

/// What of a stage's random draws is independent of each other; a system's own streams start at 16.
enum ExampleStream : std::uint64_t { kExampleOrder = 2, kExampleSteps = 3 };

class LikelihoodStage : public Stage {
public:
    LikelihoodStage(Likelihood system, LikelihoodOptions options)
        : m_system(std::move(system))
        , m_options(std::move(options))
        , m_batch(batchSize())
        , m_optimiser(*m_system.network, m_options.optimiser)
        , m_kept(*m_system.network, m_options.keep)
        , m_earlyEnd(m_options.patience) {}

    std::int64_t plannedSteps() const override;
    int samplesPerStep() const override { return static_cast<int>(m_batch); }
    std::int64_t validateEvery() const override {
        return m_options.validateEvery > 0 ? m_options.validateEvery : wholeEpoch();
    }
    std::int64_t sampleEvery() const override { return m_options.sampleEvery; }
    Values step(std::int64_t step, double progress) override;
    Values validate() override;
    bool finishedEarly() const override { return m_earlyEnd.exhausted(); }
    KeptWeights::Scope composing() override { return m_kept.inPlace(); }
    Values finish() override;
    void save(const std::string& prefix, TensorFile& file) const override;
    void load(const std::string& prefix, const TensorFile& file) override;

private:
    std::int64_t batchSize() const;
    double epochSteps() const;
    std::int64_t wholeEpoch() const {
        return std::max<std::int64_t>(1, std::llround(epochSteps()));
    }
    torch::Tensor examples(StepDraws& draws);
    const torch::Tensor& order(std::int64_t epoch);
    Validation validated() const;

    Likelihood m_system;
    LikelihoodOptions m_options;
    std::int64_t m_batch;
    nn::Optimiser m_optimiser;
    KeptWeights m_kept;
    EarlyEnd m_earlyEnd;
    double m_lossSum = 0; ///< of the steps since the last validation
    std::int64_t m_counted = 0;
    std::int64_t m_orderOf = -1; ///< the epoch that m_order belongs to
    torch::Tensor m_order;
};

std::int64_t LikelihoodStage::batchSize() const {
    if (m_options.order == Order::Drawn) return m_options.batch;
    return std::clamp<std::int64_t>(m_system.examples, 1, m_options.batch);
}

double LikelihoodStage::epochSteps() const {
    if (m_options.epochSteps > 0) return static_cast<double>(m_options.epochSteps);
    const auto whole = static_cast<double>(std::max<std::int64_t>(1, m_system.examples / m_batch));
    if (m_options.order == Order::Shuffled) return whole;
    return static_cast<double>(m_system.examples) / static_cast<double>(m_batch);
}

std::int64_t LikelihoodStage::plannedSteps() const {
    if (m_system.examples == 0) return 0;
    return std::max<std::int64_t>(1, std::llround(m_options.epochs * epochSteps()));
}

const torch::Tensor& LikelihoodStage::order(std::int64_t epoch) {
    if (m_orderOf != epoch) {
        auto generator =
            nn::generator(nn::mix(m_system.seed, kExampleOrder, static_cast<std::uint64_t>(epoch)));
        m_order = torch::randperm(m_system.examples, generator, torch::kInt64);
        m_orderOf = epoch;
    }
    return m_order;
}

torch::Tensor LikelihoodStage::examples(StepDraws& draws) {
    if (m_options.order == Order::Drawn)
        return torch::randint(m_system.examples, {m_batch}, draws.generator, torch::kInt64);
    const auto steps = std::max<std::int64_t>(1, m_system.examples / m_batch);
    return order(draws.step / steps).narrow(0, draws.step % steps * m_batch, m_batch);
}

/// One transfer for all figures.
void readFigures(const std::vector<Figure>& figures, Values& values) {
    if (figures.empty()) return;
    std::vector<torch::Tensor> scalars;
    for (const auto& figure : figures) scalars.push_back(figure.value.detach().reshape({}));
    const auto read = torch::stack(scalars).to(torch::kCPU, torch::kFloat64);
    for (std::size_t i = 0; i < figures.size(); ++i)
        values.push_back({figures[i].curve, read.data_ptr<double>()[i]});
}

Values LikelihoodStage::step(std::int64_t step, double progress) {
    StepDraws draws(m_system.seed, kExampleSteps, step);
    const auto which = examples(draws);
    const auto loss = m_system.loss({which, progress, draws});
    const nn::TrainingPosition position{step, progress * m_options.epochs, progress};
    const double rate = m_options.schedule.at(position);
    const double momentum = m_options.schedule.momentumAt(position, m_options.optimiser.beta1);
    m_lossSum += m_optimiser.descend(loss.total, {.rate = rate, .beta1 = momentum, .beta2 = {}});
    ++m_counted;
    m_kept.afterStep();
    Values values;
    readFigures(loss.figures, values);
    values.push_back({m_options.gradientCurve, m_optimiser.gradientNorm()});
    values.push_back({m_options.rateCurve, rate});
    return values;
}

Validation LikelihoodStage::validated() const {
    if (!m_system.validate) return {};
    const torch::NoGradGuard still;
    return m_system.validate();
}

/// An average is validated as it will compose; the best is chosen among the newest weights.
Values LikelihoodStage::validate() {
    const auto average =
        m_options.keep.kind == Keep::Average ? m_kept.inPlace() : KeptWeights::Scope();
    auto found = validated();
    const bool byTraining = m_options.judge == Judge::Training || !found.loss;
    const double mean = m_counted > 0 ? m_lossSum / static_cast<double>(m_counted) : 0;
    const bool better = m_earlyEnd.improves(byTraining ? mean : *found.loss);
    if (better) m_kept.remember();
    const bool changed = better || m_options.keep.kind != Keep::Best;
    if (changed && m_system.measure) m_system.measure();
    m_lossSum = 0;
    m_counted = 0;
    return found.values;
}

Values LikelihoodStage::finish() {
    m_kept.putInForGood();
    Validation found;
    if (plannedSteps() > 0) {
        found = validated();
        if (m_system.measure) m_system.measure();
    }
    if (m_system.finish) m_system.finish();
    return found.values;
}

void LikelihoodStage::save(const std::string& prefix, TensorFile& file) const {
    m_optimiser.save(prefix, file);
    m_kept.save(prefix, file);
    m_earlyEnd.save(prefix, file);
    nn::saveNumber(m_lossSum, prefix + "/loss_sum", file);
    nn::saveNumber(m_counted, prefix + "/counted", file);
}

void LikelihoodStage::load(const std::string& prefix, const TensorFile& file) {
    m_optimiser.load(prefix, file);
    m_kept.load(prefix, file);
    m_earlyEnd.load(prefix, file);
    nn::loadNumber(m_lossSum, prefix + "/loss_sum", file);
    nn::loadNumber(m_counted, prefix + "/counted", file);
}

} // namespace

nn::Schedule scheduleOf(const Params& params, const std::string& key) {
    nn::Schedule schedule{.rate = params.real(key)};
    const auto shape = params.has("lr_schedule") ? params.choice("lr_schedule") : "constant";
    if (shape == "cosine") schedule.shape = nn::ScheduleShape::Cosine;
    if (shape == "exponential") {
        schedule.shape = nn::ScheduleShape::Exponential;
        schedule.decay = params.real("lr_decay");
    }
    return schedule;
}

LikelihoodOptions LikelihoodOptions::from(const Params& params) {
    const auto real = [&](const char* key, double missing) {
        return params.has(key) ? params.real(key) : missing;
    };
    const auto integer = [&](const char* key, std::int64_t missing) {
        return params.has(key) ? params.integer(key) : missing;
    };
    LikelihoodOptions options;
    options.batch = integer("batch", options.batch);
    options.epochs = real("epochs", options.epochs);
    options.optimiser.weightDecay = real("weight_decay", 0);
    options.optimiser.clip = real("clip", 0);
    options.optimiser.decay = nn::WeightDecay::L2; // as in the sources
    if (params.has("optimiser") && params.choice("optimiser") == "sgd")
        options.optimiser.method = nn::Method::Sgd;
    if (params.has("lr")) options.schedule = scheduleOf(params);
    options.keep = KeepOptions::average(real("ema", 0));
    options.validateEvery = integer("validate_every", 0);
    options.sampleEvery = integer("sample_every", 0);
    options.patience = integer("patience", 0);
    if (params.has("monitor") && params.choice("monitor") == "training")
        options.judge = Judge::Training;
    if (params.has("restore_best") && params.flag("restore_best")) options.keep.kind = Keep::Best;
    return options;
}

std::unique_ptr<Stage> makeLikelihoodStage(Likelihood system, LikelihoodOptions options) {
    return std::make_unique<LikelihoodStage>(std::move(system), std::move(options));
}

} // namespace contrafact::models::train
