// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/composer.h"

#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/nn/latent.h"
#include "models/systems/vae_nn/song_composer.h"
#include "models/systems/vae_nn/styles.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace contrafact::models::vae_nn {

namespace {

constexpr std::int64_t kMapPoints = 400; // more would hide each other
constexpr int kStepsPerBar = encoding::kSteps / kBarsPerTurn;

/// What of a request's random draws is independent of each other.
enum Stream : std::uint64_t { kStart = 1, kNoise, kStrikes = 4 };

class VaeComposer : public compose::ModelComposer<Model> {
public:
    VaeComposer(Model model, CheckpointInfo info)
        : ModelComposer(std::move(model), std::move(info))
        , m_styles(m_model) {}
    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;
    Result<LatentMap> latentMap() override;

private:
    struct Turns {
        std::vector<encoding::Segment> segments;
        torch::Tensor firstPiano; // [K]
    };
    const SongIndex& songs();
    bool fromSongs(const WalkControls& controls) const;
    Result<Turns> followSongs(const GenerationRequest& request, std::stop_token stop);
    Result<Turns> continueFrom(const GenerationRequest& request, std::stop_token stop);
    Result<Turns> blend(const GenerationRequest& request, std::stop_token stop);

    torch::Tensor start(const GenerationRequest& request, const Walk& walk) const;
    torch::Tensor cellsOfEnd(const score::Score& score, bool fromEnd) const;
    torch::Tensor encodeEnd(const score::Score& score, const Walk& walk, bool fromEnd) const;
    torch::Tensor offset(const GenerationRequest& request) const;
    encoding::Segment decode(const torch::Tensor& z, const Walk& walk, std::uint64_t seed,
                             torch::Tensor& cells) const;
    std::array<float, 2> mapPoint(const torch::Tensor& piano);
    const torch::Tensor& axes();
    std::string provenance(const GenerationRequest& request) const;

    Styles m_styles;
    std::optional<SongIndex> m_songs; // made on first use
    torch::Tensor m_axes; // [2, K], made on first use
};

Result<void> check(const GenerationRequest& request, const CheckpointInfo& info,
                   std::int64_t latent) {
    if (const auto valid = compose::checkRequest(request, info, latent); !valid) return valid;
    for (const auto& set : request.styles)
        if (!(set.weight >= 0) || !std::isfinite(set.weight))
            return Error{"the weight of the style " + set.name + " must be 0 or more"};
    return {};
}

/// Cuts what goes beyond the bars that were asked for.
void trim(encoding::Segment& segment, int bars) {
    for (auto& cells : segment.cells)
        std::fill(cells.begin() + std::ptrdiff_t{bars} * kStepsPerBar * encoding::kPitches,
                  cells.end(), std::uint8_t{0});
}

Result<Generated> VaeComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = check(request, m_info, m_model.nets.latent); !valid)
        return valid.error();
    const torch::NoGradGuard still;
    const bool blends = request.continueFrom && request.target;
    const bool songs = !blends && fromSongs(WalkControls::from(request.controls));
    auto turns = blends  ? blend(request, stop)
                 : songs ? followSongs(request, stop)
                         : continueFrom(request, stop);
    if (!turns) return turns.error();
    if (const int rest = request.bars % kBarsPerTurn; rest != 0) trim(turns->segments.back(), rest);

    Generated generated{.score = compose::soundingTracks(turns->segments),
                        .mapPoint = mapPoint(turns->firstPiano),
                        .provenance = provenance(request)};
    if (songs) articulate(generated.score);
    const auto piano = turns->firstPiano.contiguous();
    generated.latent.assign(piano.data_ptr<float>(), piano.data_ptr<float>() + piano.numel());
    return generated;
}

const SongIndex& VaeComposer::songs() {
    if (!m_songs) m_songs.emplace(m_model.bank, m_model.bank.latents.std(0));
    return *m_songs;
}

