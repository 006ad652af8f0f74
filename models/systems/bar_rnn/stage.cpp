// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/stage.h"

#include "models/nn/tensors.h"
#include "models/systems/bar_rnn/streams.h"
#include "models/train/carrying_stage.h"
#include "models/train/likelihood_stage.h"

#include <algorithm>

namespace contrafact::models::bar_rnn {

namespace {

constexpr std::size_t kHeldRows = 16;
constexpr std::int64_t kHeldEvents = 1024; ///< of each held-out song, from its beginning
constexpr std::int64_t kWarmUp = 50;       ///< steps over which the rate rises

/// What of a training's random draws is independent of each other.
enum LessonDraw : std::uint64_t { kWeights = 1, kInputDropout = 16, kOutputDropout };

EventBatch on(const torch::Device& device, EventBatch batch) {
    for (auto* tensor :
         {&batch.token, &batch.duration, &batch.velocity, &batch.features, &batch.offsets,
          &batch.given, &batch.ahead, &batch.nextToken, &batch.nextDuration, &batch.nextVelocity})
        *tensor = tensor->to(device);
    return batch;
}

StreamOptions streamOptions(const train::Context& context, const FeatureChoice& choice) {
    const auto& params = context.params;
    return {.rows = params.integer("batch"),
            .length = params.integer("length"),
            .seed = context.seed,
            .transpose = params.flag("transpose"),
            .shares = {.given = params.real("given_share"),
                       .attributes = params.flag("attributes") ? 0.5 : 0.0,
                       .lead = params.flag("attributes") ? 0.5 : 0.0},
            .choice = choice};
}

/// The batch of which only those events cost anything that cost something in `parts` as well, whose
/// rows read the same events.
EventBatch hiddenOf(EventBatch batch, const EventBatch& parts) {
    const auto shown = parts.nextToken.lt(0);
    for (auto* next : {&batch.nextToken, &batch.nextDuration, &batch.nextVelocity})
        *next = next->masked_fill(shown, -1);
    return batch;
}

/// From the beginnings of some held-out songs.
EventBatch heldBatch(std::span<const Visit> visits) {
    std::vector<Piece> pieces;
    for (const auto& visit : visits) pieces.push_back({&visit, 0});
    return batchOf(pieces, kHeldEvents);
}

/// Sums over some batches.
struct Costs {
    double token = 0, duration = 0, velocity = 0, events = 0, notes = 0;

    void add(const EventLosses& losses, const EventBatch& batch) {
        token += losses.token.item<double>();
        duration += losses.duration.item<double>();
        velocity += losses.velocity.item<double>();
        events += static_cast<double>(losses.events);
        notes += static_cast<double>(batch.nextVelocity.ge(0).sum().item<std::int64_t>());
    }
    double all() const { return token + duration + velocity; }
    double perNote() const { return all() / std::max(1.0, notes); }
};

/// The songs read step by step, with the network's state carried from one step to the next.
class Lesson {
public:
    Lesson(const train::Context& context, std::vector<Song> songs, Model& model);

    std::int64_t stepsPerPass() const { return m_streams.stepsPerPass(); }
    train::Loss loss(const train::Batch& batch);
    train::Validation validate();
    void save(const std::string& prefix, TensorFile& file) const;
    void load(const std::string& prefix, const TensorFile& file);

private:
    torch::Tensor unitsOf(const EventBatch& batch);

