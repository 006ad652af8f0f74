// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing token after token within the grammar of pairs.
#pragma once

#include "models/nn/random.h"
#include "models/systems/transformer_xl/model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::models::transformer_xl {

struct DrawOptions {
    double noteTemperature = 1;
    double lengthTemperature = 1;
    int topK = 30;
    double topP = 0.6;
    bool repeatPenalty = true; ///< hotter after many draws that left one or two tokens
    /// Notes of a step fall in pitch, as in the songs, so that none comes twice; as published they
    /// need not.
    bool falling = true;
    int polyphony = 12; ///< notes that may begin together
    std::uint64_t seed = 1;

    static DrawOptions from(const Params& generation, std::uint64_t seed);
};

class PairDrawing {
public:
    /// `stepper` must outlive this.
    PairDrawing(XlStepper& stepper, const encoding::PairTokens& tokens, const DrawOptions& options);

    /// Reads what comes before, from nothing. Precondition: there are tokens.
    void recall(std::span<const int> text);
    /// Draws a token and takes it. Precondition: something has been recalled.
    int next();
    int position() const { return m_clock.position(); } ///< of the next token, in sixteenths

    /// A place to go back to and draw on from, with other random numbers.
    struct Mark {
        XlStepper::State network;
        encoding::PairClock clock;
        int last, lowest, together, repeats;
        std::vector<float> logits;
    };
    Mark mark() const;
    void back(const Mark& mark);

private:
    void take(int token);
    void follow(int token);
    std::vector<std::uint8_t> allowed() const;
    bool noteIsAllowed(int token) const;

    XlStepper& m_stepper;
    encoding::PairTokens m_tokens;
    DrawOptions m_options;
    nn::Random m_random;
    encoding::PairClock m_clock;
    int m_last = encoding::PairTokens::kBegin;
    int m_lowest;       ///< what the next note of this step must come after, as a rank
    int m_together = 0; ///< notes of this step so far
    int m_repeats = 0;
    std::vector<float> m_logits;
};

} // namespace contrafact::models::transformer_xl
