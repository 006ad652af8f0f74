// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/systems/transformer_xl/model.h"
#include "models/systems/transformer_xl/rows.h"
#include "models/train/carrying_stage.h"
#include "models/train/likelihood_stage.h"

#include <algorithm>
#include <stdexcept>

namespace contrafact::models::transformer_xl {

namespace {

enum XlStream : std::uint64_t { kXlWeights = 16, kXlDropout };

constexpr std::int64_t kFewestNotes = 32; ///< of a song; shorter ones are left out, as published
constexpr std::int64_t kHeldTogether = 16;
constexpr std::int64_t kNothing = -1; ///< a target that is none

std::vector<std::int64_t> shape(std::int64_t rows, std::int64_t length) {
    return {rows, length};
}

/// Held-out songs side by side, each from its beginning: [B, longest], kNothing after the end.
torch::Tensor sideBySide(std::span<const train::TokenSong> songs,
                         const std::function<std::vector<int>(const train::TokenSong&)>& row) {
    std::size_t longest = 0;
    for (const auto& song : songs) longest = std::max(longest, song.tokens.size());
    auto all = torch::full(
        shape(static_cast<std::int64_t>(songs.size()), static_cast<std::int64_t>(longest)),
        kNothing, torch::kInt64);
    auto* at = all.data_ptr<std::int64_t>();
    for (const auto& song : songs) {
        std::ranges::copy(row(song), at);
        at += longest;
    }
    return all;
}

train::TokenSongs readPairSongs(const train::Context& context, const Model& model) {
    train::TokenSongs songs;
    for (const auto& song : context.corpus->songs) {
        if (context.stopRequested && context.stopRequested()) throw train::Stopped();
        auto tokens = encoding::pairTokens(song.score, model.tokens);
        const auto notes = encoding::pairNotes(tokens, model.tokens);
        if (notes < kFewestNotes)
            context.log(song.name + " is left out: it has fewer than " +
                        std::to_string(kFewestNotes) + " notes that this system reads");
        else
            (song.validation ? songs.held : songs.training).push_back({std::move(tokens), notes});
    }
    if (songs.training.empty())
        throw std::runtime_error("the training songs have no notes that this system reads, or "
                                 "fewer than " +
                                 std::to_string(kFewestNotes) + " each");
    std::ranges::stable_sort(songs.held, std::ranges::greater(),
                             [](const auto& song) { return song.tokens.size(); });
    return songs;
}

class XlLesson {
public:
    XlLesson(const train::Context& context, Model& model, train::TokenSongs songs);

    std::int64_t rows() const { return m_rows.rows(); }
    /// One for each row and step of a pass.
    std::int64_t count() const { return m_rows.stepsPerPass() * m_rows.rows(); }
    train::Loss loss(const train::Batch& batch);
    train::Validation validate();
    void save(const std::string& prefix, TensorFile& file) const;
    void load(const std::string& prefix, const TensorFile& file);

private:
    torch::Tensor crossEntropy(const torch::Tensor& logits, const torch::Tensor& next,
                               std::int64_t reduction) const;
    double heldNats(std::span<const train::TokenSong> songs);

