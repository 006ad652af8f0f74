// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/melody_harmony_cnn/model.h"

#include "models/nn/random.h"
#include "models/nn/tensors.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace contrafact::models::melody_harmony_cnn {

namespace {

constexpr float kVelocity = 0.8F; // of 127

std::span<const float> rowOf(const torch::Tensor& cells) {
    return {cells.data_ptr<float>(), static_cast<std::size_t>(cells.numel())};
}

} // namespace

Controls Controls::from(const Params& params) {
    return {.expected = params.choice("selection") == "expected",
            .density = params.real("density"),
            .threshold = params.real("threshold"),
            .binarise = params.flag("binarise"),
            .repeats = params.flag("repeats"),
            .noise = params.real("noise")};
}

std::string familyId(std::size_t family) {
    return std::string(encoding::kFamilyInfo[family].id);
}

Model::Model(const Params& params)
    : velocities(params.choice("output") == "velocities")
    , starts(torch::zeros({0, encoding::kFamilies, encoding::kPatchCells}, torch::kUInt8)) {
    for (int family = 0; family < encoding::kFamilies; ++family)
        nets.emplace_back(SegmentNetOptions::from(params, family == 0 ? 1 : 2));
}

void Model::save(TensorFile& file) const {
    for (std::size_t family = 0; family < nets.size(); ++family)
        nn::saveModule(*nets[family], familyId(family), file);
    nn::saveFloats(strikes, "statistics/strikes", file);
    nn::saveFloats(heard, "statistics/heard", file);
    file.tensors["statistics/starts"] = nn::toFile(starts, DType::U8);
}

void Model::load(const TensorFile& file) {
    for (std::size_t family = 0; family < nets.size(); ++family) {
        nn::loadModule(*nets[family], familyId(family), file);
        nets[family]->eval();
    }
    nn::loadFloats(strikes, "statistics/strikes", file);
    nn::loadFloats(heard, "statistics/heard", file);
    const auto at = file.tensors.find("statistics/starts");
    if (at == file.tensors.end() || at->second.shape.size() != 3 ||
        at->second.shape[1] != encoding::kFamilies || at->second.shape[2] != encoding::kPatchCells)
        throw std::runtime_error("the checkpoint's opening segments are missing or misshapen");
    starts = nn::fromFile(at->second);
}

torch::Tensor Model::outputs(std::size_t family, const std::vector<torch::Tensor>& inputs,
                             std::uint64_t seed, double noise) const {
    auto net = nets[family];
    const auto out = net->forward(inputs, seed, noise);
    if (!velocities) return out.sigmoid();
    return out / out.amax(1, true).clamp_min(1e-6);
}

std::vector<bool> Model::chosen(std::span<const float> outputs, const Controls& controls) const {
    if (controls.expected && !velocities) return compose::expectedCells(outputs, controls.density);
    return compose::cellsFrom(outputs, controls.threshold);
}

Turn Model::turn(const torch::Tensor& before, const Controls& controls, std::uint64_t seed) const {
    const torch::NoGradGuard still;
    const auto loudness = [&](float output) {
        const float share = controls.binarise ? kVelocity
                            : velocities      ? output
                                              : 0.45F + 0.5F * output;
        return static_cast<std::uint8_t>(std::clamp(std::lround(share * 127), 1L, 127L));
    };
    const compose::Striking striking{strikes, controls.repeats, loudness};
    Turn turn{.cells = torch::zeros({encoding::kFamilies, encoding::kPatchCells})};
    for (std::size_t family = 0; family < nets.size(); ++family) {
        if (heard[family] == 0) continue; // its net has learned nothing
        const auto index = static_cast<std::int64_t>(family);
        std::vector<torch::Tensor> inputs{before.narrow(0, index, 1)};
        if (family > 0) inputs.push_back(turn.cells.narrow(0, 0, 1));
        const auto out =
            outputs(family, inputs, nn::mix(seed, family), controls.noise).contiguous();
        turn.segment.cells[family] = compose::struckCells(rowOf(out), chosen(rowOf(out), controls),
                                                          static_cast<int>(family), striking, seed);
        auto* row = turn.cells.data_ptr<float>() + index * encoding::kPatchCells;
        compose::toInput(turn.segment.cells[family], velocities, {row, encoding::kPatchCells});
    }
    return turn;
}

} // namespace contrafact::models::melody_harmony_cnn
