// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/adversarial_specs.h"

#include "models/api/specs.h"

#include <algorithm>

namespace contrafact::models {

namespace {

constexpr const char* kGame = "Game";
constexpr const char* kOptimisers = "Optimisers";
constexpr const char* kLossPanel = "Loss";
constexpr const char* kAccuracyPanel = "Discriminator accuracy";
constexpr const char* kRatePanel = "Learning rate";
constexpr const char* kGradientPanel = "Norm of the gradient";
constexpr const char* kNoisePanel = "Noise on what the discriminator sees";
constexpr const char* kDistancePanel = "Pairwise distance of the fixed-noise batch";
constexpr const char* kCellsPanel = "Sounding cells per bar";
constexpr const char* kPretrainingPanel = "Pre-training";

ParamSpec stabiliser(ParamSpec spec) {
    return withRole(std::move(spec), ParamRole::Stabiliser);
}

ParamSpec ifMatching(ParamSpec spec) {
    return stabiliser(shownIf(std::move(spec), "feature_matching", true));
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
    std::vector<ParamSpec> all{
        stabiliser(shownIf(
            flag("label_smoothing", "Label smoothing",
                 "Real is 0.9 to 1 and generated 0 to 0.1, drawn anew for each piece, so that "
                 "the discriminator never is too sure.",
                 defaults.labelSmoothing, kGame),
            "loss", std::string("bce"))),
        stabiliser(flag("feature_matching", "Feature matching",
                        "The generator is also asked to match the mean of the music and of the "
                        "discriminator's first layer.",
                        defaults.featureMatching, kGame)),
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
        withRole(
            flag("batch_spread", "Minibatch standard deviation",
                 "The discriminator also sees how much the pieces of a batch differ, so that a "
                 "generator that makes one piece again and again is found out.",
                 false, kGame),
            ParamRole::Shape),
        stabiliser(real("r1", "R1 penalty γ",
                        "Weight of the discriminator's squared gradient on real music, 0 (off) to "
                        "100.",
                        defaults.r1, {0, 100}, 0.1, kGame)),
        stabiliser(real("noise_target", "Noise holds it at",
                        "Adds noise to every piece that the discriminator sees, real or generated, "
                        "and more while it tells more than this share of them: 0 (off) to 1. 0.75 "
                        "is a good value; at 0.5 and below the noise only grows.",
                        defaults.noiseTarget, {0, 1}, 0.05, kGame)),
    };
    std::erase_if(all, [&](const ParamSpec& spec) {
        return std::ranges::count(defaults.without, spec.key) > 0;
    });
    return all;
}

std::vector<ParamSpec> gameOptimiserSpecs(const GameDefaults& defaults) {
    const auto rate = [](std::string key, std::string label, double value) {
        return withRole(
            logarithmic(real(std::move(key), std::move(label), "Size of a step, 0.00001 to 0.01.",
                             value, {1e-5, 1e-2}, 1e-4, kOptimisers)),
            ParamRole::Rate);
    };
    return {
        integer("batch", "Batch", "Windows per step, 2 to 1024.", defaults.batch, {2, 1024},
                kOptimisers),
        choice("optimiser", "Optimiser", "Of both networks; β1 is the momentum of plain descent.",
               defaults.method, {{"adam", "Adam"}, {"sgd", "stochastic gradient descent"}},
               kOptimisers),
        rate("lr_g", "Learning rate of the generator", defaults.generatorRate),
        stabiliser(flag("ttur", "Two time scales",
                        "The discriminator has a learning rate of its own; otherwise the "
                        "generator's.",
                        defaults.twoTimeScales, kOptimisers)),
        shownIf(rate("lr_d", "Learning rate of the discriminator", defaults.discriminatorRate),
                "ttur", true),
        choice("lr_schedule", "Schedule", "How both learning rates go over the training.",
               defaults.schedule,
               {{"constant", "constant"},
                {"cosine", "falling to 0 (cosine)"},
                {"exponential", "falling by a factor each epoch"}},
               kOptimisers),
        shownIf(real("lr_decay", "Factor of an epoch",
                     "Both learning rates are multiplied by it after each epoch, 0.5 to 1.", 0.95,
                     {0.5, 1}, 0.01, kOptimisers),
                "lr_schedule", std::string("exponential")),
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

ParamSpec pretrainingSpec(double epochs, std::string group) {
    return withRole(withUnit(real("pretrain_epochs", "Pre-training",
                                  "Passes over the windows in which the generator alone learns to "
                                  "clean noisy music, 0 (off) to 100.",
                                  epochs, {0, 100}, 1, std::move(group)),
                             "epochs"),
                    ParamRole::Length);
}

ParamSpec shownPiecesSpec(std::string group) {
    return choice("shown_pieces", "The discriminator sees",
                  "The generator's outputs, as published, or what will be played of them, which "
                  "has values that songs have: then nothing is told by values between two notes.",
                  "outputs",
                  {{"outputs", "outputs"}, {"played", "what is played (straight-through)"}},
                  std::move(group));
}

ParamSpec denseStartSpec(std::string group) {
    return flag(
        "dense_start", "Starts as dense as the songs",
        "Before the first step the generator's bias is moved until as many cells sound as in "
        "songs.",
        false, std::move(group));
}

ParamSpec startSpec(const std::string& start, std::string group) {
    return choice("start", "First weights",
                  "How the weights of both networks are drawn before training.", start,
                  {{"normal", "normal, deviation 0.02 (DCGAN)"},
                   {"keras", "as Keras draws them"},
                   {"torch", "as PyTorch draws them"}},
                  std::move(group));
}

std::vector<ParamSpec> latentWalkSpecs() {
    constexpr const char* kVariation = "Variation";
    return {
        useful(real("truncation", "Truncation",
                    "Scale of the latents, 0 to 2: small keeps to the usual, large strays.", 1.0,
                    {0, 2}, 0.01, kVariation),
               {0.6, 1.1}),
        choice("chain", "Pieces",
               "How piece follows piece: a walk from latent to latent, or each drawn anew.", "walk",
               {{"walk", "walk through the latents"}, {"independent", "drawn anew"}}, kVariation),
        shownIf(real("walk_step", "Step of the walk",
                     "How far each turn goes towards a new latent, 0 (repeats) to 1 (drawn anew).",
                     0.3, {0, 1}, 0.01, kVariation),
                "chain", std::string("walk")),
        chooseFromSpec(4),
    };
}

std::map<std::string, std::string> independentPieces() {
    return {{"chain", "independent"}, {kChooseFrom, "1"}};
}

std::vector<PanelSpec> adversarialPanels() {
    return {{kLossPanel, {}},
            {kAccuracyPanel, 0.5, true},
            {kGradientPanel, {}},
            {kNoisePanel, {}},
            {kRatePanel, {}}};
}

std::vector<CurveSpec> adversarialCurves() {
    return {{"g_loss", "Generator", kLossPanel, CurveRole::Generator},
            {"d_loss", "Discriminator", kLossPanel, CurveRole::Discriminator},
            {"accuracy_real", "Real", kAccuracyPanel, CurveRole::Real},
            {"accuracy_generated", "Generated", kAccuracyPanel, CurveRole::Generated},
            {"gradient_g", "Generator", kGradientPanel, CurveRole::Generator},
            {"gradient_d", "Discriminator", kGradientPanel, CurveRole::Discriminator},
            {"noise", "Deviation", kNoisePanel, CurveRole::Plain},
            {"lr_g", "Generator", kRatePanel, CurveRole::Generator},
            {"lr_d", "Discriminator", kRatePanel, CurveRole::Discriminator}};
}

std::vector<PanelSpec> lookedAtPanels() {
    auto all = adversarialPanels();
    all.insert(all.end(), {{kDistancePanel, {}}, {kCellsPanel, {}}, copyPanel()});
    return all;
}

std::vector<CurveSpec> lookedAtCurves() {
    auto all = adversarialCurves();
    all.insert(all.end(),
               {{"distance_generated", "Generated", kDistancePanel, CurveRole::Generated},
                {"distance_real", "Real", kDistancePanel, CurveRole::Real},
                {"cells_generated", "Generated", kCellsPanel, CurveRole::Generated},
                {"cells_real", "Real", kCellsPanel, CurveRole::Real}});
    const auto copies = copyCurves();
    all.insert(all.end(), copies.begin(), copies.end());
    return all;
}

SystemDescriptor noiseSystem(SystemDescriptor system) {
    if (system.generation.specs().empty()) system.generation = ParamSchema(latentWalkSpecs());
    system.panels = lookedAtPanels();
    system.curves = lookedAtCurves();
    if (system.training.find("pretrain_epochs")) {
        system.panels.push_back({kPretrainingPanel, {}});
        system.curves.push_back(
            {"pretrain_loss", "Squared error", kPretrainingPanel, CurveRole::Generator});
        system.stages = {{"Pre-training of the generator"}};
    }
    system.stages.push_back({"Generator and discriminator"});
    system.capabilities = {.oneInstrument = true, .barsPerTurn = 1};
    return system;
}

} // namespace contrafact::models
