// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/roll_code.h"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace contrafact::models::compose {

namespace {

constexpr const char* kVocabularyKey = "vocabulary";

} // namespace

void RollCode::setVocabulary(std::vector<encoding::PitchSet> sets) {
    sets.emplace_back();
    m_vocabulary = encoding::Vocabulary<encoding::PitchSet>(std::move(sets));
}

torch::Tensor RollCode::piece(const encoding::BooleanRoll& roll) const {
    const auto piece = torch::empty({steps(), features()});
    float* at = piece.data_ptr<float>();
    if (m_view == RollView::Cells)
        for (const auto cell : roll.cells) *at++ = cell != 0 ? 1.0F : -1.0F;
    else
        for (int step = 0; step < steps(); ++step)
            *at++ = static_cast<float>(m_vocabulary.scaled(roll.pitchesAt(step)));
    return piece;
}

encoding::BooleanRoll RollCode::roll(const torch::Tensor& piece, double threshold) const {
    const auto values = piece.contiguous();
    const float* at = values.data_ptr<float>();
    encoding::BooleanRoll roll(kPlayedSteps);
    if (m_view == RollView::Cells)
        for (auto& cell : roll.cells) cell = static_cast<double>(*at++) > threshold ? 1 : 0;
    else
        for (int step = 0; step < kPlayedSteps; ++step)
            for (const int pitch : m_vocabulary.nearest(static_cast<double>(*at++)))
                roll.at(step, pitch) = 1;
    return roll;
}

std::vector<score::Note> RollCode::notes(const torch::Tensor& piece, const Params& controls) const {
    const double threshold = controls.has("threshold") ? controls.real("threshold") : 0;
    return encoding::toNotes(roll(piece, threshold), {.stepsPerBeat = m_stepsPerBeat});
}

void RollCode::save(TensorFile& file) const {
    if (needsVocabulary())
        file.metadata[kVocabularyKey] = nlohmann::json(m_vocabulary.tokens()).dump();
}

void RollCode::load(const TensorFile& file) {
    if (!needsVocabulary()) return;
    const auto known = file.metadata.find(kVocabularyKey);
    if (known == file.metadata.end()) throw std::runtime_error("the checkpoint has no vocabulary");
    auto sets = nlohmann::json::parse(known->second).get<std::vector<encoding::PitchSet>>();
    for (const auto& set : sets)
        for (const int pitch : set)
            if (pitch < encoding::kRollLowest ||
                pitch >= encoding::kRollLowest + encoding::kRollPitches)
                throw std::runtime_error(
                    "the checkpoint's vocabulary has a pitch outside of C1 to B7");
    setVocabulary(std::move(sets));
}

} // namespace contrafact::models::compose
