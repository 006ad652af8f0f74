// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/roll_code.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <utility>

namespace contrafact::models::compose {

namespace {

constexpr const char* kVocabularyKey = "vocabulary";

using Sets = std::vector<encoding::PitchSet>;

/// `most` of the sets (0: all); of two that come as often the first.
Sets mostFrequent(const std::map<encoding::PitchSet, std::size_t>& counts, std::size_t most) {
    std::vector<std::pair<std::size_t, const encoding::PitchSet*>> ranked;
    for (const auto& [set, count] : counts) ranked.emplace_back(count, &set);
    std::ranges::stable_sort(ranked, std::greater(), [](const auto& each) { return each.first; });
    if (most > 0 && ranked.size() > most) ranked.resize(most);
    Sets kept;
    for (const auto& [count, set] : ranked) kept.push_back(*set);
    return kept;
}

/// 0 for equal sets: the share of pitches that are not common, and how far the lowest are apart.
double difference(const encoding::PitchSet& a, const encoding::PitchSet& b) {
    encoding::PitchSet common;
    std::ranges::set_intersection(a, b, std::back_inserter(common));
    const auto shared = static_cast<double>(common.size());
    const double all = static_cast<double>(a.size() + b.size()) - shared;
    return 1 - shared / all + std::abs(a.front() - b.front()) / double{encoding::kRollPitches};
}

/// Neither is silent. Precondition: there is one that sounds among `tokens`.
const encoding::PitchSet& mostAlike(const encoding::PitchSet& set, const Sets& tokens) {
    return *std::ranges::min_element(tokens, {}, [&](const encoding::PitchSet& token) {
        return token.empty() ? std::numeric_limits<double>::infinity() : difference(set, token);
    });
}

} // namespace

TokenOptions TokenOptions::from(const Params& params) {
    return {.most = static_cast<std::size_t>(params.integer("sets")), .hold = params.real("hold")};
}

void RollCode::setVocabulary(const std::vector<encoding::PitchSet>& sets) {
    std::map<encoding::PitchSet, std::size_t> counts;
    for (const auto& set : sets) ++counts[set];
    counts.erase(encoding::PitchSet());
    auto kept = mostFrequent(counts, m_tokens.most);
    kept.emplace_back();
    m_vocabulary = encoding::Vocabulary<encoding::PitchSet>(std::move(kept));
    m_rarer.clear();
    const auto& tokens = m_vocabulary.tokens();
    for (const auto& [set, count] : counts)
        if (!std::ranges::binary_search(tokens, set))
            m_rarer[set] = m_vocabulary.scaled(mostAlike(set, tokens));
}

double RollCode::number(const encoding::PitchSet& set) const {
    const auto rarer = m_rarer.find(set);
    return rarer == m_rarer.end() ? m_vocabulary.scaled(set) : rarer->second;
}

torch::Tensor RollCode::piece(const encoding::BooleanRoll& roll) const {
    const auto piece = torch::empty({steps(), features()});
    float* at = piece.data_ptr<float>();
    if (m_view == RollView::Cells)
        for (const auto cell : roll.cells) *at++ = cell != 0 ? 1.0F : -1.0F;
    else
        for (int step = 0; step < steps(); ++step)
            *at++ = static_cast<float>(number(roll.pitchesAt(step)));
    return piece;
}

std::vector<double> RollCode::heldNumbers(const torch::Tensor& piece) const {
    const auto values = piece.contiguous();
    const float* at = values.data_ptr<float>();
    std::vector<double> numbers;
    for (std::int64_t step = 0; step < values.numel(); ++step) {
        const auto number = static_cast<double>(*at++);
        const bool held = step > 0 && std::abs(number - numbers.back()) < m_tokens.hold;
        numbers.push_back(held ? numbers.back()
                               : m_vocabulary.scaled(m_vocabulary.nearest(number)));
    }
    return numbers;
}

torch::Tensor RollCode::played(const torch::Tensor& pieces) const {
    if (m_view == RollView::Cells) return torch::where(pieces > 0, 1.0F, -1.0F);
    const auto out = torch::empty(pieces.sizes());
    float* at = out.data_ptr<float>();
    for (const auto& piece : pieces.cpu().unbind())
        for (const double number : heldNumbers(piece)) *at++ = static_cast<float>(number);
    return out.to(pieces.device());
}

encoding::BooleanRoll RollCode::roll(const torch::Tensor& piece, double threshold) const {
    encoding::BooleanRoll roll(kPlayedSteps);
    if (m_view == RollView::Cells) {
        const auto values = piece.contiguous();
        const float* at = values.data_ptr<float>();
        for (auto& cell : roll.cells) cell = static_cast<double>(*at++) > threshold ? 1 : 0;
        return roll;
    }
    const auto numbers = heldNumbers(piece);
    for (int step = 0; step < kPlayedSteps; ++step)
        for (const int pitch : m_vocabulary.nearest(numbers[static_cast<std::size_t>(step)]))
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
    m_vocabulary = encoding::Vocabulary<encoding::PitchSet>(std::move(sets));
}

} // namespace contrafact::models::compose
