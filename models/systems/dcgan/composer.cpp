// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/dcgan/composer.h"

#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/compose/noise_pieces.h"
#include "models/nn/random.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace contrafact::models::dcgan {

namespace {

constexpr int kBarsPerTurn = 4;

constexpr std::uint64_t kStrikes = 2; // a request's stream; the latents' is 1

/// Cuts what goes beyond the bars that were asked for.
void trim(encoding::Segment& segment, int bars) {
    const auto kept = std::ptrdiff_t{bars} * encoding::kStepsPerBar * encoding::kPitches;
    for (auto& cells : segment.cells) std::fill(cells.begin() + kept, cells.end(), std::uint8_t{0});
}

class GanComposer : public compose::ModelComposer<Model> {
public:
    using ModelComposer::ModelComposer;
    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;

private:
    const torch::Tensor& directions();

    torch::Tensor m_directions; // [kSliders, 100], made on first use
};

const torch::Tensor& GanComposer::directions() {
    if (!m_directions.defined()) m_directions = sliderDirections(m_model);
    return m_directions;
}

Result<Generated> GanComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = compose::checkRequest(request, m_info, kSliders); !valid)
        return valid.error();
    const torch::NoGradGuard still;
    const int turns = (request.bars + kBarsPerTurn - 1) / kBarsPerTurn;
    auto z = compose::chainedLatents(request.controls, request.seed, turns, kLatent);
    // The sliders move the whole piece: every segment by the same step.
    if (!request.latentOffset.empty())
        z = z + torch::tensor(request.latentOffset).unsqueeze(0).mm(directions());

    const auto controls = NoteControls::from(request.controls);
    std::vector<encoding::Segment> segments;
    for (int turn = 0; turn < turns; ++turn) {
        if (stop.stop_requested()) return Error{"cancelled"};
        const auto outputs = m_model.outputs(z.narrow(0, turn, 1));
        segments.push_back(chooseNotes(
            {outputs.data_ptr<float>(), static_cast<std::size_t>(kCells)}, controls,
            m_model.statistics, nn::mix(request.seed, kStrikes, static_cast<std::uint64_t>(turn))));
    }
    if (const int rest = request.bars % kBarsPerTurn; rest != 0) trim(segments.back(), rest);
    const auto shown = directions().mv(z[0]).contiguous();
    return Generated{.score = compose::soundingTracks(segments),
                     .latent = {shown.data_ptr<float>(), shown.data_ptr<float>() + shown.numel()},
                     .provenance = compose::provenance(request, m_info, nlohmann::json::object())};
}

} // namespace

std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info) {
    return std::make_unique<GanComposer>(model, std::move(info));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::opened<GanComposer, Model>(file, info);
}

} // namespace contrafact::models::dcgan
