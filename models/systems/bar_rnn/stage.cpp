// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/stage.h"

#include "models/nn/adam.h"
#include "models/nn/tensors.h"
#include "models/systems/bar_rnn/streams.h"
#include "models/train/steps.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::bar_rnn {

namespace {

constexpr std::int64_t kUnseenRows = 16;
constexpr std::int64_t kUnseenEvents = 1024; ///< of each unseen song, from its beginning
constexpr std::int64_t kWarmUp = 50;         ///< steps over which the rate rises
/// What is told of unseen songs: nothing, as in composing from nothing.
constexpr KnownShares kNothing{0, 0, 0, 0};

/// What of a training's random draws is independent of each other.
enum Stream : std::uint64_t { kWeights = 1, kInputDropout, kOutputDropout };

EventBatch on(const torch::Device& device, EventBatch batch) {
    for (auto* tensor :
         {&batch.token, &batch.duration, &batch.velocity, &batch.features, &batch.offsets,
          &batch.given, &batch.ahead, &batch.nextToken, &batch.nextDuration, &batch.nextVelocity})
        *tensor = tensor->to(device);
    return batch;
}

std::int64_t notesOf(const EventBatch& batch) {
    return batch.nextVelocity.ge(0).sum().item<std::int64_t>();
}

class EventStage : public train::Stage {
public:
    EventStage(const train::Context& context, Model& model);

    std::int64_t plannedSteps() const override;
    int samplesPerStep() const override { return static_cast<int>(m_batch * m_length); }
    std::int64_t validateEvery() const override { return m_params.integer("validate_every"); }
    std::int64_t sampleEvery() const override { return m_params.integer("sample_every"); }
    train::Values step(std::int64_t step, double progress) override;
    train::Values validate() override;
    void swapAverage() override { m_adam.swapAverage(); }
    void save(const std::string& prefix, TensorFile& file) const override;
    void load(const std::string& prefix, const TensorFile& file) override;

private:
    double rate(std::int64_t step, double progress) const;

