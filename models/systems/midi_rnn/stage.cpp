// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_rnn/stage.h"

#include "models/nn/adam.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/systems/midi_rnn/best_epoch.h"
#include "models/train/steps.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::midi_rnn {

namespace {

constexpr std::int64_t kUnseenWindows = 4096;
constexpr std::int64_t kUnseenBatch = 512;
constexpr std::int64_t kEchoes = 4096;

/// What of a training's random draws is independent of each other.
enum Stream : std::uint64_t { kWeights = 1, kOrder, kShifts };

class NoteStage : public train::Stage {
public:
    NoteStage(const train::Context& context, Model& model, const NoteData& data);

    std::int64_t plannedSteps() const override;
    int samplesPerStep() const override { return static_cast<int>(m_batch); }
    std::int64_t validateEvery() const override { return m_epochSteps; }
    std::int64_t sampleEvery() const override { return m_params.integer("sample_every"); }
    train::Values step(std::int64_t step, double progress) override;
    train::Values validate() override;
    bool finishedEarly() const override { return m_best.exhausted(); }
    /// What is kept in the end is the best epoch, so that is what samples and checkpoints show.
    void swapAverage() override;
    void save(const std::string& prefix, TensorFile& file) const override;
    void load(const std::string& prefix, const TensorFile& file) override;

private:
    Batch batch(std::int64_t step);
    const torch::Tensor& order(std::int64_t epoch);
    double unseenLoss(train::Values& values);
    /// Listens with the weights in place now; see Model::echoes.
    void listen();
    void endEpoch(train::Values& values);
    Batch onDevice(Batch batch) const;

