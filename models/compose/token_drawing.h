// SPDX-License-Identifier: GPL-3.0-or-later
// What composers share that go token by token: drawing from the network, telling what has come,
// and the tempo and meter of the music that is continued.
#pragma once

#include "models/api/generation.h"
#include "models/nn/random.h"
#include "models/nn/sampling.h"
#include "models/nn/token_net.h"

#include <chrono>
#include <functional>
#include <span>
#include <vector>

namespace contrafact::models::compose {

/// By the keys of samplingSpecs() (api/sequence_specs.h).
nn::SamplingOptions samplingOptions(const Params& controls);

/// Draws token after token. One thread.
class TokenDrawing {
public:
    /// `stepper` goes on from its first state and must outlive this.
    TokenDrawing(nn::TokenStepper& stepper, const nn::SamplingOptions& options, std::uint64_t seed);

    /// Reads a given token.
    void take(int token) { m_logits = m_stepper.step(token); }
    /// Draws what follows and reads it. Precondition: something has been read.
    /// @param allowed one for each token, 0: it may not be drawn; empty: all may
    int next(std::span<const std::uint8_t> allowed = {});

    /// A place to go back to and draw anew from, with other random numbers.
    struct Mark {
        nn::TokenStepper::State state;
        std::vector<float> logits;
    };
    Mark mark() const { return {m_stepper.state(), {m_logits.begin(), m_logits.end()}}; }
    /// The mark must stay as it is until the next token.
    void back(const Mark& mark);

private:
    nn::TokenStepper& m_stepper;
    nn::SamplingOptions m_options;
    nn::Random m_random;
    std::span<const float> m_logits;
};

/// Tells the music so far, not more often than the eye can follow.
class Teller {
public:
    explicit Teller(const GenerationRequest& request)
        : m_onMusic(request.onMusic) {}
    void tell(const std::function<score::Score()>& music);

private:
    using Clock = std::chrono::steady_clock;
    std::function<void(const score::Score&)> m_onMusic;
    Clock::time_point m_told{};
};

/// Without notes, in the tempo and meter in which the music to continue ends; where there is none,
/// 4/4 at `bpm`.
score::Score emptyScore(const GenerationRequest& request, double bpm);

/// Tells how the music was made (Generated::provenance) and, a last time, the music.
void finish(Generated& generated, const GenerationRequest& request, const CheckpointInfo& info);

} // namespace contrafact::models::compose
