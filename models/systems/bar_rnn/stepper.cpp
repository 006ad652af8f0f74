// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/stepper.h"

#include "models/systems/bar_rnn/feature_numbers.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::bar_rnn {

namespace {

/// Given notes whose states are read in one go, and how far beyond them reading begins: a block
/// costs about as much as two events.
constexpr std::size_t kBlock = 32;
constexpr std::size_t kBeyond = 48;

void add(std::span<float> to, std::span<const float> what) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += what[i];
}

std::span<const float> rowOf(const std::vector<float>& table, std::int64_t index,
                             std::int64_t width) {
    return std::span(table).subspan(static_cast<std::size_t>(index * width),
                                    static_cast<std::size_t>(width));
}

} // namespace

GivenReader::GivenReader(const Model& model, const Known& known)
    : m_stepper(*model.network->back)
    , m_width(model.network->options.given)
    , m_table(nn::values(model.network->givenFeatures->weight))
    , m_given(givenNotes(known))
    , m_block(m_given.size())
    , m_states(kBlock * static_cast<std::size_t>(m_width))
    , m_nothing(static_cast<std::size_t>(m_width)) {}

std::span<const float> GivenReader::at(const encoding::EventState& state) {
    const auto index = passedNotes(m_given, state);
    if (index >= m_given.size()) return m_nothing;
    if (index / kBlock != m_block) read(index / kBlock);
    return rowOf(m_states, static_cast<std::int64_t>(index % kBlock), m_width);
}

void GivenReader::read(std::size_t block) {
    m_block = block;
    m_stepper.reset();
    std::vector<float> row(static_cast<std::size_t>(m_width));
    const auto first = block * kBlock;
    for (auto i = std::min(m_given.size(), first + kBlock + kBeyond); i-- > first;) {
        std::ranges::fill(row, 0.0F);
        const auto* after = i + 1 < m_given.size() ? &m_given[i + 1] : nullptr;
        for (const auto feature : givenFeatures(m_given[i], after))
            add(row, rowOf(m_table, feature, m_width));
        const auto hidden = m_stepper.step(row);
        if (i < first + kBlock)
            std::ranges::copy(hidden, m_states.begin() +
                                          static_cast<std::ptrdiff_t>((i - first) * row.size()));
    }
}

EventStepper::EventStepper(const Model& model)
    : m_options(model.network->options)
    , m_choice(model.choice)
    , m_start(model.start)
    , m_along(*model.network->along)
    , m_tokens(nn::values(model.network->tokens->weight))
    , m_durations(nn::values(model.network->durations->weight))
    , m_velocities(nn::values(model.network->velocities->weight))
    , m_features(nn::values(model.network->features->weight))
    , m_style(nn::values(model.network->style))
    , m_lengthToken(nn::values(model.network->lengthToken->weight))
    , m_loudToken(nn::values(model.network->loudToken->weight))
    , m_loudLength(nn::values(model.network->loudLength->weight))
    , m_out(nn::denseLayer(model.network->out))
    , m_tokenOut(nn::denseLayer(model.network->tokens->weight, model.network->tokenBias))
    , m_lengthOf(nn::denseLayer(model.network->lengthOf))
    , m_lengthOut(nn::denseLayer(model.network->lengthOut))
    , m_loudOf(nn::denseLayer(model.network->loudOf))
    , m_loudOut(nn::denseLayer(model.network->loudOut))
    , m_row(static_cast<std::size_t>(m_options.embed + m_options.inputs + m_options.given))
    , m_embedded(static_cast<std::size_t>(m_options.embed))
    , m_inner(m_lengthOf.bias.size())
    , m_tokenLogits(encoding::kTokens)
    , m_durationLogits(encoding::kDurationClasses)
    , m_velocityLogits(encoding::kVelocityClasses) {}

void EventStepper::reset() {
    m_along.reset();
    if (m_start.hidden.defined()) m_along.setState(m_start);
}

void EventStepper::step(const encoding::Event& event, const encoding::EventState& state,
                        const Known& known, std::span<const float> given) {
    const auto embed = static_cast<std::size_t>(m_options.embed),
               inputs = static_cast<std::size_t>(m_options.inputs);
    const auto last = std::span(m_row).first(embed);
    const auto told = std::span(m_row).subspan(embed, inputs);
    std::ranges::fill(last, 0.0F);
    add(last, rowOf(m_tokens, event.token, m_options.embed));
    add(last, rowOf(m_durations, event.duration + 1, m_options.embed));
    add(last, rowOf(m_velocities, event.velocity + 1, m_options.embed));
    std::ranges::copy(m_style, told.begin());
    m_told.clear();
    appendFeatures(m_told, state, known, m_choice);
    for (const auto feature : m_told) add(told, rowOf(m_features, feature, m_options.inputs));
    std::ranges::copy(given, m_row.begin() + static_cast<std::ptrdiff_t>(embed + inputs));
    m_hidden = m_along.step(m_row);
}

std::span<const float> EventStepper::tokenLogits() {
    m_out.apply(m_hidden, m_embedded);
    m_tokenOut.apply(m_embedded, m_tokenLogits);
    return m_tokenLogits;
}

std::span<const float> EventStepper::head(const nn::DenseLayer& of, std::span<const float> row,
                                          std::span<const float> secondRow,
                                          const nn::DenseLayer& outLayer,
                                          std::vector<float>& logits) {
    of.apply(m_hidden, m_inner);
    add(m_inner, row);
    if (!secondRow.empty()) add(m_inner, secondRow);
    for (auto& value : m_inner) value = std::tanh(value);
    outLayer.apply(m_inner, logits);
    return logits;
}

std::span<const float> EventStepper::durationLogits(int token) {
    const auto width = static_cast<std::int64_t>(m_inner.size());
    return head(m_lengthOf, rowOf(m_lengthToken, token, width), {}, m_lengthOut, m_durationLogits);
}

std::span<const float> EventStepper::velocityLogits(int token, int durationClass) {
    const auto width = static_cast<std::int64_t>(m_inner.size());
    return head(m_loudOf, rowOf(m_loudToken, token, width),
                rowOf(m_loudLength, durationClass + 1, width), m_loudOut, m_velocityLogits);
}

} // namespace contrafact::models::bar_rnn
