// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/voices.h"

#include <algorithm>

namespace contrafact::models::bar_rnn {

Result<void> checkStyles(const std::vector<StyleSet>& styles, const CheckpointInfo& info) {
    for (const auto& set : styles) {
        const auto name = "the style " + set.name;
        if (!(set.weight >= 0)) return Error{"the weight of " + name + " must be 0 or more"};
        if (!set.learned)
            return Error{name + " has to be learned first, since Bar RNN learns styles"};
        if (set.learned->system != info.system || set.learned->checkpoint != info.hash)
            return Error{name + " was learned with another model; learn it again with this one"};
    }
    return {};
}

bool Voices::isMixed(const std::vector<StyleSet>& styles) const {
    return m_mixed && std::ranges::equal(styles, m_styles, [](const auto& a, const auto& b) {
               return a.learned == b.learned && a.weight == b.weight;
           });
}

Voice& Voices::with(const std::vector<StyleSet>& styles) {
    const bool silent =
        std::ranges::all_of(styles, [](const auto& set) { return set.weight == 0; });
    if (silent) return m_plain;
    if (!isMixed(styles)) {
        m_mixed = std::make_unique<Voice>(styled(m_model, styles));
        m_styles = styles;
    }
    return *m_mixed;
}

} // namespace contrafact::models::bar_rnn
