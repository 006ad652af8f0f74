// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/roll_specs.h"

#include "models/api/adversarial_specs.h"
#include "models/api/specs.h"

namespace contrafact::models {

namespace {

constexpr const char* kData = "Data";
constexpr const char* kNetworks = "Networks";

} // namespace

std::vector<ParamSpec> rollDataSpecs(double epochs) {
    return {
        withRole(choice("steps_per_beat", "Steps of a beat",
                        "24 make a piece one bar, as published; 4 make it six bars of sixteenths.",
                        "24", {{"24", "24: one bar"}, {"12", "12: two bars"}, {"4", "4: six bars"}},
                        kData),
                 ParamRole::Shape),
        choice("part", "Instrument", "Which instrument of a song is read.", "piano",
               {{"piano", "piano"}, {"fullest", "the one with the most notes"}}, kData),
        choice("window_hop", "Windows at", "Where training windows may begin.", "bar",
               {{"bar", "every bar"}, {"beat", "every beat"}, {"step", "every step"}}, kData),
        keySpec(kData),
        gameEpochsSpec(epochs, "windows", kData),
        sampleEverySpec(1000, kData),
        lookEverySpec(100, kData),
    };
}

std::vector<ParamSpec> pitchSetSpecs() {
    return {
        integer("sets", "Sets of pitches",
                "So many of those that come most often are numbers, others the one of these they "
                "share most with, 0 (all, as published) to 100000. With fewer, neighbours lie "
                "farther apart.",
                0, {0, 100'000}, kData),
        real("hold", "A note is held",
             "While the number moves by less than this from step to step, 0 (as published) to "
             "0.5; music is -1 to 1.",
             0, {0, 0.5}, 0.01, kData),
        choice("set_widths", "A set stands for",
               "As many of the numbers from -1 to 1 as any other, as published, or as it sounds: "
               "then a network that writes all numbers alike plays each set as often as songs do.",
               "even", {{"even", "the same share"}, {"frequency", "its share of the time"}}, kData),
    };
}

std::vector<ParamSpec> rollNetworkSpecs(const std::string& start) {
    return {withRole(integer("d_width", "Discriminator's width",
                             "Of both LSTMs and the first dense layer, 8 to 1024; published: 512.",
                             512, {8, 1024}, kNetworks),
                     ParamRole::Shape),
            shownPiecesSpec(kNetworks), startSpec(start, kNetworks)};
}

std::vector<ParamSpec> recurrentGameSpecs(std::int64_t generatorSteps,
                                          std::int64_t discriminatorSteps) {
    return joined({lossSpecs(), stabiliserSpecs({.without = {"spectral_norm"}}),
                   gameStepSpecs(generatorSteps, discriminatorSteps)});
}

std::map<std::string, std::string> quickRollValues() {
    return {{"steps_per_beat", "4"}, {"part", "fullest"},        {"window_hop", "bar"},
            {"d_width", "48"},       {"start", "keras"},         {"g_steps", "1"},
            {"batch", "32"},         {"optimiser", "adam"},      {"lr_g", "0.0002"},
            {"ttur", "true"},        {"lr_d", "0.0007"},         {"beta1", "0.5"},
            {"ema", "0.995"},        {"lr_schedule", "cosine"},  {"batch_spread", "true"},
            {"key", "common"},       {"shown_pieces", "played"}, {"noise_target", "0.75"}};
}

} // namespace contrafact::models
