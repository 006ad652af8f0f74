// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/multi_rnn/choosing.h"

#include "models/nn/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace contrafact::models::multi_rnn {

namespace {

constexpr double kLeast = 0.001; ///< smaller probabilities are none, as published
constexpr int kMostOfCount = 10;

using Cells = std::span<float>; ///< of one instrument, or of all
using Scores = std::span<const float>;
using Weights = std::vector<double>;

/// So many different cells, each in proportion to its weight; fewer where no more have one.
void drawWithoutReplacement(Weights weights, int count, Cells cells, nn::Random& random) {
    for (int i = 0; i < count; ++i) {
        const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        if (sum <= 0) return;
        const auto chosen = static_cast<std::size_t>(nn::draw(weights, random.uniform() * sum));
        cells[chosen] = 1;
        weights[chosen] = 0;
    }
}

/// Only the `count` largest keep theirs; the largest is halved.
Weights candidates(Weights weights, int count) {
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater(),
                             [&](std::size_t i) { return weights[i]; });
    for (std::size_t i = static_cast<std::size_t>(count); i < order.size(); ++i)
        weights[order[i]] = 0;
    weights[order.front()] /= 2;
    return weights;
}

void chooseExpected(Scores scores, Cells cells, const ChoosingOptions& options,
                    nn::Random& random) {
    std::vector<float> logs(scores.size());
    std::vector<std::uint8_t> open(scores.size());
    double rest = 0;
    std::ptrdiff_t left = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const float p = std::clamp(scores[i], 0.0F, 1.0F);
        cells[i] = p >= static_cast<float>(options.sure) ? 1 : 0;
        open[i] = cells[i] == 0 && p >= static_cast<float>(kLeast);
        if (p >= static_cast<float>(kLeast)) rest += p - cells[i]; // a sure cell is one note
        left += open[i];
        logs[i] = std::log(std::max(p, static_cast<float>(kLeast)));
    }
    auto count = static_cast<std::ptrdiff_t>(rest * options.density + random.uniform());
    for (count = std::min(count, left); count > 0; --count) {
        const auto chosen = static_cast<std::size_t>(nn::sample(
            logs, random.uniform(), {.temperature = options.temperature, .topP = options.topP},
            {.allowed = open, .recent = {}}));
        cells[chosen] = 1;
        open[chosen] = 0;
    }
}

/// One step.
class Chooser {
public:
    Chooser(Scores scores, const RollOptions& roll, Scores heard, const ChoosingOptions& options,
            nn::Random& random)
        : m_scores(scores)
        , m_roll(roll)
        , m_heard(heard)
        , m_options(options)
        , m_random(random)
        , m_row(scores.size()) {}

    std::vector<float> row() {
        if (m_options.choosing == Choosing::Whole)
            chooseWhole();
        else
            for (int family = 0; family < encoding::kFamilies; ++family)
                if (isHeard(family)) choose(family);
        fillCounts(m_row, m_roll);
        return std::move(m_row);
    }

private:
    bool isHeard(int family) const { return m_heard[static_cast<std::size_t>(family)] > 0; }
    Scores scores(int family) const {
        return m_scores.subspan(m_roll.cell(family, 0), encoding::kPitches);
    }
    Cells cells(int family) {
        return Cells(m_row).subspan(m_roll.cell(family, 0), encoding::kPitches);
    }
    void choose(int family);
    void chooseWhole();
    float largest() const;
    int counted(int family) const;
    Weights weights(Scores scores) const;

    Scores m_scores;
    const RollOptions& m_roll;
    Scores m_heard;
    const ChoosingOptions& m_options;
    nn::Random& m_random;
    std::vector<float> m_row;
};

/// Of all cells of instruments that are heard.
float Chooser::largest() const {
    float largest = 0;
    for (int family = 0; family < encoding::kFamilies; ++family)
        if (isHeard(family)) largest = std::max(largest, std::ranges::max(scores(family)));
    return largest > 0 ? largest : 1;
}

Weights Chooser::weights(Scores scores) const {
    std::vector<float> relative(scores.begin(), scores.end());
    const float largest = this->largest();
    for (auto& score : relative) score /= largest;
    auto weights = nn::probabilities(relative, {.temperature = 1 / m_options.sharpness});
    for (auto& weight : weights)
        if (weight < kLeast) weight = 0;
    return weights;
}

/// The network says half of how many.
int Chooser::counted(int family) const {
    const float half = m_scores[m_roll.cell(family, encoding::kPitches)];
    return static_cast<int>(std::clamp(2 * half + 1, 0.0F, static_cast<float>(kMostOfCount)));
}

void Chooser::choose(int family) {
    if (m_options.choosing == Choosing::Expected)
        return chooseExpected(scores(family), cells(family), m_options, m_random);
    auto all = weights(scores(family));
    int count = m_options.notes[static_cast<std::size_t>(family)];
    if (m_options.choosing == Choosing::Counts && m_roll.counts) {
        count = counted(family);
        if (count > 0) all = candidates(std::move(all), 2 * count);
    }
    drawWithoutReplacement(std::move(all), count, cells(family), m_random);
}

void Chooser::chooseWhole() {
    std::vector<float> all;
    std::vector<int> families;
    for (int family = 0; family < encoding::kFamilies; ++family) {
        if (!isHeard(family)) continue;
        const auto own = scores(family);
        all.insert(all.end(), own.begin(), own.end());
        families.push_back(family);
    }
    if (all.empty()) return;
    const int count = std::accumulate(m_options.notes.begin(), m_options.notes.end(), 0);
    std::vector<float> chosen(all.size());
    drawWithoutReplacement(weights(all), count, chosen, m_random);
    auto from = chosen.begin();
    for (const int family : families) {
        std::copy_n(from, encoding::kPitches, cells(family).begin());
        from += encoding::kPitches;
    }
}

Choosing choosingOf(const std::string& choice) {
    return choice == "instruments" ? Choosing::Instruments
           : choice == "counts"    ? Choosing::Counts
           : choice == "whole"     ? Choosing::Whole
                                   : Choosing::Expected;
}

} // namespace

ChoosingOptions ChoosingOptions::from(const Params& generation) {
    ChoosingOptions options{.choosing = choosingOf(generation.choice("choosing")),
                            .sharpness = generation.real("sharpness"),
                            .notes = {},
                            .sure = generation.real("sure"),
                            .density = generation.real("density"),
                            .temperature = generation.real("temperature"),
                            .topP = generation.real("top_p")};
    for (std::size_t family = 0; family < options.notes.size(); ++family)
        options.notes[family] = static_cast<int>(
            generation.integer("notes_" + std::string(encoding::kFamilyInfo[family].id)));
    return options;
}

std::vector<float> chosenRow(std::span<const float> scores, const RollOptions& roll,
                             std::span<const float> heard, const ChoosingOptions& options,
                             nn::Random& random) {
    return Chooser(scores, roll, heard, options, random).row();
}

} // namespace contrafact::models::multi_rnn
