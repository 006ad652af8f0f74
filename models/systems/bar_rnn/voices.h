// SPDX-License-Identifier: GPL-3.0-or-later
// The model as it plays: with the styles of a request mixed in. The last mixture is kept, for the
// next request that asks for the same.
#pragma once

#include "models/systems/bar_rnn/stepper.h"
#include "models/systems/bar_rnn/style.h"

#include <memory>
#include <span>
#include <vector>

namespace contrafact::models::bar_rnn {

struct Voice {
    explicit Voice(Model styled)
        : model(std::move(styled))
        , stepper(model) {}
    Model model;
    EventStepper stepper;
};

/// Every set must have been learned, with this checkpoint; weights of 0 and above.
Result<void> checkStyles(const std::vector<StyleSet>& styles, const CheckpointInfo& info);

class Voices {
public:
    explicit Voices(const Model& model)
        : m_model(model)
        , m_plain(model) {}
    /// Good until the next call. Precondition: checkStyles.
    Voice& with(const std::vector<StyleSet>& styles);

private:
    bool isMixed(const std::vector<StyleSet>& styles) const;

    const Model& m_model;
    Voice m_plain;
    std::vector<StyleSet> m_styles; ///< of m_mixed
    std::unique_ptr<Voice> m_mixed;
};

} // namespace contrafact::models::bar_rnn
