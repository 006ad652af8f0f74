// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/token_drawing.h"

#include "models/compose/composing.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace contrafact::models::compose {

namespace {

constexpr std::chrono::milliseconds kTellEvery{30};
constexpr double kMicrosPerMinute = 60e6;

} // namespace

nn::SamplingOptions samplingOptions(const Params& controls) {
    return {.temperature = controls.real("temperature"),
            .topK = static_cast<int>(controls.integer("top_k")),
            .topP = controls.real("top_p")};
}

TokenDrawing::TokenDrawing(nn::TokenStepper& stepper, const nn::SamplingOptions& options,
                           std::uint64_t seed)
    : m_stepper(stepper)
    , m_options(options)
    , m_random(nn::mix(seed)) {
    m_stepper.reset();
}

int TokenDrawing::next(std::span<const std::uint8_t> allowed) {
    const int token =
        nn::sample(m_logits, m_random.uniform(), m_options, {.allowed = allowed, .recent = {}});
    take(token);
    return token;
}

void TokenDrawing::back(const Mark& mark) {
    m_stepper.setState(mark.state);
    m_logits = mark.logits;
}

void Teller::tell(const std::function<score::Score()>& music) {
    if (!m_onMusic || Clock::now() - m_told < kTellEvery) return;
    m_onMusic(music());
    m_told = Clock::now();
}

score::Score emptyScore(const GenerationRequest& request, double bpm) {
    score::Score score;
    if (request.continueFrom) {
        const auto& before = *request.continueFrom;
        const score::Tick last(std::max<std::int64_t>(0, before.end().value - 1));
        bpm = before.tempo.bpmAt(last);
        auto meter = before.meter.at(last);
        meter.tick = score::Tick();
        score.meter = score::MeterMap(score.ppq(), {meter});
    }
    const auto micros = static_cast<std::uint32_t>(std::lround(kMicrosPerMinute / bpm));
    score.tempo = score::TempoMap(score.ppq(), {{score::Tick(), micros}});
    return score;
}

void finish(Generated& generated, const GenerationRequest& request, const CheckpointInfo& info) {
    nlohmann::json own{{"primer", request.continueFrom.has_value()}};
    if (generated.cut) own["cut"] = true;
    generated.provenance = provenance(request, info, own);
    if (request.onMusic) request.onMusic(generated.score);
}

} // namespace contrafact::models::compose
