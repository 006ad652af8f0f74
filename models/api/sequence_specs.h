// SPDX-License-Identifier: GPL-3.0-or-later
// What all systems share that predict the next token of a sequence: their settings, their curves
// and how a token is drawn from its probabilities.
#pragma once

#include "models/api/descriptor.h"
#include "models/api/specs.h"

namespace contrafact::models {

struct TokenNetDefaults {
    std::int64_t embedding = 96;
    std::int64_t hidden = 96;
    std::int64_t layers = 1;
    std::int64_t length = 64; ///< tokens of a training window
    double dropout = 0;
    std::string token = "note"; ///< what one is, in words
};
/// "embedding", "hidden", "layers", "seq_length" and "dropout"
std::vector<ParamSpec> tokenNetSpecs(const TokenNetDefaults& defaults);

/// optimiserSpecs() with SGD ("optimiser") and a rate that falls each epoch ("lr_decay") beside.
std::vector<ParamSpec> tokenOptimiserSpecs(const OptimiserDefaults& defaults, double decay);

struct SamplingDefaults {
    double temperature = 1;
    std::int64_t topK = 0;
    double topP = 1;
};
/// "temperature", "top_k" and "top_p". Controls for composing.
std::vector<ParamSpec> samplingSpecs(const SamplingDefaults& defaults);

/// "tempo", of music that continues nothing.
ParamSpec tempoSpec(std::string group);

/// Nats per token and bits per note, of training and held-out songs and of an n-gram of the same
/// songs, and the rate: "loss", "val_loss", "ngram_loss", "bits", "val_bits", "ngram_bits", "lr".
std::vector<CurveSpec> tokenCurves();
std::vector<PanelSpec> tokenPanels();

/// `own` with what all of them have, where it says nothing itself: one stage of its title, the
/// curves and panels above, its quality by the loss on held-out songs. It continues, streams, and
/// composes bar by bar.
SystemDescriptor sequenceSystem(SystemDescriptor own);

} // namespace contrafact::models
