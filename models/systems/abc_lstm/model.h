// SPDX-License-Identifier: GPL-3.0-or-later
// The character network of this system.
#pragma once

#include "models/api/generation.h"
#include "models/nn/token_model.h"

#include <memory>

namespace contrafact::models::abc_lstm {

/// A token is a character of ABC: printable ASCII or the end of a line.
struct Model : nn::TokenModel {
    explicit Model(const Params& training)
        : TokenModel(optionsFrom(training)) {}

private:
    static nn::TokenNetOptions optionsFrom(const Params& training) {
        auto options = nn::TokenNetOptions::from(training);
        options.cell = nn::Cell::Lstm;
        options.kerasStart = true;
        return options;
    }
};

std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info);

} // namespace contrafact::models::abc_lstm