    const Params& m_params;
    Model& m_model;
    std::uint64_t m_seed;
    torch::Device m_device;
    std::int64_t m_batch;
    std::int64_t m_length;
    Streams m_streams;
    std::vector<Visit> m_unseen;
    nn::Adam m_adam;
    torch::Tensor m_hidden; ///< [1, B, H], carried from step to step
    torch::Tensor m_cells;
};

EventNet drawn(EventNet network, std::uint64_t seed, const torch::Device& device) {
    auto generator = nn::generator(nn::mix(seed, kWeights));
    network->to(torch::kCPU); // a seed means the same weights on every device
    network->initialise(generator);
    network->to(device);
    return network;
}

StreamOptions streamOptions(const train::Context& context, const FeatureChoice& choice) {
    const auto& params = context.params;
    return {.rows = params.integer("batch"),
            .length = params.integer("length"),
            .seed = context.seed,
            .transpose = params.flag("transpose"),
            .shares = {.given = params.real("given_share"),
                       .attributes = params.flag("attributes") ? 0.5 : 0.0},
            .choice = choice};
}

EventStage::EventStage(const train::Context& context, Model& model)
    : m_params(context.params)
    , m_model(model)
    , m_seed(context.seed)
    , m_device(context.device)
    , m_batch(m_params.integer("batch"))
    , m_length(m_params.integer("length"))
    , m_streams(readSongs(context, false), streamOptions(context, model.choice))
    , m_adam(*drawn(model.network, m_seed, m_device),
             {.clip = m_params.real("clip"), .ema = m_params.real("ema")}) {
    nn::Random random(m_seed);
    for (const auto& song : readSongs(context, true))
        m_unseen.push_back(
            visitOf(song.bars, drawKnown(song.bars, kNothing, random), model.choice));
    const std::vector<std::int64_t> sizes{1, m_batch, m_model.network->options.hidden};
    m_hidden = torch::zeros(sizes, torch::TensorOptions().device(m_device));
    m_cells = torch::zeros_like(m_hidden);
}

std::int64_t EventStage::plannedSteps() const {
    const double steps = m_params.real("epochs") * static_cast<double>(m_streams.stepsPerPass());
    return m_streams.stepsPerPass() == 0 ? 0 : std::max<std::int64_t>(1, std::llround(steps));
}

double EventStage::rate(std::int64_t step, double progress) const {
    const double rising = std::min(1.0, static_cast<double>(step + 1) / kWarmUp);
    return rising * train::cosineRate(m_params.real("lr"), progress);
}

train::Values EventStage::step(std::int64_t step, double progress) {
    m_model.network->train();
    auto now = m_streams.at(step);
    const auto batch = on(m_device, std::move(now.batch));
    const auto carried = now.carried.to(m_device);
    nn::RecurrentState state{m_hidden * carried, m_cells * carried};
    const auto at = static_cast<std::uint64_t>(step);
    const auto hidden = m_model.network(batch, state, nn::mix(m_seed, kInputDropout, at));
    const auto losses = m_model.network->losses(hidden, batch, nn::mix(m_seed, kOutputDropout, at));
    const auto total = losses.token + losses.duration + losses.velocity;
    const auto events = static_cast<double>(std::max<std::int64_t>(1, losses.events));
    const double now_rate = rate(step, progress);
    const double loss = m_adam.descend(total / events, now_rate);
    m_hidden = state.hidden;
    m_cells = state.cells;
    const auto notes = static_cast<double>(std::max<std::int64_t>(1, notesOf(batch)));
    return {{"loss_event", loss},
            {"loss_note", loss * events / notes},
            {"loss_token", losses.token.item<double>() / events},
            {"lr", now_rate}};
}

/// Unseen songs from their beginnings, some side by side.
train::Values EventStage::validate() {
    if (m_unseen.empty()) return {};
    const torch::NoGradGuard still;
    m_model.network->eval();
    double token = 0, duration = 0, velocity = 0, events = 0, notes = 0;
    for (std::size_t first = 0; first < m_unseen.size(); first += kUnseenRows) {
        std::vector<Piece> pieces;
        for (auto i = first; i < std::min(m_unseen.size(), first + kUnseenRows); ++i)
            pieces.push_back({&m_unseen[i], 0});
        const auto batch = on(m_device, batchOf(pieces, kUnseenEvents));
        nn::RecurrentState state;
        const auto losses = m_model.network->losses(m_model.network(batch, state, 0), batch, 0);
        token += losses.token.item<double>();
        duration += losses.duration.item<double>();
        velocity += losses.velocity.item<double>();
        events += static_cast<double>(losses.events);
        notes += static_cast<double>(notesOf(batch));
    }
    m_model.network->train();
    notes = std::max(1.0, notes);
    return {{"val_event", (token + duration + velocity) / events},
            {"val_note", (token + duration + velocity) / notes},
            {"val_token", token / events},
            {"val_length", duration / notes},
            {"val_velocity", velocity / notes}};
}

void EventStage::save(const std::string& prefix, TensorFile& file) const {
    m_adam.save(prefix, file);
    file.tensors[prefix + "/hidden"] = nn::toFile(m_hidden, DType::F32);
    file.tensors[prefix + "/cells"] = nn::toFile(m_cells, DType::F32);
}

void EventStage::load(const std::string& prefix, const TensorFile& file) {
    m_adam.load(prefix, file);
    nn::loadTensor(m_hidden, prefix + "/hidden", file);
    nn::loadTensor(m_cells, prefix + "/cells", file);
}

} // namespace

std::unique_ptr<train::Stage> makeStage(const train::Context& context, Model& model) {
    return std::make_unique<EventStage>(context, model);
}

} // namespace contrafact::models::bar_rnn
