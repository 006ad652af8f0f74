// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of Liu & Huo's systems: 96 steps of one instrument, as cells in -1..1 or as one number a
// step, which is a set of pitches.
#pragma once

#include "core/encoding/boolean_roll.h"
#include "core/encoding/vocabulary.h"
#include "models/compose/noise_pieces.h"

namespace contrafact::models::compose {

enum class RollView {
    Cells, ///< [96, 84], -1 silent and 1 sounding
    Tokens ///< [100, 1]; the last four steps are read and written, but not played
};

class RollCode : public PieceCode {
public:
    static constexpr int kPlayedSteps = 96; ///< a bar of MuseGAN

    RollCode(RollView view, int stepsPerBeat)
        : m_view(view)
        , m_stepsPerBeat(stepsPerBeat) {}

    int stepsPerBeat() const { return m_stepsPerBeat; }
    int steps() const { return m_view == RollView::Cells ? kPlayedSteps : 100; }
    int features() const { return m_view == RollView::Cells ? encoding::kRollPitches : 1; }
    int size() const { return steps() * features(); }

    /// The sets that occur in the training songs, where pieces are tokens; silence is added.
    bool needsVocabulary() const { return m_view == RollView::Tokens; }
    void setVocabulary(std::vector<encoding::PitchSet> sets);
    std::size_t vocabularySize() const { return m_vocabulary.tokens().size(); }

    /// A roll of steps() steps -> [steps, features]. All its sets must be in the vocabulary.
    torch::Tensor piece(const encoding::BooleanRoll& roll) const;
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
    RollView m_view;
    int m_stepsPerBeat;
    encoding::Vocabulary<encoding::PitchSet> m_vocabulary;
};

} // namespace contrafact::models::compose
