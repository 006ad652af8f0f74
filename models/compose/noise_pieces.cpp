// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/noise_pieces.h"

#include "core/encoding/family.h"
#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/nn/latent.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace contrafact::models::compose {

namespace {

constexpr double kQuartersPerBar = 4;
constexpr std::int64_t kPiecesAtOnce = 16; // between two looks at whether to stop
constexpr std::uint64_t kLatents = 1;      // the stream of a request's draws

torch::Tensor drawn(std::uint64_t seed, int piece, std::int64_t size) {
    auto generator = nn::generator(nn::mix(seed, kLatents, static_cast<std::uint64_t>(piece)));
    return torch::randn({size}, generator);
}

score::Tick ticksOf(double quarters) {
    return score::Tick(std::llround(quarters * score::kDefaultPpq));
}

class NoiseComposer : public ModelComposer<NoiseModel> {
public:
    NoiseComposer(NoiseModel model, CheckpointInfo info)
        : ModelComposer(std::move(model), std::move(info)) {
        m_model.generator->eval();
    }

    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;

private:
    void append(const torch::Tensor& piece, int index, const GenerationRequest& request,
                Generated& music, std::vector<score::Note>& notes) const;
};

void NoiseComposer::append(const torch::Tensor& piece, int index, const GenerationRequest& request,
                           Generated& music, std::vector<score::Note>& notes) const {
    const double quarters = m_model.code->quarters(request.controls);
    const auto begin = ticksOf(quarters * index);
    const auto end = ticksOf(std::min(quarters * (index + 1), kQuartersPerBar * request.bars));
    for (auto note : m_model.code->notes(piece, request.controls)) {
        note.id = 0; // given anew
        note.onset = note.onset + begin;
        note.length = std::min(note.length, end - note.onset);
        if (note.onset < end) notes.push_back(note);
    }
    for (auto& image : m_model.code->images(piece, request.controls)) music.images.push_back(image);
}

Result<Generated> NoiseComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = checkRequest(request, m_info, 0); !valid) return valid.error();
    const torch::NoGradGuard still;
    const auto& controls = request.controls;
    const double quarters = m_model.code->quarters(controls);
    const int pieces = static_cast<int>(std::ceil(kQuartersPerBar * request.bars / quarters));
    const auto noise = chainedLatents(controls, request.seed, pieces, m_model.generator->noise());
    auto unused = nn::generator(0); // there is no dropout in composing
    Generated music;
    std::vector<score::Note> notes;
    for (std::int64_t first = 0; first < pieces; first += kPiecesAtOnce) {
        if (stop.stop_requested()) return Error{"cancelled"};
        const auto count = std::min<std::int64_t>(kPiecesAtOnce, pieces - first);
        const auto made = m_model.generator->forward(noise.narrow(0, first, count), unused);
        for (std::int64_t i = 0; i < count; ++i)
            append(made[i], static_cast<int>(first + i), request, music, notes);
    }
    if (!notes.empty())
        music.score.addTrack(
            score::Track(encoding::trackFor(encoding::Family::Piano), std::move(notes)));
    music.provenance = provenance(request, m_info, nlohmann::json::object());
    return music;
}

} // namespace

torch::Tensor chainedLatents(const Params& controls, std::uint64_t seed, int pieces,
                             std::int64_t size) {
    const bool walks = controls.choice("chain") == "walk";
    const double step = walks ? controls.real("walk_step") : 1.0;
    std::vector<torch::Tensor> all{drawn(seed, 0, size)};
    for (int piece = 1; piece < pieces; ++piece)
        all.push_back(nn::slerp(all.back(), drawn(seed, piece, size), step));
    return torch::stack(all) * controls.real("truncation");
}

void NoiseModel::save(TensorFile& file) const {
    nn::saveModule(*generator, "generator", file);
    code->save(file);
}

void NoiseModel::load(const TensorFile& file) {
    nn::loadModule(*generator, "generator", file);
    code->load(file);
}

std::unique_ptr<Composer> openNoiseModel(NoiseModel model, const TensorFile& file,
                                         const CheckpointInfo& info) {
    model.load(file);
    return std::make_unique<NoiseComposer>(std::move(model), info);
}

} // namespace contrafact::models::compose
