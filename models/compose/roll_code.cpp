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
constexpr const char* kBoundsKey = "vocabulary_bounds";

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
    return {.most = static_cast<std::size_t>(params.integer("sets")),
            .hold = params.real("hold"),
            .byFrequency = params.choice("set_widths") == "frequency"};
}

void RollCode::setVocabulary(const std::map<encoding::PitchSet, std::size_t>& steps) {
    auto sounding = steps;
    sounding.erase(encoding::PitchSet());
    auto kept = mostFrequent(sounding, m_tokens.most);
    kept.emplace_back();
    m_vocabulary = encoding::Vocabulary<encoding::PitchSet>(std::move(kept));
    m_rarer.clear();
    const auto& tokens = m_vocabulary.tokens();
    for (const auto& [set, count] : sounding)
        if (!std::ranges::binary_search(tokens, set)) m_rarer[set] = mostAlike(set, tokens);
    m_bounds.clear();
    if (m_tokens.byFrequency) setBounds(steps);
}

/// No set stands for less than a quarter of what it would if all stood for the same.
void RollCode::setBounds(const std::map<encoding::PitchSet, std::size_t>& steps) {
    constexpr double kLeast = 0.25;
    std::vector<double> weights(vocabularySize());
    double all = 0;
    for (const auto& [set, count] : steps) {
        const auto rarer = m_rarer.find(set);
        weights[indexOf(rarer == m_rarer.end() ? set : rarer->second)] +=
            static_cast<double>(count);
        all += static_cast<double>(count);
    }
    double sum = 0;
    for (auto& weight : weights)
        sum += weight = std::max(weight, kLeast * all / static_cast<double>(weights.size()));
    double end = -1;
    for (const double weight : weights) m_bounds.push_back(end += 2 * weight / sum);
    m_bounds.back() = 1;
}

std::size_t RollCode::indexOf(const encoding::PitchSet& token) const {
    const auto& tokens = m_vocabulary.tokens();
    return static_cast<std::size_t>(std::ranges::lower_bound(tokens, token) - tokens.begin());
}

/// The middle of what it stands for.
double RollCode::numberOfToken(const encoding::PitchSet& token) const {
    if (m_bounds.empty()) return m_vocabulary.scaled(token);
    const auto index = indexOf(token);
    return ((index == 0 ? -1 : m_bounds[index - 1]) + m_bounds[index]) / 2;
}

const encoding::PitchSet& RollCode::tokenAt(double number) const {
    if (m_bounds.empty()) return m_vocabulary.nearest(number);
    const auto index =
        static_cast<std::size_t>(std::ranges::upper_bound(m_bounds, number) - m_bounds.begin());
    return m_vocabulary.tokens()[std::min(index, vocabularySize() - 1)];
}

double RollCode::number(const encoding::PitchSet& set) const {
    const auto rarer = m_rarer.find(set);
    return numberOfToken(rarer == m_rarer.end() ? set : rarer->second);
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
        numbers.push_back(held ? numbers.back() : numberOfToken(tokenAt(number)));
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
        for (const int pitch : tokenAt(numbers[static_cast<std::size_t>(step)]))
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
    if (!m_bounds.empty()) file.metadata[kBoundsKey] = nlohmann::json(m_bounds).dump();
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
    m_bounds.clear();
    const auto bounds = file.metadata.find(kBoundsKey);
    if (bounds == file.metadata.end()) return;
    m_bounds = nlohmann::json::parse(bounds->second).get<std::vector<double>>();
    if (m_bounds.size() != vocabularySize() || !std::ranges::is_sorted(m_bounds))
        throw std::runtime_error("the checkpoint's vocabulary and its numbers do not fit");
}

} // namespace contrafact::models::compose