    Model& m_model;
    std::uint64_t m_seed;
    torch::Device m_device;
    Streams m_streams;
    std::vector<Visit> m_held;
    std::vector<Visit> m_parts; ///< the same songs, of which parts are given and the rest hidden
    torch::Tensor m_hidden;     ///< [1, B, H]
    torch::Tensor m_cells;
};

Lesson::Lesson(const train::Context& context, std::vector<Song> songs, Model& model)
    : m_model(model)
    , m_seed(context.seed)
    , m_device(context.device)
    , m_streams(std::move(songs), streamOptions(context, model.choice)) {
    nn::Random random(m_seed);
    for (const auto& song : readSongs(context, true)) {
        m_held.push_back(
            visitOf(song.bars, drawKnown(song.bars, kNothingTold, random), model.choice));
        m_parts.push_back(visitOf(song.bars, knownByTurns(song.bars, random), model.choice));
    }
    const std::vector<std::int64_t> sizes{1, context.params.integer("batch"),
                                          m_model.network->options.hidden};
    m_hidden = torch::zeros(sizes, torch::TensorOptions().device(m_device));
    m_cells = torch::zeros_like(m_hidden);
}

train::Loss Lesson::loss(const train::Batch& step) {
    auto& network = m_model.network;
    network->train();
    auto now = m_streams.at(step.draws.step);
    const auto batch = on(m_device, std::move(now.batch));
    const auto carried = now.carried.to(m_device);
    nn::RecurrentState state{m_hidden * carried, m_cells * carried};
    const auto at = step.draws.position;
    const auto hidden = network(batch, state, nn::mix(at, kInputDropout));
    const auto losses = network->losses(hidden, batch, nn::mix(at, kOutputDropout));
    m_hidden = state.hidden;
    m_cells = state.cells;
    const auto total = losses.token + losses.duration + losses.velocity;
    const auto events = static_cast<double>(std::max<std::int64_t>(1, losses.events));
    const auto notes = batch.nextVelocity.ge(0).sum().clamp_min(1);
    return {.total = total / events,
            .figures = {{"loss_event", total / events},
                        {"loss_note", total / notes},
                        {"loss_token", losses.token / events}}};
}

torch::Tensor Lesson::unitsOf(const EventBatch& batch) {
    nn::RecurrentState state;
    return m_model.network(batch, state, 0);
}

/// Held-out songs from their beginnings, some side by side: all of them, and what is hidden of them
/// where the rest is given, what follows among it, and where it has only what stands before.
train::Validation Lesson::validate() {
    if (m_held.empty()) return {};
    auto& network = m_model.network;
    network->eval();
    Costs held, with, without;
    const auto add = [&](Costs& costs, const torch::Tensor& units, const EventBatch& batch) {
        costs.add(network->losses(units, batch, 0), batch);
    };
    for (std::size_t first = 0; first < m_held.size(); first += kHeldRows) {
        const auto rows = std::min(kHeldRows, m_held.size() - first);
        const auto given = on(m_device, heldBatch(std::span(m_parts).subspan(first, rows)));
        const auto all = on(m_device, heldBatch(std::span(m_held).subspan(first, rows)));
        const auto units = unitsOf(all);
        add(held, units, all);
        add(without, units, hiddenOf(all, given));
        add(with, unitsOf(given), given);
    }
    const double notes = std::max(1.0, held.notes);
    return {.values = {{"val_event", held.all() / held.events},
                       {"val_note", held.perNote()},
                       {"val_token", held.token / held.events},
                       {"val_length", held.duration / notes},
                       {"val_velocity", held.velocity / notes},
                       {"val_infill", with.perNote()},
                       {"val_infill_before", without.perNote()}},
            .loss = held.perNote()};
}

void Lesson::save(const std::string& prefix, TensorFile& file) const {
    file.tensors[prefix + "/hidden"] = nn::toFile(m_hidden, DType::F32);
    file.tensors[prefix + "/cells"] = nn::toFile(m_cells, DType::F32);
}

void Lesson::load(const std::string& prefix, const TensorFile& file) {
    nn::loadTensor(m_hidden, prefix + "/hidden", file);
    nn::loadTensor(m_cells, prefix + "/cells", file);
}

} // namespace

std::unique_ptr<train::Stage> makeStage(const train::Context& context, Model& model) {
    const auto& params = context.params;
    auto songs = readSongs(context, false);
    model.manner = mannerOf(songs);
    auto lesson = std::make_shared<Lesson>(context, std::move(songs), model);
    auto options = train::LikelihoodOptions::from(params);
    options.batch = 1; // an example is a step: which songs it reads side by side is their streams'
    options.schedule.warmUpSteps = kWarmUp;
    train::Likelihood likelihood{
        .network = nn::drawn(model.network, nn::mix(context.seed, kWeights), context.device).ptr(),
        .seed = context.seed,
        .examples = lesson->stepsPerPass(),
        .loss = [lesson](const train::Batch& batch) { return lesson->loss(batch); },
        .validate = [lesson] { return lesson->validate(); }};
    const auto samples = params.integer("batch") * params.integer("length");
    return train::makeCarryingStage(
        train::makeLikelihoodStage(std::move(likelihood), std::move(options)),
        train::carriedBy(lesson, samples));
}

} // namespace contrafact::models::bar_rnn
