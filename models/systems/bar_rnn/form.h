// SPDX-License-Identifier: GPL-3.0-or-later
// The form of new music: phrases of eight bars in the order AABA CCBA, over and over.
#pragma once

#include <array>

namespace contrafact::models::bar_rnn {

inline constexpr int kPhrase = 8; ///< bars
inline constexpr std::array<int, 8> kForm{0, 0, 1, 0, 2, 2, 1, 0};
inline constexpr int kPhrases = 3; ///< A, B, C

/// The second half of a phrase may begin with so many bars of the first: an answer.
inline constexpr int kHalf = 4, kAnswer = 2;
constexpr bool mayAnswer(int inForm) {
    const int place = inForm % kPhrase;
    return place >= kHalf && place < kHalf + kAnswer;
}

/// Which phrase a bar belongs to; -1 where there is no form.
constexpr int phraseAt(int inForm) {
    return inForm < 0 ? -1 : kForm[static_cast<std::size_t>(inForm / kPhrase) % kForm.size()];
}

} // namespace contrafact::models::bar_rnn
