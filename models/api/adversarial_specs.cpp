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
constexpr const char* kDistancePanel = "Pairwise distance of the fixed-noise batch";
constexpr const char* kCellsPanel = "Sounding cells per bar";

ParamSpec ifMatching(ParamSpec spec) {
    return shownIf(std::move(spec), "feature_matching", true);
}

} // namespace

std::vector<ParamSpec> lossSpecs(const std::string& loss) {
    return {choice("loss", "Loss",
                   "How the discriminator is asked: real or not (cross-entropy), by a margin "
                   "(hinge), or how real (Wasserstein, with a gradient penalty of 10).",
                   loss,
                   {{"bce", "cross-entropy"},
                    {"saturating", "cross-entropy, saturating"},
                    {"hinge", "hinge"},
                    {"wasserstein", "Wasserstein (WGAN-GP)"}},
                   kGame)};
}

std::vector<ParamSpec> stabiliserSpecs(const StabiliserDefaults& defaults) {
    return {
        shownIf(flag("label_smoothing", "Label smoothing",
                     "Real is 0.9 to 1 and generated 0 to 0.1, drawn anew for each piece, so that "
                     "the discriminator never is too sure.",
                     defaults.labelSmoothing, kGame),
                "loss", std::string("bce")),
        flag("feature_matching", "Feature matching",
             "The generator is also asked to match the mean of the music and of the "
             "discriminator's first layer.",
             defaults.featureMatching, kGame),
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
             defaults.spectralNorm, kGame),
        real("r1", "R1 penalty γ",
             "Weight of the discriminator's squared gradient on real music, 0 (off) to 100.",
             defaults.r1, {0, 100}, 0.1, kGame),
    };
}

std::vector<ParamSpec> gameOptimiserSpecs(const GameDefaults& defaults) {
    const auto rate = [](std::string key, std::string label, double value) {
        return withRole(
            logarithmic(real(std::move(key), std::move(label), "Adam's step size, 0.00001 to 0.01.",
                             value, {1e-5, 1e-2}, 1e-4, kOptimisers)),
            ParamRole::Rate);
    };
    return {
        integer("batch", "Batch", "Windows per step, 2 to 1024.", defaults.batch, {2, 1024},
                kOptimisers),
        rate("lr_g", "Learning rate of the generator", defaults.generatorRate),
        flag("ttur", "Two time scales",
             "The discriminator has a learning rate of its own; otherwise the generator's.",
             defaults.twoTimeScales, kOptimisers),
        shownIf(rate("lr_d", "Learning rate of the discriminator", defaults.discriminatorRate),
                "ttur", true),
        choice("lr_schedule", "Schedule", "How both learning rates go over the training.",
               "constant", {{"constant", "constant"}, {"cosine", "falling to 0 (cosine)"}},
               kOptimisers),
        advanced(real("beta1", "Adam's β1", "Memory of the gradient, 0 to 0.99.", defaults.beta1,
                      {0, 0.99}, 0.01, kOptimisers)),
        advanced(real("beta2", "Adam's β2", "Memory of its square, 0 to 0.9999.", defaults.beta2,
                      {0, 0.9999}, 0.001, kOptimisers)),
        withRole(advanced(real("clip", "Gradient clip", "Largest gradient norm, 0 (off) to 1000.",
                               defaults.clip, {0, 1000}, 1, kOptimisers)),
                 ParamRole::Rate),
        real("ema", "Averaging of the generator",
             "Decay of the running mean of the generator's weights that composes in the end, 0 "
             "(off) to 0.9999.",
             defaults.average, {0, 0.9999}, 0.001, kOptimisers),
    };
}

std::vector<ParamSpec> gameStepSpecs(std::int64_t generator, std::int64_t discriminator) {
    return {integer("g_steps", "Generator's updates", "In each step, 1 to 20.", generator, {1, 20},
                    kGame),
            integer("d_steps", "Discriminator's updates", "In each step, 1 to 20.", discriminator,
                    {1, 20}, kGame)};
}

ParamSpec gameEpochsSpec(double epochs, const std::string& examples, std::string group) {
    return withRole(withUnit(logarithmic(real("epochs", "Epochs",
                                              "Passes over the " + examples + ", 0.01 to 10000.",
                                              epochs, {0.01, 10000}, 1, std::move(group))),
                             "epochs"),
                    ParamRole::Length);
}

ParamSpec lookEverySpec(std::int64_t steps, std::string group) {
    return advanced(withUnit(integer("look_every", "Look every",
                                     "Steps between two looks at the pairwise distance, 1 to "
                                     "100000.",
                                     steps, {1, 100000}, std::move(group)),
                             "steps"));
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

std::vector<PanelSpec> lookPanels() {
    return {{kDistancePanel, {}}, {kCellsPanel, {}}};
}

std::vector<CurveSpec> lookCurves() {
    return {{"distance_generated", "Generated", kDistancePanel, CurveRole::Generated},
            {"distance_real", "Real", kDistancePanel, CurveRole::Real},
            {"cells_generated", "Generated", kCellsPanel, CurveRole::Generated},
            {"cells_real", "Real", kCellsPanel, CurveRole::Real}};
}

} // namespace contrafact::models