bool VaeComposer::fromSongs(const WalkControls& controls) const {
    using enum WalkControls::Continuation;
    if (!m_model.bank.walkable() || controls.continuation == Networks) return false;
    return controls.continuation == Songs || !m_model.gaussian();
}

Result<VaeComposer::Turns> VaeComposer::followSongs(const GenerationRequest& request,
                                                    std::stop_token stop) {
    const auto controls = WalkControls::from(request.controls);
    const Walk networks(m_model, controls);
    SongComposer composer(m_model, songs(), controls, request.seed);
    if (request.continueFrom && request.continueFrom->noteCount() > 0)
        composer.startFrom(cellsOfEnd(*request.continueFrom, true));
    else
        composer.start();
    const int count = (request.bars + kBarsPerTurn - 1) / kBarsPerTurn;
    Turns turns;
    for (int turn = 0; turn < count; ++turn) {
        if (stop.stop_requested()) return Error{"cancelled"};
        const auto* style =
            m_styles.songs(request, networks, controls.alpha, static_cast<std::uint64_t>(turn));
        turns.segments.push_back(composer.next(style ? *style : songs(),
                                               turn == 0 ? offset(request) : torch::Tensor()));
        if (turn == 0) turns.firstPiano = composer.z()[0].clone();
    }
    return turns;
}

Result<VaeComposer::Turns> VaeComposer::continueFrom(const GenerationRequest& request,
                                                     std::stop_token stop) {
    const Walk walk(m_model, WalkControls::from(request.controls));
    const int count = (request.bars + kBarsPerTurn - 1) / kBarsPerTurn;
    auto z = start(request, walk); // [1, F, K]
    Turns turns;
    for (int turn = 0; turn < count; ++turn) {
        if (stop.stop_requested()) return Error{"cancelled"};
        const auto number = static_cast<std::uint64_t>(turn);
        auto generator = nn::generator(nn::mix(request.seed, kNoise, number));
        z = walk.next(z, m_styles.latents(request, walk, number),
                      turn == 0 ? offset(request) : torch::Tensor(), generator);
        if (turn == 0) turns.firstPiano = z[0][0].clone();
        torch::Tensor cells;
        turns.segments.push_back(decode(z, walk, nn::mix(request.seed, kStrikes, number), cells));
        // The next turn continues the notes that were chosen, not the latent.
        if (turn + 1 < count) z = walk.encode(cells);
    }
    return turns;
}

Result<VaeComposer::Turns> VaeComposer::blend(const GenerationRequest& request,
                                              std::stop_token stop) {
    const auto controls = WalkControls::from(request.controls);
    const Walk walk(m_model, controls);
    const int count = (request.bars + kBarsPerTurn - 1) / kBarsPerTurn;
    const auto from = encodeEnd(*request.continueFrom, walk, true);
    const auto to = encodeEnd(*request.target, walk, false);
    Turns turns;
    for (int turn = 0; turn < count; ++turn) {
        if (stop.stop_requested()) return Error{"cancelled"};
        const double t = (turn + 1.0) / (count + 1.0);
        std::vector<torch::Tensor> all;
        for (int family = 0; family < encoding::kFamilies; ++family)
            all.push_back(nn::slerp(from[0][family], to[0][family], t));
        auto z = torch::stack(all).unsqueeze(0); // [1, F, K]
        // Most freedom halfway, none at the ends.
        auto generator =
            nn::generator(nn::mix(request.seed, kNoise, static_cast<std::uint64_t>(turn)));
        z = z + torch::randn(z.sizes(), generator) * (controls.noiseSd * 4 * t * (1 - t) * 0.5);
        if (turn == 0) {
            if (const auto shift = offset(request); shift.defined()) z[0][0].add_(shift);
            turns.firstPiano = z[0][0].clone();
        }
        torch::Tensor cells;
        turns.segments.push_back(decode(
            z, walk, nn::mix(request.seed, kStrikes, static_cast<std::uint64_t>(turn)), cells));
    }
    return turns;
}

