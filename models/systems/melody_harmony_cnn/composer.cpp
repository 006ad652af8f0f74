// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/melody_harmony_cnn/composer.h"

#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/nn/random.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace contrafact::models::melody_harmony_cnn {

namespace {

constexpr int kBarsPerTurn = encoding::kSteps / encoding::kStepsPerBar;

/// What of a request's random draws is independent of each other.
enum RequestStream : std::uint64_t { kStart = 1, kTurns };

class CnnComposer : public compose::ModelComposer<Model> {
public:
    using ModelComposer::ModelComposer;
    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;

private:
    torch::Tensor start(const GenerationRequest& request) const;
};

/// The last four bars of a piece, the last one counted whole. [families, cells]
torch::Tensor lastSegment(const score::Score& score, bool velocities) {
    const auto song = encoding::toGrid(score);
    const int step = std::max(0, song.bars() * encoding::kStepsPerBar - encoding::kSteps);
    auto cells = torch::empty({encoding::kFamilies, encoding::kPatchCells});
    encoding::fillPatches(song, step, velocities,
                          std::span<float, encoding::kAllPatchCells>(cells.data_ptr<float>(),
                                                                     encoding::kAllPatchCells));
    return cells;
}

torch::Tensor CnnComposer::start(const GenerationRequest& request) const {
    if (request.continueFrom && request.continueFrom->noteCount() > 0)
        return lastSegment(*request.continueFrom, m_model.velocities);
    const auto count = m_model.starts.size(0);
    if (count == 0) return torch::zeros({encoding::kFamilies, encoding::kPatchCells});
    const auto bytes = m_model.starts[nn::Random(nn::mix(request.seed, kStart)).below(count)];
    return m_model.velocities ? bytes.to(torch::kFloat32) / 127 : (bytes > 0).to(torch::kFloat32);
}

Result<Generated> CnnComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = compose::checkRequest(request, m_info, 0); !valid) return valid.error();
    const auto controls = Controls::from(request.controls);
    auto before = start(request);
    std::vector<encoding::Segment> segments;
    for (int bar = 0; bar < request.bars; bar += kBarsPerTurn) {
        if (stop.stop_requested()) return Error{"cancelled"};
        auto turn = m_model.turn(before, controls,
                                 nn::mix(request.seed, kTurns, static_cast<std::uint64_t>(bar)));
        before = turn.cells;
        segments.push_back(turn.segment);
    }
    if (const int rest = request.bars % kBarsPerTurn; rest != 0)
        for (auto& cells : segments.back().cells)
            std::fill(cells.begin() +
                          std::ptrdiff_t{rest} * encoding::kStepsPerBar * encoding::kPitches,
                      cells.end(), std::uint8_t{0});
    const nlohmann::json own{{"primer", request.continueFrom.has_value()}};
    return Generated{.score = compose::soundingTracks(segments),
                     .provenance = compose::provenance(request, m_info, own)};
}

} // namespace

std::unique_ptr<Composer> makeComposerOf(Model model, CheckpointInfo info) {
    return std::make_unique<CnnComposer>(std::move(model), std::move(info));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::opened<CnnComposer, Model>(file, info);
}

} // namespace contrafact::models::melody_harmony_cnn
