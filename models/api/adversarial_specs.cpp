// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/adversarial_specs.h"

#include "models/api/specs.h"

namespace contrafact::models {

namespace {

constexpr const char* kGame = "Game";
constexpr const char* kOptimisers = "Optimisers";
constexpr const char* kLossPanel = "Loss";
constexpr const char* kAccuracyPanel = "Discriminator accuracy";
constexpr const char* kRatePanel = "Learning rate";

ParamSpec ifMatching(ParamSpec spec) {
    return shownIf(std::move(spec), "feature_matching", true);
}

std::vector<ParamSpec> gameSpecs() {
    return {
        choice("loss", "Loss", "How the discriminator is asked: real or not, or by a margin.",
               "bce", {{"bce", "cross-entropy"}, {"hinge", "hinge"}}, kGame),
        shownIf(flag("label_smoothing", "Label smoothing",
                     "Real is 0.9 to 1 and generated 0 to 0.1, drawn anew for each piece, so that "
                     "the discriminator never is too sure.",
                     true, kGame),
                "loss", std::string("bce")),
        flag("feature_matching", "Feature matching",
             "The generator is also asked to match the mean of the music and of the "
             "discriminator's first layer.",
             true, kGame),
        ifMatching(choice("matched", "Matched are", "What the means are taken over.", "scalar",
                          {{"scalar", "overall means (authors' notebook)"},
                           {"cells", "means of each cell (MidiNet)"}},
                          kGame)),
        ifMatching(real("fm_input", "λ of the music",
                        "Weight of the first matching term, 0 to 100; the notebook has 1, MidiNet "
                        "0.01.",
                        1.0, {0, 100}, 0.01, kGame)),
        ifMatching(real("fm_features", "λ of the first layer",
                        "Weight of the second matching term, 0 to 100; the notebook has 1, "
                        "MidiNet 0.1.",
                        1.0, {0, 100}, 0.01, kGame)),
        flag("spectral_norm", "Spectral norm",
             "Divides each of the discriminator's weights by its largest singular value, which "
             "keeps it smooth.",
             false, kGame),
        real("r1", "R1 penalty γ",
             "Weight of the discriminator's squared gradient on real music, 0 (off) to 100.", 0.0,
             {0, 100}, 0.1, kGame),
    };
}

std::vector<ParamSpec> optimiserSpecs() {
    return {
        integer("batch", "Batch", "Windows per step, 2 to 1024.", 64, {2, 1024}, kOptimisers),
        logarithmic(real("lr_g", "Learning rate of the generator",
                         "Adam's step size, 0.00001 to 0.01.", 3e-4, {1e-5, 1e-2}, 1e-4,
                         kOptimisers)),
        flag("ttur", "Two time scales",
             "The discriminator has a learning rate of its own; otherwise the generator's.", true,
             kOptimisers),
        shownIf(logarithmic(real("lr_d", "Learning rate of the discriminator",
                                 "Adam's step size, 0.00001 to 0.01.", 6e-4, {1e-5, 1e-2}, 1e-4,
                                 kOptimisers)),
                "ttur", true),
        choice("lr_schedule", "Schedule", "How both learning rates go over the training.",
               "constant", {{"constant", "constant"}, {"cosine", "falling to 0 (cosine)"}},
               kOptimisers),
        advanced(real("beta1", "Adam's β1", "Memory of the gradient, 0 to 0.99.", 0.0, {0, 0.99},
                      0.01, kOptimisers)),
        advanced(real("beta2", "Adam's β2", "Memory of its square, 0 to 0.9999.", 0.99, {0, 0.9999},
                      0.001, kOptimisers)),
        advanced(real("clip", "Gradient clip", "Largest gradient norm, 0 (off) to 1000.", 0.0,
                      {0, 1000}, 1, kOptimisers)),
        real("ema", "Averaging of the generator",
             "Decay of the running mean of the generator's weights that composes in the end, 0 "
             "(off) to 0.9999.",
             0.0, {0, 0.9999}, 0.001, kOptimisers),
    };
}

} // namespace

std::vector<ParamSpec> adversarialSpecs() {
    auto all = gameSpecs();
    for (auto& spec : optimiserSpecs()) all.push_back(std::move(spec));
    return all;
}

std::vector<PanelSpec> adversarialPanels() {
    return {{kLossPanel, {}}, {kAccuracyPanel, 0.5, true}, {kRatePanel, {}}};
}

std::vector<CurveSpec> adversarialCurves() {
    return {{"g_loss", "Generator", kLossPanel, CurveRole::Generator},
            {"d_loss", "Discriminator", kLossPanel, CurveRole::Discriminator},
            {"accuracy_real", "Real", kAccuracyPanel, CurveRole::Real},
            {"accuracy_generated", "Generated", kAccuracyPanel, CurveRole::Generated},
            {"lr_g", "Generator", kRatePanel, CurveRole::Generator},
            {"lr_d", "Discriminator", kRatePanel, CurveRole::Discriminator}};
}

} // namespace contrafact::models
