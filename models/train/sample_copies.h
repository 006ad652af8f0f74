// SPDX-License-Identifier: GPL-3.0-or-later
// The copy check of a run's samples, as curves: how many notes in a row a sample has in common with
// a training song, beside how many eight bars of songs have that nobody trains on.
#pragma once

#include "core/corpus/corpus.h"
#include "core/metrics/copy_check.h"
#include "models/train/system.h"

#include <memory>
#include <optional>

namespace contrafact::models::train {

/// Training thread.
class SampleCopies {
public:
    explicit SampleCopies(std::shared_ptr<const corpus::Corpus> corpus)
        : m_corpus(std::move(corpus)) {}

    /// Values for copyCurves(); none where no song is held out or the corpus is too large to be
    /// indexed on the way. The first call indexes it: about a second for half a million notes.
    Values of(const score::Score& sample);

private:
    void index();

    std::shared_ptr<const corpus::Corpus> m_corpus;
    bool m_indexed = false;
    std::optional<metrics::CopyCheck> m_check;
    double m_held = 0; ///< notes, mean of held-out songs
};

} // namespace contrafact::models::train
