// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/random.h"
#include "models/systems/multi_rnn/model.h"
#include "models/systems/multi_rnn/step_chain.h"
#include "models/train/likelihood_stage.h"

#include <algorithm>
#include <stdexcept>

namespace contrafact::models::multi_rnn {

namespace {

enum RollTrainingStream : std::uint64_t { kRollWeights = 16, kRollDropout };

constexpr std::int64_t kHeldWindows = 256, kHeldTogether = 32, kMostOpenings = 32;

/// Windows of songs: rows up to a step of the song, which is the next.
struct RollWindow {
    std::size_t song = 0;
    int next = 0;
};

struct RollBatch {
    torch::Tensor rows; ///< [B, L, features], on the device
    torch::Tensor next; ///< [B, L or 1, features], what follows each or the last
};

class RollLesson {
public:
    RollLesson(const train::Context& context, Model& model);

    std::int64_t count() const { return static_cast<std::int64_t>(m_windows.size()); }
    train::Loss loss(const train::Batch& batch);
    train::Validation validate();

private:
    struct Losses {
        torch::Tensor total;
        torch::Tensor nll; ///< nats a frame
    };
    void read(const train::Context& context);
    std::vector<RollWindow> windowsOf(const std::vector<encoding::GridSong>& songs) const;
    void keepOpenings();
    void startAtRates(const StepChain& chain);
    RollBatch batchOf(const std::vector<encoding::GridSong>& songs,
                      std::span<const RollWindow> windows, nn::Random* transposed) const;
    torch::Tensor byFamily(const torch::Tensor& rows) const;
    torch::Tensor cellsOf(const torch::Tensor& rows) const;
    Losses lossesOf(const torch::Tensor& outputs, const torch::Tensor& next) const;
    template<typename Value>
    double heldMean(Value&& value) const;

