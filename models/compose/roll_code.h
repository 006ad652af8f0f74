// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of Liu & Huo's systems: 96 steps of one instrument, as cells in -1..1 or as one number a
// step, which is a set of pitches.
#pragma once

#include "core/encoding/boolean_roll.h"
#include "core/encoding/vocabulary.h"
#include "models/compose/noise_pieces.h"

#include <map>
#include <vector>

namespace contrafact::models::compose {

enum class RollView {
    Cells, ///< [96, 84], -1 silent and 1 sounding
    Tokens ///< [100, 1]; the last four steps are read and written, but not played
};

/// How sets of pitches are numbers.
struct TokenOptions {
    std::size_t most = 0; ///< so many of the sets that come most often are numbers; 0: all
    double hold = 0;      ///< a step keeps the set before while its number is nearer than this
    /// A set stands for as much of -1..1 as it sounds: what writes any number alike plays each set
    /// as often as songs do. Otherwise all stand for the same.
    bool byFrequency = false;

    /// By the keys "sets", "hold" and "set_widths".
    static TokenOptions from(const Params& params);
};

class RollCode : public PieceCode {
public:
    static constexpr int kPlayedSteps = 96; ///< a bar of MuseGAN

    RollCode(RollView view, int stepsPerBeat, const TokenOptions& tokens = {})
        : m_view(view)
        , m_stepsPerBeat(stepsPerBeat)
        , m_tokens(tokens) {}

    int stepsPerBeat() const { return m_stepsPerBeat; }
    int steps() const { return m_view == RollView::Cells ? kPlayedSteps : 100; }
    int features() const { return m_view == RollView::Cells ? encoding::kRollPitches : 1; }
    int size() const { return steps() * features(); }

    bool needsVocabulary() const { return m_view == RollView::Tokens; }
    /// For how many steps each set of the training songs sounds, where pieces are tokens; silence
    /// is added. Of more than TokenOptions::most the rarer ones are taken for the one that is most
    /// like them.
    void setVocabulary(const std::map<encoding::PitchSet, std::size_t>& steps);
    std::size_t vocabularySize() const { return m_vocabulary.tokens().size(); }

    /// A roll of steps() steps -> [steps, features]. All its sets must have been among those of
    /// setVocabulary().
    torch::Tensor piece(const encoding::BooleanRoll& roll) const;
    /// Pieces [B, steps, features] with the values that piece() gives to what is played of them.
    torch::Tensor played(const torch::Tensor& pieces) const;
    /// The played steps of a piece; cells sound above `threshold`.
    encoding::BooleanRoll roll(const torch::Tensor& piece, double threshold = 0) const;

    double quarters(const Params&) const override {
        return static_cast<double>(kPlayedSteps) / m_stepsPerBeat;
    }
    std::vector<score::Note> notes(const torch::Tensor& piece,
                                   const Params& controls) const override;
    void save(TensorFile& file) const override;
    void load(const TensorFile& file) override;

private:
    double number(const encoding::PitchSet& set) const;
    double numberOfToken(const encoding::PitchSet& token) const;
    const encoding::PitchSet& tokenAt(double number) const;
    std::size_t indexOf(const encoding::PitchSet& token) const;
    void setBounds(const std::map<encoding::PitchSet, std::size_t>& steps);
    /// The numbers of a piece's steps after holding, each that of a set.
    std::vector<double> heldNumbers(const torch::Tensor& piece) const;

    RollView m_view;
    int m_stepsPerBeat;
    TokenOptions m_tokens;
    encoding::Vocabulary<encoding::PitchSet> m_vocabulary;
    std::vector<double> m_bounds; ///< where each token's numbers end, the last at 1; empty: even
    std::map<encoding::PitchSet, encoding::PitchSet> m_rarer; ///< left out, and what they are like
};

} // namespace contrafact::models::compose
