// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "core/encoding/family.h"
#include "models/api/specs.h"

namespace contrafact::models::vae_nn {

namespace {

ParamSpec latentSize() {
    return architecture(choice("k", "Latent size K",
                               "Numbers that describe four bars of one instrument; "
                               "16 is the published choice, more keep more detail.",
                               "16", {{"8", "8"}, {"16", "16"}, {"32", "32"}, {"64", "64"}},
                               "Networks"));
}

std::vector<ParamSpec> networkSpecs() {
    return {
        latentSize(),
        choice("likelihood", "Likelihood",
               "Gaussian is as published and learns silence from short trainings; Bernoulli learns "
               "which cells sound.",
               "gaussian", {{"gaussian", "Gaussian, learned σx"}, {"bernoulli", "Bernoulli"}},
               "Networks"),
        real("kl_weight", "KL weight β",
             "Weight of the KL term, 0 to 4; below 1 keeps more detail.", 1.0, {0, 4}, 0.01,
             "Networks"),
        real("kl_warmup", "KL warm-up", "Share of a stage over which β rises from 0, 0 to 1.", 0.0,
             {0, 1}, 0.05, "Networks"),
    };
}

std::vector<ParamSpec> dataSpecs() {
    return {
        choice("window_hop", "Windows at", "Where training windows of four bars may begin.",
               "segment",
               {{"segment", "every 4 bars"}, {"bar", "every bar"}, {"beat", "every beat"}}, "Data"),
        choice("drum_hop", "Drum windows at",
               "The same for drums, which cannot be transposed: every beat makes up for it.",
               "segment",
               {{"segment", "every 4 bars"}, {"bar", "every bar"}, {"beat", "every beat"}}, "Data"),
        withUnit(
            integer("transpose", "Transposition",
                    "Windows are shifted by up to so many semitones either way, 0 to 12; drums "
                    "never are.",
                    0, {0, 12}, "Data"),
            "semitones"),
        advanced(real("silent_share", "Silent windows",
                      "Share of silent windows mixed in, 0 to 0.5, so that silence can be said.",
                      0.0, {0, 0.5}, 0.01, "Data")),
        advanced(real("input_drop", "Input dropout",
                      "Share of sounding cells hidden from the encoder, 0 to 0.9; helps with songs "
                      "never heard.",
                      0.0, {0, 0.9}, 0.05, "Data")),
    };
}

std::vector<ParamSpec> optimiserSpecs() {
    return {
        withUnit(logarithmic(real("vae_epochs", "Epochs per VAE",
                                  "Passes over one instrument's windows, 0.01 to 1000.", 25.0,
                                  {0.01, 1000}, 1, "Optimiser")),
                 "epochs"),
        integer("batch", "Batch", "Windows per step, 1 to 1024.", 32, {1, 1024}, "Optimiser"),
        logarithmic(real("lr", "Learning rate", "Adam's step size, 0.00001 to 0.01.", 1e-3,
                         {1e-5, 1e-2}, 1e-4, "Optimiser")),
        choice("lr_schedule", "Schedule", "How the learning rate goes over a VAE's stage.",
               "constant", {{"constant", "constant"}, {"cosine", "falling to 0 (cosine)"}},
               "Optimiser"),
        advanced(real("weight_decay", "Weight decay", "Pull of the weights to zero, 0 to 0.1.",
                      1e-6, {0, 0.1}, 1e-6, "Optimiser")),
        advanced(real("clip", "Gradient clip", "Largest gradient norm, 0 (off) to 1000.", 0.0,
                      {0, 1000}, 1, "Optimiser")),
        advanced(
            real("ema", "Weight averaging",
                 "Decay of the running mean of the weights that is kept in the end, 0 (off) to "
                 "0.9999.",
                 0.0, {0, 0.9999}, 0.001, "Optimiser")),
        advanced(withUnit(integer("validate_every", "Validate every",
                                  "Steps between two looks at the unseen songs, 1 to 100000.", 250,
                                  {1, 100000}, "Optimiser"),
                          "steps")),
    };
}

std::vector<ParamSpec> latentNetSpecs() {
    return {
        withUnit(integer("net_epochs", "Epochs of MelodyNN and ConditionalNNs",
                         "Passes over the pairs of successive segments, 1 to 1000.", 50, {1, 1000},
                         "Melody and conditional nets"),
                 "epochs"),
        advanced(logarithmic(real("net_lr", "Learning rate", "Adam's step size, 0.00001 to 0.01.",
                                  1e-3, {1e-5, 1e-2}, 1e-4, "Melody and conditional nets"))),
        advanced(real("net_lr_decay", "Decay per epoch",
                      "Factor on the learning rate after each epoch, 0.5 to 1.", 0.95, {0.5, 1},
                      0.01, "Melody and conditional nets")),
        advanced(integer("net_batch", "Batch", "Pairs per step, 1 to 4096.", 32, {1, 4096},
                         "Melody and conditional nets")),
        advanced(integer("net_copies", "Transposed copies",
                         "In how many random keys the songs are encoded for these nets, 1 to 13.",
                         1, {1, 13}, "Melody and conditional nets")),
    };
}

std::vector<ParamSpec> trainingSpecs() {
    std::vector<ParamSpec> all;
    for (auto part : {networkSpecs(), dataSpecs(), optimiserSpecs(), latentNetSpecs()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::vector<ParamSpec> generationSpecs() {
    return {
        useful(real("noise_sd", "Noise σ",
                    "How far each turn strays in the latent space, 0 to 2; 0.5 to 1 works best.",
                    0.7, {0, 2}, 0.01, "Variation"),
               {0.5, 1.0}),
        choice("noise_at", "Noise at", "Where the noise enters.", "input",
               {{"input", "melody's input (article)"},
                {"output", "all outputs (authors' code)"},
                {"both", "both"}},
               "Variation"),
        real("spread", "Spread",
             "Predictions lie nearer the middle than music does; 0 leaves them there, 1 stretches "
             "them to the spread of real segments.",
             0.8, {0, 1}, 0.01, "Variation"),
        real("alpha", "Style α", "How much of the style songs goes into each turn, 0 to 1.", 0.5,
             {0, 1}, 0.01, "Style"),
        flag("keep_together", "Keep segment together",
             "All instruments take their style from the same four bars.", true, "Style"),
        choice("selection", "Notes are",
               "How sounding cells are chosen from the network's probabilities.", "expected",
               {{"expected", "as many as expected"}, {"threshold", "all above a threshold"}},
               "Decoding"),
        shownIf(logarithmic(real("density", "Density",
                                 "Notes in proportion to what the network expects, 0.25 to 4.", 1.0,
                                 {0.25, 4}, 0.05, "Decoding")),
                "selection", std::string("expected")),
        shownIf(real("threshold", "Threshold",
                     "Cells sound above this output, 0.01 to 0.99; published: 0.3, and 0.2 with a "
                     "style.",
                     0.3, {0.01, 0.99}, 0.01, "Decoding"),
                "selection", std::string("threshold")),
        advanced(flag("binarise", "Equal velocities",
                      "Every note has velocity 102 (strings 76); otherwise the output sets it.",
                      true, "Decoding")),
        advanced(flag("repeats", "Strike notes again",
                      "Long cells are split into repeated notes as often as the training songs do.",
                      true, "Decoding")),
    };
}

std::vector<Preset> presets() {
    const std::map<std::string, std::string> musical{{"k", "64"},
                                                     {"likelihood", "bernoulli"},
                                                     {"kl_weight", "0.1"},
                                                     {"kl_warmup", "0.2"},
                                                     {"window_hop", "bar"},
                                                     {"drum_hop", "beat"},
                                                     {"transpose", "6"},
                                                     {"batch", "32"},
                                                     {"lr_schedule", "cosine"},
                                                     {"silent_share", "0.03"},
                                                     {"ema", "0.995"},
                                                     {"clip", "100"},
                                                     {"net_batch", "256"},
                                                     {"net_copies", "4"},
                                                     {"net_epochs", "20"}};
    auto studio = musical;
    studio["vae_epochs"] = "30";
    auto cpu = musical;
    cpu["vae_epochs"] = "2";
    cpu["net_copies"] = "1";
    cpu["net_epochs"] = "10";
    return {
        {"published",
         "As published",
         "The article's settings, for comparison: short trainings learn silence.",
         {}},
        {"studio", "Studio", "Makes music: half an hour to an hour on one processor core.", studio},
        {"cpu", "CPU", "A first result after a few minutes on one processor core.", cpu},
    };
}

constexpr std::array<CurveRole, encoding::kFamilies> kRoles{
    CurveRole::Piano, CurveRole::Guitar, CurveRole::Bass, CurveRole::Strings, CurveRole::Drums};

/// One curve per instrument: "f1_piano", ...
void addFamilyCurves(std::vector<CurveSpec>& curves, const std::string& prefix,
                     const std::string& panel) {
    for (std::size_t i = 0; i < encoding::kFamilies; ++i)
        curves.push_back({prefix + "_" + std::string(encoding::kFamilyInfo[i].id),
                          std::string(encoding::kFamilyInfo[i].title), panel, kRoles[i]});
}

constexpr const char* kElboPanel = "ELBO (nats per segment)";
constexpr const char* kF1Panel = "Validation F1";
constexpr const char* kKlPanel = "KL (nats per segment)";
constexpr const char* kSigmaPanel = "Learned σx";
constexpr const char* kLatentPanel = "Latent MSE";
constexpr const char* kRatePanel = "Learning rate";

std::vector<CurveSpec> curves() {
    std::vector<CurveSpec> all;
    addFamilyCurves(all, "elbo", kElboPanel);
    addFamilyCurves(all, "f1", kF1Panel);
    addFamilyCurves(all, "kl", kKlPanel);
    addFamilyCurves(all, "sigma", kSigmaPanel);
    addFamilyCurves(all, "mse", kLatentPanel);
    addFamilyCurves(all, "val_mse", kLatentPanel);
    for (auto& curve : all)
        if (curve.key.starts_with("val_mse")) curve.label += " (unseen)";
    all.push_back({"lr", "Learning rate", kRatePanel, CurveRole::Plain});
    return all;
}

std::vector<StageSpec> stages() {
    std::vector<StageSpec> all;
    for (const auto& family : encoding::kFamilyInfo)
        all.push_back({"vae_" + std::string(family.id), std::string(family.title) + " VAE"});
    all.push_back({"melody", "MelodyNN"});
    for (std::size_t i = 1; i < encoding::kFamilies; ++i)
        all.push_back({"conditional_" + std::string(encoding::kFamilyInfo[i].id),
                       std::string(encoding::kFamilyInfo[i].title) + " ConditionalNN"});
    return all;
}

std::int64_t vaeParameters(std::int64_t k) {
    const std::int64_t convolutions = 1'088 + 131'200 + 524'544;
    const std::int64_t deconvolutions = 524'416 + 131'136 + 1'025;
    const std::int64_t sigma = 1; // the learned log σx
    return convolutions + (256 + 1) * (k + 1) + (k + 1) * 256 + deconvolutions + sigma;
}

std::int64_t melodyParameters(std::int64_t k) {
    return (k + 1) * 128 + (128 + 1) * 128 + (128 + 1) * k;
}

std::int64_t conditionalParameters(std::int64_t k) {
    return (2 * k + 1) * 128 + (128 + 1) * k;
}

/// No layer here has the double bias of a recurrent one: both ways of counting agree.
std::vector<ParameterCount> parameterCounts(const Params& params) {
    const std::int64_t k = std::stoll(params.choice("k"));
    std::vector<ParameterCount> counts;
    const auto add = [&](const std::string& network, std::int64_t count) {
        counts.push_back({network, count, count});
    };
    for (const auto& family : encoding::kFamilyInfo)
        add(std::string(family.title) + " VAE", vaeParameters(k));
    add("MelodyNN", melodyParameters(k));
    for (std::size_t i = 1; i < encoding::kFamilies; ++i)
        add(std::string(encoding::kFamilyInfo[i].title) + " ConditionalNN",
            conditionalParameters(k));
    return counts;
}

SystemDescriptor make() {
    SystemDescriptor system;
    system.id = "vae-nn";
    system.title = "VAE + MelodyNN + ConditionalNN";
    system.source = "Isaac Tham, Generating Music Using Deep Learning (2021)";
    system.summary =
        "Learns to describe four bars of each of five instruments by a few numbers, and how those "
        "numbers go on. It continues, varies and blends music, and borrows style from any song.";
    system.family = SystemFamily::Staged;
    system.version = 1;
    system.encoding = "segment-5x32x128";
    system.training = ParamSchema(trainingSpecs());
    system.generation = ParamSchema(generationSpecs());
    system.presets = presets();
    system.panels = {{kElboPanel, {}},  {kF1Panel, {}},     {kKlPanel, {}},
                     {kSigmaPanel, {}}, {kLatentPanel, {}}, {kRatePanel, {}}};
    system.curves = curves();
    system.stages = stages();
    system.quality = {"f1_"};
    system.capabilities = {.continues = true,
                           .blends = true,
                           .infills = false,
                           .styles = true,
                           .latentSliders = true,
                           .latentMap = true,
                           .barsPerTurn = 4};
    system.parameterCounts = parameterCounts;
    return system;
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = make();
    return value;
}

} // namespace contrafact::models::vae_nn