torch::Tensor VaeComposer::start(const GenerationRequest& request, const Walk& walk) const {
    if (request.continueFrom && request.continueFrom->noteCount() > 0)
        return encodeEnd(*request.continueFrom, walk, true);
    if (m_model.bank.size() == 0)
        return torch::zeros({1, encoding::kFamilies, m_model.nets.latent});
    // All five instruments from one and the same segment.
    nn::Random random(nn::mix(request.seed, kStart));
    return m_model.bank.latents.narrow(0, random.below(m_model.bank.size()), 1);
}

torch::Tensor VaeComposer::cellsOfEnd(const score::Score& score, bool fromEnd) const {
    const auto song = encoding::toGrid(score);
    const int bars = (song.steps + kStepsPerBar - 1) / kStepsPerBar;
    const int step = fromEnd ? std::max(0, bars * kStepsPerBar - encoding::kSteps) : 0;
    return cellsAt(song, step, m_model.gaussian());
}

torch::Tensor VaeComposer::encodeEnd(const score::Score& score, const Walk& walk,
                                     bool fromEnd) const {
    return walk.encode(cellsOfEnd(score, fromEnd));
}

torch::Tensor VaeComposer::offset(const GenerationRequest& request) const {
    if (request.latentOffset.empty()) return {};
    return torch::tensor(request.latentOffset);
}

encoding::Segment VaeComposer::decode(const torch::Tensor& z, const Walk& walk, std::uint64_t seed,
                                      torch::Tensor& cells) const {
    const auto outputs = walk.outputs(z).contiguous(); // [1, F, cells]
    cells = torch::empty_like(outputs);
    encoding::Segment segment;
    for (int family = 0; family < encoding::kFamilies; ++family) {
        const auto at = std::ptrdiff_t{family} * encoding::kPatchCells;
        auto& chosen = segment.cells[static_cast<std::size_t>(family)];
        chosen = walk.choose({outputs.data_ptr<float>() + at, encoding::kPatchCells}, family, seed);
        walk.fill(chosen, {cells.data_ptr<float>() + at, encoding::kPatchCells});
    }
    return segment;
}

const torch::Tensor& VaeComposer::axes() {
    if (!m_axes.defined()) m_axes = nn::principalDirections(m_model.bank.latents.select(1, 0), 2);
    return m_axes;
}

std::array<float, 2> VaeComposer::mapPoint(const torch::Tensor& piano) {
    if (m_model.bank.size() < 2) return {};
    const auto point = axes().mv(piano - m_model.bank.latents.select(1, 0).mean(0));
    return {point[0].item<float>(), point[1].item<float>()};
}

Result<LatentMap> VaeComposer::latentMap() {
    const torch::NoGradGuard still;
    LatentMap map{.songs = m_model.bank.songs};
    const auto every = (m_model.bank.size() + kMapPoints - 1) / kMapPoints;
    for (std::int64_t i = 0; i < m_model.bank.size(); i += every) {
        const auto point = mapPoint(m_model.bank.latents[i][0]);
        map.points.push_back(
            {point[0], point[1], static_cast<int>(m_model.bank.song[static_cast<std::size_t>(i)])});
    }
    return map;
}

std::string VaeComposer::provenance(const GenerationRequest& request) const {
    nlohmann::json own{{"styles", compose::stylesTold(request)},
                       {"primer", request.continueFrom.has_value()}};
    if (request.target) own["blend"] = true;
    return compose::provenance(request, m_info, own);
}

} // namespace

std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info) {
    return std::make_unique<VaeComposer>(model, std::move(info));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    Model model(info.params);
    model.load(file);
    if (!info.complete) model.begun = static_cast<std::size_t>(info.begun);
    return std::make_unique<VaeComposer>(std::move(model), info);
}

} // namespace contrafact::models::vae_nn
