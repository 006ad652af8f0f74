// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing event after event from the network, within the grammar.
#pragma once

#include "models/nn/random.h"
#include "models/nn/sampling.h"
#include "models/systems/bar_rnn/grammar.h"
#include "models/systems/bar_rnn/stepper.h"

namespace contrafact::models::bar_rnn {

struct DrawOptions {
    double temperature = 0.95;
    double topP = 0.95;
    double again = 0; ///< added to the logits of bars that come again
    double inKey = 0; ///< taken from the logits of notes outside of the known key's scale
    std::uint64_t seed = 1;
};

class Drawing {
public:
    /// All must outlive it. The stepper begins anew.
    Drawing(const Model& model, EventStepper& stepper, const Known& known, DrawOptions options);

    /// Takes bars in that stand before bar 0 of what is composed; the network reads the last of
    /// them only.
    void recall(std::span<const encoding::NoteBar> bars);
    /// Begins a bar and takes its BAR event in. A chord that is told is kept to, and bars that do
    /// not have it seldom come again here; it is drawn where negative.
    void beginBar(int steps, encoding::MeterClass meter, int chord = -1);
    /// Draws the next event and takes it in, unless it is the BAR that would follow: then the bar
    /// is complete and false comes back.
    bool next();

    /// A place in the drawing. Going back to it and on with another seed gives another take.
    struct Mark {
        encoding::EventState state;
        nn::RecurrentStepper::State network;
    };
    Mark mark() const { return {m_state, m_stepper.state()}; }
    void goBack(const Mark& mark, std::uint64_t seed);

    const encoding::EventState& state() const { return m_state; }

private:
    void take(const encoding::Event& event, bool listen = true);
    encoding::Event draw();
    int drawToken(Grammar& grammar);
    void leanToAgain(std::span<float> logits) const;
    void leanToKey(std::span<float> logits) const;
    void leanToBand(std::span<float> logits) const;
    float planLean(int back) const;
    nn::SamplingOptions carefully() const;
    nn::SamplingOptions freely() const;

    const Known& m_known;
    DrawOptions m_options;
    EventStepper& m_stepper;
    GivenReader m_given;
    encoding::EventState m_state;
    nn::Random m_random;
    int m_chord = -1; ///< of the bar under way, if it is told
    std::vector<float> m_logits;
};

} // namespace contrafact::models::bar_rnn