    Model& m_model;
    torch::Device m_device;
    bool m_every; ///< each row's next one is learned, not only the last's
    std::int64_t m_transpose;
    std::vector<encoding::GridSong> m_training, m_held;
    std::vector<RollWindow> m_windows, m_heldWindows;
    double m_chainNll = 0; ///< of held-out songs
};

/// So many, evenly over all.
std::vector<RollWindow> spreadOver(const std::vector<RollWindow>& all, std::int64_t most) {
    const auto count = std::min(all.size(), static_cast<std::size_t>(most));
    std::vector<RollWindow> some;
    for (std::size_t i = 0; i < count; ++i) some.push_back(all[i * all.size() / count]);
    return some;
}

RollLesson::RollLesson(const train::Context& context, Model& model)
    : m_model(model)
    , m_device(context.device)
    , m_every(context.params.choice("learns") == "every")
    , m_transpose(context.params.integer("transpose")) {
    read(context);
    m_windows = windowsOf(m_training);
    m_heldWindows = spreadOver(windowsOf(m_held), kHeldWindows);
    if (m_windows.empty())
        throw std::runtime_error("the training songs have no notes that this system reads");
    keepOpenings();
    nn::drawn(m_model.network, nn::mix(context.seed, kRollWeights), m_device);
    const StepChain chain(m_training);
    if (m_model.likelihood) startAtRates(chain);
    m_chainNll = heldMean([&](const RollBatch& batch) {
        const auto before = m_every ? batch.rows : batch.rows.narrow(1, m_model.length - 1, 1);
        return chain.nll(cellsOf(before).cpu(), cellsOf(batch.next).cpu());
    });
}

void RollLesson::read(const train::Context& context) {
    for (const auto& song : context.corpus->songs) {
        if (context.stopRequested && context.stopRequested()) throw train::Stopped();
        auto grid = gridOf(song.score, m_model.roll);
        if (!song.validation)
            for (std::size_t family = 0; family < grid.notes.size(); ++family)
                if (!grid.notes[family].empty()) m_model.heard[family] = 1;
        if (grid.steps > 1) (song.validation ? m_held : m_training).push_back(std::move(grid));
    }
}

/// Those that lie in their song; a song that is shorter than a window has silence before it.
std::vector<RollWindow> RollLesson::windowsOf(const std::vector<encoding::GridSong>& songs) const {
    std::vector<RollWindow> windows;
    for (std::size_t i = 0; i < songs.size(); ++i)
        for (int next = std::min(static_cast<int>(m_model.length), songs[i].steps - 1);
             next < songs[i].steps; ++next)
            windows.push_back({i, next});
    return windows;
}

/// First windows of songs from all over the corpus, without their counts.
void RollLesson::keepOpenings() {
    const auto& roll = m_model.roll;
    const auto count = std::min(kMostOpenings, static_cast<std::int64_t>(m_training.size()));
    m_model.openings = torch::zeros({count, m_model.length, roll.features()}, torch::kUInt8);
    auto rows = torch::empty({m_model.length, roll.features()});
    const std::span cells(rows.data_ptr<float>(), static_cast<std::size_t>(rows.numel()));
    for (std::int64_t i = 0; i < count; ++i) {
        const auto& song = m_training[static_cast<std::size_t>(
            i * static_cast<std::int64_t>(m_training.size()) / count)];
        fillRows(song, 0, static_cast<int>(m_model.length), 0, roll, cells);
        m_model.openings[i].copy_((rows == 1).to(torch::kUInt8));
    }
}

/// A network of logits begins with how often each cell sounds.
void RollLesson::startAtRates(const StepChain& chain) {
    const torch::NoGradGuard still;
    auto bias = cellsOf(m_model.network->out->bias);
    bias.copy_(chain.rates().logit().view_as(bias));
}

RollBatch RollLesson::batchOf(const std::vector<encoding::GridSong>& songs,
                              std::span<const RollWindow> windows, nn::Random* transposed) const {
    const auto length = m_model.length;
    const auto all = torch::empty(
        {static_cast<std::int64_t>(windows.size()), length + 1, m_model.roll.features()});
    const auto size = static_cast<std::size_t>((length + 1) * m_model.roll.features());
    float* at = all.data_ptr<float>();
    for (const auto& window : windows) {
        const int shift =
            transposed && m_transpose > 0
                ? static_cast<int>(transposed->below(2 * m_transpose + 1) - m_transpose)
                : 0;
        fillRows(songs[window.song], window.next - static_cast<int>(length),
                 static_cast<int>(length) + 1, shift, m_model.roll, {at, size});
        at += size;
    }
    const auto there = all.to(m_device);
    return {there.narrow(1, 0, length),
            m_every ? there.narrow(1, 1, length) : there.narrow(1, length, 1)};
}

/// [..., features] -> [..., families, stride], a view.
torch::Tensor RollLesson::byFamily(const torch::Tensor& rows) const {
    auto sizes = rows.sizes().vec();
    sizes.back() = encoding::kFamilies;
    sizes.push_back(m_model.roll.stride());
    return rows.view(sizes);
}

/// [..., families, pitches], without the counts.
torch::Tensor RollLesson::cellsOf(const torch::Tensor& rows) const {
    return byFamily(rows).narrow(-1, 0, encoding::kPitches);
}

/// A squared error's outputs are probabilities as far as they lie within (0, 1).
RollLesson::Losses RollLesson::lossesOf(const torch::Tensor& outputs,
                                        const torch::Tensor& next) const {
    constexpr double kSurest = 1e-3;
    const auto frames = static_cast<double>(next.size(0) * next.size(1));
    const auto cells = cellsOf(outputs), wanted = cellsOf(next);
    const auto nll = [&](const torch::Tensor& logits) {
        return torch::binary_cross_entropy_with_logits(logits, wanted, {}, {}, at::Reduction::Sum) /
               frames;
    };
    if (!m_model.likelihood)
        return {torch::mse_loss(outputs, next),
                nll(cells.detach().clamp(kSurest, 1 - kSurest).logit())};
    const auto total = nll(cells);
    if (!m_model.roll.counts) return {total, total};
    const auto counts = [&](const torch::Tensor& rows) {
        return byFamily(rows).select(-1, encoding::kPitches);
    };
    const auto error = torch::mse_loss(counts(outputs), counts(next), at::Reduction::Sum) / frames;
    return {total + error, total};
}

train::Loss RollLesson::loss(const train::Batch& batch) {
    m_model.network->train();
    const auto* which = batch.examples.data_ptr<std::int64_t>();
    std::vector<RollWindow> windows;
    for (std::int64_t i = 0; i < batch.examples.numel(); ++i)
        windows.push_back(m_windows[static_cast<std::size_t>(which[i])]);
    const auto examples = batchOf(m_training, windows, &batch.draws.random);
    const auto outputs = m_model.network(examples.rows, nn::mix(batch.draws.position, kRollDropout),
                                         m_every ? nn::ReadOut::Every : nn::ReadOut::Last);
    const auto losses = lossesOf(outputs, examples.next);
    return {losses.total, {{"loss", losses.total}, {"nll", losses.nll}}};
}

/// Over the held-out windows.
template<typename Value>
double RollLesson::heldMean(Value&& value) const {
    const torch::NoGradGuard still;
    const std::span all(m_heldWindows);
    double sum = 0;
    for (std::size_t at = 0; at < all.size(); at += kHeldTogether) {
        const auto part =
            all.subspan(at, std::min(all.size() - at, static_cast<std::size_t>(kHeldTogether)));
        sum += value(batchOf(m_held, part, nullptr)).template item<double>() *
               static_cast<double>(part.size());
    }
    return all.empty() ? 0 : sum / static_cast<double>(all.size());
}

train::Validation RollLesson::validate() {
    if (m_heldWindows.empty()) return {};
    m_model.network->eval();
    double nlls = 0;
    const double loss = heldMean([&](const RollBatch& batch) {
        const auto outputs =
            m_model.network(batch.rows, 0, m_every ? nn::ReadOut::Every : nn::ReadOut::Last);
        const auto losses = lossesOf(outputs, batch.next);
        nlls += losses.nll.item<double>() * static_cast<double>(batch.rows.size(0));
        return losses.total;
    });
    const auto count = static_cast<double>(m_heldWindows.size());
    return {{{"val_loss", loss}, {"val_nll", nlls / count}, {"step_nll", m_chainNll}}, loss};
}

class RollTraining : public train::SampledSystem<Model, makeComposerOf> {
public:
    using SampledSystem::SampledSystem;
    std::unique_ptr<train::Stage> begin(int stage) override;
};

std::unique_ptr<train::Stage> RollTraining::begin(int) {
    auto options = train::LikelihoodOptions::from(m_context.params);
    options.order = train::Order::Drawn;
    options.epochSteps = m_context.params.integer("epoch_steps");
    return train::makeLikelihoodStage(
        train::likelihoodOf(std::make_shared<RollLesson>(m_context, m_model), m_model.network.ptr(),
                            m_context.seed),
        options);
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<RollTraining>(context);
}

} // namespace contrafact::models::multi_rnn
