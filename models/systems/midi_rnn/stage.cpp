// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_rnn/stage.h"

#include "models/nn/random.h"
#include "models/train/likelihood_stage.h"

#include <algorithm>

namespace contrafact::models::midi_rnn {

namespace {

constexpr std::uint64_t kWeights = 1; // stream of the seed
constexpr std::int64_t kHeldWindows = 4096;
constexpr std::int64_t kHeldBatch = 512;
constexpr std::int64_t kEchoes = 4096;

/// At most `most` of `count` places, evenly over all.
torch::Tensor spread(std::int64_t count, std::int64_t most) {
    const auto taken = std::min(count, most);
    return (torch::arange(taken) * count).floor_divide(taken);
}

/// What this system adds to a likelihood stage.
class NextNotes {
public:
    NextNotes(const train::Context& context, Model& model, const NoteData& data)
        : m_data(data)
        , m_model(model)
        , m_device(context.device)
        , m_weights(LossWeights::from(context.params))
        , m_reach(context.params.integer("transpose")) {}

    train::Loss loss(const train::Batch& batch) const;
    train::Validation validate() const;
    void measureEchoes() const;

private:
    Batch onDevice(Batch batch) const;
    Losses heldLosses(const torch::Tensor& starts) const;

    const NoteData& m_data;
    Model& m_model;
    torch::Device m_device;
    LossWeights m_weights;
    std::int64_t m_reach;
};

Batch NextNotes::onDevice(Batch batch) const {
    return {batch.rows.to(m_device),
            {batch.next.pitch.to(m_device), batch.next.step.to(m_device),
             batch.next.duration.to(m_device)}};
}

train::Loss NextNotes::loss(const train::Batch& batch) const {
    const auto shifts = torch::randint(-m_reach, m_reach + 1, batch.examples.sizes(),
                                       batch.draws.generator, torch::kInt64);
    const auto now = onDevice(batchAt(m_data.training, batch.examples, shifts, m_model));
    const auto loss = losses(m_model.network(now.rows), now.next, m_weights);
    return {loss.total,
            {{"loss_total", loss.total},
             {"loss_pitch", loss.pitch},
             {"loss_step", loss.step},
             {"loss_duration", loss.duration}}};
}

Losses NextNotes::heldLosses(const torch::Tensor& starts) const {
    const auto now = onDevice(batchAt(m_data.held, starts, torch::zeros_like(starts), m_model));
    return losses(m_model.network(now.rows), now.next, m_weights);
}

train::Validation NextNotes::validate() const {
    if (m_data.held.windows == 0) return {};
    const auto starts = spread(m_data.held.windows, kHeldWindows);
    double total = 0, pitch = 0, step = 0, duration = 0;
    for (const auto& part : starts.split(kHeldBatch)) {
        const auto loss = heldLosses(part);
        const double share =
            static_cast<double>(part.size(0)) / static_cast<double>(starts.size(0));
        total += share * loss.total.item<double>();
        pitch += share * loss.pitch.item<double>();
        step += share * loss.step.item<double>();
        duration += share * loss.duration.item<double>();
    }
    return {{{"val_total", total},
             {"val_pitch", pitch},
             {"val_step", step},
             {"val_duration", duration}},
            total};
}

/// Pairs of predicted and real times, see Model::echoes. Of training songs only: what is composed
/// must not hold anything of the held-out ones.
void NextNotes::measureEchoes() const {
    const torch::NoGradGuard still;
    const auto& rows = m_data.training;
    std::vector<torch::Tensor> all;
    for (const auto& part : spread(rows.windows, kEchoes).split(kHeldBatch)) {
        const auto now = onDevice(batchAt(rows, part, torch::zeros_like(part), m_model));
        const auto predicted = m_model.network(now.rows);
        all.push_back(
            torch::stack({predicted.step, predicted.duration, now.next.step, now.next.duration}, 1)
                .cpu());
    }
    m_model.echoes = torch::cat(all);
}

} // namespace

std::unique_ptr<train::Stage> makeStage(const train::Context& context, Model& model,
                                        const NoteData& data) {
    const auto notes = std::make_shared<const NextNotes>(context, model, data);
    return train::makeLikelihoodStage(
        {.network = nn::drawn(model.network, nn::mix(context.seed, kWeights), context.device).ptr(),
         .seed = context.seed,
         .examples = data.training.windows,
         .loss = [notes](const train::Batch& batch) { return notes->loss(batch); },
         .validate = [notes] { return notes->validate(); },
         .measure = [notes] { notes->measureEchoes(); }},
        train::LikelihoodOptions::from(context.params));
}

} // namespace contrafact::models::midi_rnn
