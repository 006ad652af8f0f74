// SPDX-License-Identifier: GPL-3.0-or-later
// The network of this system, and a song as it reads it.
#pragma once

#include "core/score/score.h"
#include "models/api/generation.h"
#include "models/nn/token_model.h"

#include <memory>
#include <string>
#include <vector>

namespace contrafact::models::note_gru {

struct Model : nn::TokenModel {
    explicit Model(const Params& training)
        : TokenModel(nn::TokenNetOptions::from(training))
        , together(training.choice("part") == "together") {}

    /// Names of notes and chords (encoding::chordToken); empty where nothing pitched plays.
    std::vector<std::string> tokensOf(const score::Score& score) const;

    bool together; ///< all pitched tracks, not the first one only
};

std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info);

} // namespace contrafact::models::note_gru