    const Params& m_params;
    const NoteData& m_data;
    Model& m_model;
    std::uint64_t m_seed;
    torch::Device m_device;
    LossWeights m_weights;
    std::int64_t m_batch;
    std::int64_t m_epochSteps;
    nn::Adam m_adam;
    BestEpoch m_best;
    bool m_bestInPlace = false;
    double m_lossSum = 0; ///< of this epoch's steps
    std::int64_t m_counted = 0;
    std::int64_t m_orderOf = -1; ///< the epoch that m_order belongs to
    torch::Tensor m_order;
};

/// At most `most` of `count` places, evenly over all.
torch::Tensor spread(std::int64_t count, std::int64_t most) {
    const auto taken = std::min(count, most);
    return (torch::arange(taken) * count).floor_divide(taken);
}

NoteNet drawn(NoteNet network, std::uint64_t seed, const torch::Device& device) {
    auto generator = nn::generator(nn::mix(seed, kWeights));
    network->to(torch::kCPU); // a seed means the same weights on every device
    network->initialise(generator);
    network->to(device);
    return network;
}

NoteStage::NoteStage(const train::Context& context, Model& model, const NoteData& data)
    : m_params(context.params)
    , m_data(data)
    , m_model(model)
    , m_seed(context.seed)
    , m_device(context.device)
    , m_weights(LossWeights::from(m_params))
    , m_batch(std::clamp<std::int64_t>(data.training.windows, 1, m_params.integer("batch")))
    , m_epochSteps(std::max<std::int64_t>(1, data.training.windows / m_batch))
    , m_adam(*drawn(model.network, m_seed, m_device), {.clip = m_params.real("clip")})
    , m_best(*model.network, m_params.integer("patience")) {}

std::int64_t NoteStage::plannedSteps() const {
    if (m_data.training.windows == 0) return 0;
    const double steps = m_params.real("epochs") * static_cast<double>(m_epochSteps);
    return std::max<std::int64_t>(1, std::llround(steps));
}

/// Each epoch is an order of its own of all windows.
const torch::Tensor& NoteStage::order(std::int64_t epoch) {
    if (m_orderOf != epoch) {
        auto generator = nn::generator(nn::mix(m_seed, kOrder, static_cast<std::uint64_t>(epoch)));
        m_order = torch::randperm(m_data.training.windows, generator, torch::kInt64);
        m_orderOf = epoch;
    }
    return m_order;
}

Batch NoteStage::onDevice(Batch batch) const {
    return {batch.rows.to(m_device),
            {batch.next.pitch.to(m_device), batch.next.step.to(m_device),
             batch.next.duration.to(m_device)}};
}

Batch NoteStage::batch(std::int64_t step) {
    const auto at = (step % m_epochSteps) * m_batch;
    const auto starts = order(step / m_epochSteps).narrow(0, at, m_batch);
    const auto reach = m_params.integer("transpose");
    auto generator = nn::generator(nn::mix(m_seed, kShifts, static_cast<std::uint64_t>(step)));
    const auto shifts = torch::randint(-reach, reach + 1, {m_batch}, generator,
                                       torch::TensorOptions().dtype(torch::kInt64));
    return onDevice(batchAt(m_data.training, starts, shifts, m_model));
}

train::Values NoteStage::step(std::int64_t step, double progress) {
    const auto now = batch(step);
    const auto loss = losses(m_model.network(now.rows), now.next, m_weights);
    const double full = m_params.real("lr");
    const bool constant = m_params.choice("lr_schedule") == "constant";
    const double rate = constant ? full : train::cosineRate(full, progress);
    const double total = m_adam.descend(loss.total, rate);
    m_lossSum += total;
    ++m_counted;
    return {{"loss_total", total},
            {"loss_pitch", loss.pitch.item<double>()},
            {"loss_step", loss.step.item<double>()},
            {"loss_duration", loss.duration.item<double>()},
            {"lr", rate}};
}

double NoteStage::unseenLoss(train::Values& values) {
    const torch::NoGradGuard still;
    const auto starts = spread(m_data.unseen.windows, kUnseenWindows);
    double total = 0, pitch = 0, step = 0, duration = 0;
    for (const auto& part : starts.split(kUnseenBatch)) {
        const auto now = onDevice(batchAt(m_data.unseen, part, torch::zeros_like(part), m_model));
        const auto loss = losses(m_model.network(now.rows), now.next, m_weights);
        const double share =
            static_cast<double>(part.size(0)) / static_cast<double>(starts.size(0));
        total += share * loss.total.item<double>();
        pitch += share * loss.pitch.item<double>();
        step += share * loss.step.item<double>();
        duration += share * loss.duration.item<double>();
    }
    values = {
        {"val_total", total}, {"val_pitch", pitch}, {"val_step", step}, {"val_duration", duration}};
    return total;
}

void NoteStage::listen() {
    const torch::NoGradGuard still;
    // Of unseen songs where there are any: of its own the network knows more than of new music.
    const auto& rows = m_data.unseen.windows > 0 ? m_data.unseen : m_data.training;
    std::vector<torch::Tensor> all;
    for (const auto& part : spread(rows.windows, kEchoes).split(kUnseenBatch)) {
        const auto now = onDevice(batchAt(rows, part, torch::zeros_like(part), m_model));
        const auto said = m_model.network(now.rows);
        all.push_back(
            torch::stack({said.step, said.duration, now.next.step, now.next.duration}, 1).cpu());
    }
    m_model.echoes = torch::cat(all);
}

void NoteStage::endEpoch(train::Values& values) {
    const bool swapped = m_bestInPlace;
    if (swapped) swapAverage(); // it is the newest weights that are judged
    const bool heard = m_data.unseen.windows > 0;
    const double unseen = heard ? unseenLoss(values) : 0;
    const bool byUnseen = heard && m_params.choice("monitor") == "unseen";
    const bool better =
        m_best.judge(byUnseen ? unseen : m_lossSum / static_cast<double>(m_counted));
    if (better || !m_params.flag("restore_best")) listen();
    m_lossSum = 0;
    m_counted = 0;
    if (swapped) swapAverage();
}

train::Values NoteStage::validate() {
    train::Values values;
    if (m_counted == m_epochSteps) {
        endEpoch(values);
        return values;
    }
    if (m_data.unseen.windows > 0) unseenLoss(values); // at the end: of the weights that are kept
    listen();
    return values;
}

void NoteStage::swapAverage() {
    if (!m_params.flag("restore_best")) return;
    m_best.swap();
    m_bestInPlace = !m_bestInPlace; // though before the first epoch's end there is no best
}

void NoteStage::save(const std::string& prefix, TensorFile& file) const {
    m_adam.save(prefix, file);
    m_best.save(prefix + "/best", file);
    file.tensors[prefix + "/epoch_loss"] =
        nn::toFile(torch::tensor({m_lossSum}, torch::kFloat64), DType::F64);
    file.tensors[prefix + "/epoch_steps"] = nn::toFile(torch::tensor({m_counted}), DType::I64);
}

void NoteStage::load(const std::string& prefix, const TensorFile& file) {
    m_adam.load(prefix, file);
    m_best.load(prefix + "/best", file);
    auto sum = torch::zeros({1}, torch::kFloat64);
    auto counted = torch::zeros({1}, torch::kInt64);
    nn::loadTensor(sum, prefix + "/epoch_loss", file);
    nn::loadTensor(counted, prefix + "/epoch_steps", file);
    m_lossSum = sum.item<double>();
    m_counted = counted.item<std::int64_t>();
}

} // namespace

std::unique_ptr<train::Stage> makeStage(const train::Context& context, Model& model,
                                        const NoteData& data) {
    return std::make_unique<NoteStage>(context, model, data);
}

} // namespace contrafact::models::midi_rnn
