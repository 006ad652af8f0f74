// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/transformer_xl/drawing.h"

#include "models/nn/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace contrafact::models::transformer_xl {

namespace {

constexpr int kNoNote = std::numeric_limits<int>::max();
constexpr int kFewChoices = 2;
constexpr double kPatience = 4, kSlowness = 5; ///< of the penalty, as published

} // namespace

DrawOptions DrawOptions::from(const Params& generation, std::uint64_t seed) {
    return {.noteTemperature = generation.real("temperature"),
            .lengthTemperature = generation.real("length_temperature"),
            .topK = static_cast<int>(generation.integer("top_k")),
            .topP = generation.real("top_p"),
            .repeatPenalty = generation.flag("repeat_penalty"),
            .falling = generation.flag("falling"),
            .polyphony = static_cast<int>(generation.integer("polyphony")),
            .seed = seed};
}

PairDrawing::PairDrawing(XlStepper& stepper, const encoding::PairTokens& tokens,
                         const DrawOptions& options)
    : m_stepper(stepper)
    , m_tokens(tokens)
    , m_options(options)
    , m_random(nn::mix(options.seed))
    , m_clock(tokens)
    , m_lowest(kNoNote) {}

void PairDrawing::recall(std::span<const int> text) {
    m_stepper.reset();
    const auto logits = m_stepper.read(text, encoding::pairPositions(text, m_tokens));
    m_logits.assign(logits.begin(), logits.end());
    for (const int token : text) follow(token);
}

void PairDrawing::take(int token) {
    const auto logits = m_stepper.step(token, m_clock.position());
    m_logits.assign(logits.begin(), logits.end());
    follow(token);
}

/// Where the text stands after `token`.
void PairDrawing::follow(int token) {
    m_clock.take(token);
    if (m_tokens.isNote(token)) {
        m_lowest = m_tokens.rank(token);
        ++m_together;
    } else if (token == encoding::PairTokens::kWait || token == encoding::PairTokens::kPad) {
        m_lowest = kNoNote;
        m_together = 0;
    }
    m_last = token;
}

bool PairDrawing::noteIsAllowed(int token) const {
    const int pitch = m_tokens.pitchOf(token);
    return pitch >= encoding::kPairLowest && pitch <= encoding::kPairHighest &&
           m_together < m_options.polyphony &&
           (!m_options.falling || m_tokens.rank(token) < m_lowest);
}

/// After a note or a wait a length, which a wait must have; else notes or a wait.
std::vector<std::uint8_t> PairDrawing::allowed() const {
    std::vector<std::uint8_t> allowed(m_logits.size());
    const bool waits = m_last == encoding::PairTokens::kWait;
    const bool pairs = waits || m_tokens.isNote(m_last);
    for (int token = 0; token < m_tokens.size(); ++token) {
        const bool fits = pairs ? m_tokens.isLength(token) && m_tokens.stepsOf(token) > 0
                                : token == encoding::PairTokens::kWait ||
                                      (m_tokens.isNote(token) && noteIsAllowed(token));
        allowed[static_cast<std::size_t>(token)] = fits;
    }
    return allowed;
}

int PairDrawing::next() {
    const bool pairs = m_last == encoding::PairTokens::kWait || m_tokens.isNote(m_last);
    double temperature = pairs ? m_options.lengthTemperature : m_options.noteTemperature;
    if (m_options.repeatPenalty)
        temperature *= 1 + std::max(0.0, std::log((m_repeats + 1) / kPatience) / kSlowness);
    const auto mask = allowed();
    const auto probabilities = nn::probabilities(
        m_logits, {.temperature = temperature, .topK = m_options.topK, .topP = m_options.topP},
        {.allowed = mask, .recent = {}});
    const auto choices =
        std::ranges::count_if(probabilities, [](double probability) { return probability > 0; });
    m_repeats = choices <= kFewChoices ? m_repeats + 1 : m_repeats / 2;
    const int token = nn::draw(probabilities, m_random.uniform());
    take(token);
    return token;
}

PairDrawing::Mark PairDrawing::mark() const {
    return {m_stepper.state(), m_clock, m_last, m_lowest, m_together, m_repeats, m_logits};
}

void PairDrawing::back(const Mark& mark) {
    m_stepper.setState(mark.network);
    m_clock = mark.clock;
    m_last = mark.last;
    m_lowest = mark.lowest;
    m_together = mark.together;
    m_repeats = mark.repeats;
    m_logits = mark.logits;
}

} // namespace contrafact::models::transformer_xl