    Model& m_model;
    torch::Device m_device;
    double m_strict; ///< share of steps in which a token may not look at itself
    train::TokenFigures m_figures;
    std::vector<train::TokenSong> m_held;
    double m_heldTokens = 0; ///< that are predicted
    TextRows m_rows;
    Memory m_memory; ///< of the last step
};

XlLesson::XlLesson(const train::Context& context, Model& model, train::TokenSongs songs)
    : m_model(model)
    , m_device(context.device)
    , m_strict(context.params.real("window_mask"))
    , m_figures(model.tokens.size(), songs)
    , m_held(std::move(songs.held))
    , m_rows(std::move(songs.training), model.tokens,
             {.rows = context.params.integer("batch"),
              .length = context.params.integer("seq_length"),
              .transposed = context.params.real("transposed"),
              .seed = context.seed}) {
    for (const auto& song : m_held) m_heldTokens += static_cast<double>(song.tokens.size()) - 1;
}

torch::Tensor XlLesson::crossEntropy(const torch::Tensor& logits, const torch::Tensor& next,
                                     std::int64_t reduction) const {
    return torch::cross_entropy_loss(logits.flatten(0, 1), next.to(m_device).flatten(), {},
                                     reduction, kNothing);
}

train::Loss XlLesson::loss(const train::Batch& batch) {
    m_model.network->train();
    const auto step = batch.draws.step;
    if (m_rows.beginsPass(step)) m_memory.clear();
    const auto segment = m_rows.at(step);
    const auto length = segment.positions.size(1);
    const auto logits = m_model.network(
        segment.tokens.narrow(1, 0, length).to(m_device), segment.positions.to(m_device), m_memory,
        XlNetImpl::Call{.dropoutSeed = nn::mix(batch.draws.position, kXlDropout),
                        .strict = batch.draws.random.uniform() < m_strict});
    const auto total =
        crossEntropy(logits, segment.tokens.narrow(1, 1, length), at::Reduction::Mean);
    return {total, {{"loss", total}, {"bits", total * m_figures.bitsPerNote(1)}}};
}

/// Of some songs side by side, segment after segment.
double XlLesson::heldNats(std::span<const train::TokenSong> songs) {
    const auto tokens = sideBySide(songs, [](const auto& song) { return song.tokens; });
    const auto positions = sideBySide(songs, [&](const auto& song) {
        return encoding::pairPositions(song.tokens, m_model.tokens);
    });
    Memory memory;
    double nats = 0;
    const auto whole = tokens.size(1) - 1;
    for (std::int64_t begin = 0; begin < whole; begin += m_rows.length()) {
        const auto length = std::min(m_rows.length(), whole - begin);
        const auto read = [&](const torch::Tensor& of) {
            return of.narrow(1, begin, length).clamp_min(0).to(m_device);
        };
        const auto logits =
            m_model.network(read(tokens), read(positions), memory, XlNetImpl::Call{});
        nats += crossEntropy(logits, tokens.narrow(1, begin + 1, length), at::Reduction::Sum)
                    .item<double>();
    }
    return nats;
}

train::Validation XlLesson::validate() {
    if (m_held.empty()) return {};
    m_model.network->eval();
    const std::span all(m_held);
    double nats = 0;
    for (std::size_t at = 0; at < all.size(); at += kHeldTogether)
        nats += heldNats(
            all.subspan(at, std::min(all.size() - at, static_cast<std::size_t>(kHeldTogether))));
    const double loss = nats / m_heldTokens;
    return {m_figures.held(loss), loss};
}

void XlLesson::save(const std::string& prefix, TensorFile& file) const {
    for (std::size_t i = 0; i < m_memory.size(); ++i)
        file.tensors[prefix + "/memory" + std::to_string(i + 1)] =
            nn::toFile(m_memory[i], DType::F32);
}

void XlLesson::load(const std::string& prefix, const TensorFile& file) {
    m_memory.clear();
    for (std::size_t i = 0; i < m_model.network->layers.size(); ++i) {
        const auto name = prefix + "/memory" + std::to_string(i + 1);
        if (nn::hasTensor(file, name)) m_memory.push_back(nn::required(file, name, 3).to(m_device));
    }
    if (!m_memory.empty() && m_memory.size() != m_model.network->layers.size())
        throw std::runtime_error("the checkpoint's memory has another number of layers");
}

train::LikelihoodOptions optionsOf(const Params& params, std::int64_t rows) {
    auto options = train::LikelihoodOptions::from(params);
    options.batch = rows;
    options.optimiser.beta2 = 0.99;
    options.optimiser.decay = nn::WeightDecay::Decoupled;
    if (params.choice("lr_schedule") == "one_cycle")
        options.schedule = {.shape = nn::ScheduleShape::OneCycle,
                            .rate = params.real("lr"),
                            .rise = 0.2,
                            .startDivisor = 10,
                            .endDivisor = 200};
    return options;
}

class XlTraining : public train::SampledSystem<Model, makeComposerOf> {
public:
    using SampledSystem::SampledSystem;
    std::unique_ptr<train::Stage> begin(int stage) override;
};

std::unique_ptr<train::Stage> XlTraining::begin(int) {
    auto songs = readPairSongs(m_context, m_model);
    m_context.log(std::to_string(songs.training.size()) + " training songs and " +
                  std::to_string(songs.held.size()) + " held-out ones");
    nn::drawn(m_model.network, nn::mix(m_context.seed, kXlWeights), m_context.device);
    const auto lesson = std::make_shared<XlLesson>(m_context, m_model, std::move(songs));
    auto stage = train::makeLikelihoodStage(
        train::likelihoodOf(lesson, m_model.network.ptr(), m_context.seed),
        optionsOf(m_context.params, lesson->rows()));
    return train::makeCarryingStage(std::move(stage), train::carriedBy(lesson, lesson->rows()));
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<XlTraining>(context);
}

} // namespace contrafact::models::transformer_xl
