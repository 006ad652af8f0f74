// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "core/encoding/family.h"
#include "models/api/specs.h"

namespace contrafact::models::vae_nn {

namespace {

constexpr const char* kNets = "Melody and conditional nets";

ParamSpec latentSize() {
    return withRole(choice("k", "Latent size K",
                           "Numbers that describe four bars of one instrument; 16 is the "
                           "published choice, more keep more detail.",
                           "16", {{"8", "8"}, {"16", "16"}, {"32", "32"}, {"64", "64"}},
                           "Networks"),
                    ParamRole::Shape);
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
        windowHopSpec("window_hop", "Windows at", "Where training windows of four bars may begin.",
                      "Data"),
        windowHopSpec("drum_hop", "Drum windows at",
                      "The same for drums, which cannot be transposed: every beat makes up for it.",
                      "Data"),
        transposeSpec(0, "Data"),
        advanced(
            real("silent_share", "Silent windows",
                 "Share of silent windows mixed in, 0 to 0.5, so that the network learns silence.",
                 0.0, {0, 0.5}, 0.01, "Data")),
        advanced(
            real("input_drop", "Input dropout",
                 "Share of sounding cells hidden from the encoder, 0 to 0.9; helps with held-out "
                 "songs.",
                 0.0, {0, 0.9}, 0.05, "Data")),
    };
}

std::vector<ParamSpec> latentNetSpecs() {
    return {
        withRole(withUnit(integer("net_epochs", "Epochs of MelodyNN and ConditionalNNs",
                                  "Epochs on the pairs of successive segments, 1 to 1000.", 50,
                                  {1, 1000}, kNets),
                          "epochs"),
                 ParamRole::Length),
        withRole(advanced(withUnit(integer("net_epoch_steps", "Batches per epoch",
                                           "0 (as many as the pairs fill) to 100000; published: "
                                           "8000.",
                                           8000, {0, 100'000}, kNets),
                                   "batches")),
                 ParamRole::Length),
        withRole(advanced(logarithmic(real("net_lr", "Learning rate",
                                           "Adam's step size, 0.00001 to 0.01.", 1e-3, {1e-5, 1e-2},
                                           1e-4, kNets))),
                 ParamRole::Rate),
        advanced(real("net_lr_decay", "Decay per epoch",
                      "Factor on the learning rate after each epoch, 0.5 to 1.", 0.95, {0.5, 1},
                      0.01, kNets)),
        advanced(integer("net_batch", "Batch", "Pairs per step, 1 to 4096.", 32, {1, 4096}, kNets)),
        advanced(integer("net_copies", "Transposed copies",
                         "In how many random keys the songs are encoded for these nets, 1 to 13.",
                         1, {1, 13}, kNets)),
    };
}

std::vector<ParamSpec> trainingSpecs() {
    return joined({networkSpecs(),
                   dataSpecs(),
                   optimiserSpecs({.epochsKey = "vae_epochs",
                                   .epochs = 25,
                                   .batch = 32,
                                   .rate = 1e-3,
                                   .weightDecay = 1e-6}),
                   {validateEverySpec(250)},
                   latentNetSpecs()});
}

std::vector<ParamSpec> generationSpecs() {
    return joined(
        {{useful(real("noise_sd", "Noise σ",
                      "How far each turn strays in the latent space, 0 to 2; 0.5 to 1 works best.",
                      0.7, {0, 2}, 0.01, "Variation"),
                 {0.5, 1.0}),
          choice("continuation", "What follows",
                 "How the next four bars are found: drawn from what follows similar bars in the "
                 "training songs, or by the networks' predictions alone, as published.",
                 "auto",
                 {{"auto", "as the model was trained"},
                  {"songs", "drawn from songs"},
                  {"networks", "predicted (published)"}},
                 "Variation"),
          choice("noise_at", "Noise at", "Where the noise enters.", "input",
                 {{"input", "melody's input (article)"},
                  {"output", "all outputs (authors' code)"},
                  {"both", "both"}},
                 "Variation"),
          real(
              "spread", "Spread",
              "Predictions lie nearer the middle than music does; 0 leaves them there, 1 stretches "
              "them to the spread of real segments.",
              0.8, {0, 1}, 0.01, "Variation"),
          real("alpha", "Style α", "How much of the style songs goes into each turn, 0 to 1.", 0.5,
               {0, 1}, 0.01, "Style"),
          flag("keep_together", "Keep segment together",
               "All instruments take their style from the same four bars.", true, "Style")},
         {chooseFromSpec(2)},
         cellSpecs(0.3, "0.3, and 0.2 with a style")});
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
                                                     {"net_epochs", "20"},
                                                     {"net_epoch_steps", "0"}};
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
         {},
         {{"selection", "threshold"},
          {"threshold", "0.3"},
          {"spread", "0"},
          {"repeats", "false"},
          {kChooseFrom, "1"}}},
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
        if (curve.key.starts_with("val_mse")) curve.label += " (held-out)";
    all.push_back(gradientCurve());
    all.push_back({"lr", "Learning rate", kRatePanel, CurveRole::Plain});
    return all;
}

std::vector<StageSpec> stages() {
    std::vector<StageSpec> all;
    for (const auto& family : encoding::kFamilyInfo)
        all.push_back({std::string(family.title) + " VAE"});
    all.push_back({"MelodyNN"});
    for (std::size_t i = 1; i < encoding::kFamilies; ++i)
        all.push_back({std::string(encoding::kFamilyInfo[i].title) + " ConditionalNN"});
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

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value{
        .id = "vae-nn",
        .title = "VAE + MelodyNN + ConditionalNN",
        .source = "Isaac Tham, Generating Music Using Deep Learning (2021)",
        .summary =
            "Learns to describe four bars of each of five instruments by a few numbers, and which "
            "numbers come next. It continues, varies and blends music, and borrows style from any "
            "song.",
        .version = 2, // 2: the bank knows what follows what
        .oldestVersion = 1,
        .encoding = "segment-5x32x128",
        .training = ParamSchema(trainingSpecs()),
        .generation = ParamSchema(generationSpecs()),
        .presets = presets(),
        .panels = {{kElboPanel, {}},
                   {kF1Panel, {}},
                   {kKlPanel, {}},
                   {kSigmaPanel, {}},
                   {kLatentPanel, {}},
                   gradientPanel(),
                   {kRatePanel, {}}},
        .curves = curves(),
        .stages = stages(),
        .quality = {"f1_"},
        .capabilities = {.continues = true,
                         .blends = true,
                         .styles = true,
                         .latentSliders = true,
                         .latentMap = true,
                         .barsPerTurn = 4},
        .parameterCounts = parameterCounts};
    return value;
}

} // namespace contrafact::models::vae_nn
