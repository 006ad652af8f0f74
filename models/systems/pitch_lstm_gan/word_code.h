// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of a hundred words, each a note or a chord, at equal distances.
#pragma once

#include "core/encoding/vocabulary.h"
#include "models/compose/noise_pieces.h"

#include <string>

namespace contrafact::models::pitch_lstm_gan {

class WordCode : public compose::PieceCode {
public:
    void setVocabulary(std::vector<std::string> words) {
        m_vocabulary = encoding::Vocabulary<std::string>(std::move(words));
    }
    const encoding::Vocabulary<std::string>& vocabulary() const { return m_vocabulary; }

    /// The words of a piece of any layout, in order. Precondition: there is a vocabulary.
    std::vector<std::string> words(const torch::Tensor& piece) const;

    /// Pieces of any layout, each number that of its nearest word.
    torch::Tensor played(const torch::Tensor& pieces) const;

    double quarters(const Params& controls) const override;
    /// Each is a quarter note long, or up to the next of its pitch.
    std::vector<score::Note> notes(const torch::Tensor& piece,
                                   const Params& controls) const override;
    void save(TensorFile& file) const override;
    void load(const TensorFile& file) override;

private:
    encoding::Vocabulary<std::string> m_vocabulary;
};

} // namespace contrafact::models::pitch_lstm_gan
