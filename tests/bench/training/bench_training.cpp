// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the systems train here, beside the same networks and steps in Debian's python3-torch.
// Fixed tensors; each side with the thread count that suits it better; both sides in turn, so that
// what else the machine does meets both. Figures only; nothing fails for being slow.
#include "core/encoding/patches.h"
#include "models/api/descriptor.h"
#include "models/nn/device.h"
#include "models/nn/layers.h"
#include "models/nn/optimiser.h"
#include "models/nn/random.h"
#include "models/nn/sequence_discriminator.h"
#include "models/nn/token_net.h"
#include "models/nn/torch.h"
#include "models/systems/bar_rnn/feature_numbers.h"
#include "models/systems/bar_rnn/network.h"
#include "models/systems/bilstm_gan/generator.h"
#include "models/systems/cnn_lstm_gan/generator.h"
#include "models/systems/dcgan/network.h"
#include "models/systems/image_gan/networks.h"
#include "models/systems/melody_harmony_cnn/network.h"
#include "models/systems/midi_gan/model.h"
#include "models/systems/midi_rnn/network.h"
#include "models/systems/multi_rnn/model.h"
#include "models/systems/pitch_lstm_gan/generator.h"
#include "models/systems/transformer_xl/model.h"
#include "models/systems/vae_nn/network.h"
#include "models/train/adversarial.h"
#include "models/train/steps.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

using namespace contrafact::models;
namespace vae = contrafact::models::vae_nn;

namespace {

using Clock = std::chrono::steady_clock;
using Step = std::function<void()>;
constexpr std::int64_t kLatent = 16;
constexpr double kTrialSeconds = 2; ///< to choose a thread count
constexpr double kRoundSeconds = 4;
constexpr int kRounds = 5;
constexpr int kWarmUp = 3;
constexpr double kDensity = 0.02; ///< of sounding cells

struct System {
    std::string id;
    std::int64_t batch;
    Step (*make)(std::int64_t batch);
};

double since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

torch::Tensor cells(std::int64_t batch, std::int64_t width, at::Generator& generator) {
    return (torch::rand({batch, width}, generator) < kDensity).to(torch::kFloat32);
}

Step vaeStep(std::int64_t batch) {
    auto generator = nn::generator(1);
    vae::ConvVae network(kLatent);
    network->initialise(generator, 0.02);
    auto adam =
        std::make_shared<nn::Optimiser>(*network, nn::OptimiserOptions{.weightDecay = 1e-6});
    const auto x = cells(batch, contrafact::encoding::kPatchCells, generator);
    return [=]() mutable {
        auto net = network;
        const auto posterior = net->encode(x);
        const auto sample = train::drawLatent(posterior.mean, posterior.logSigma, generator);
        const auto kl = train::klDivergence(posterior.mean, posterior.logSigma);
        adam->descend(train::bernoulliLoss(net->decode(sample.z), x) + kl, 1e-3);
    };
}

/// A game of one update of each side, with the published settings of that system. The modules hold
/// their first weights; `generate` and `judge` are given them.
template<typename Maker, typename Judge, typename Generate, typename Decide>
Step gameStep(const std::string& system, Maker maker, Judge judge, const torch::Tensor& real,
              Generate generate, Decide decide, train::Batches batches = train::Batches::Apart) {
    const auto params = findSystem(system)->training.defaults();
    auto generator = nn::generator(1);
    const auto adam = train::optimiserOptions(params);
    auto makerOptimiser = std::make_shared<nn::Optimiser>(*maker, adam);
    auto judgeOptimiser = std::make_shared<nn::Optimiser>(*judge, adam);
    return [=]() mutable {
        const auto options = train::GameOptions::from(params);
        train::Game game{options,
                         *judge,
                         [&] { return generate(maker, generator); },
                         [&] { return real; },
                         [&](const torch::Tensor& x, at::Generator& drops) {
                             const auto output = decide(judge, x, drops);
                             return train::Judgement{output.logits, output.features};
                         },
                         batches,
                         *makerOptimiser,
                         *judgeOptimiser,
                         train::GameRates::at(params, 0),
                         /*noise=*/0,
                         generator};
        train::play(game, 1, 1);
    };
}

/// With label smoothing, matching of overall means, two time scales.
Step ganStep(std::int64_t batch) {
    auto generator = nn::generator(2);
    dcgan::Generator maker(1);
    dcgan::Discriminator judge(dcgan::DiscriminatorOptions{});
    maker->initialise(generator, {});
    judge->initialise(generator);
    return gameStep(
        "dcgan", maker, judge, cells(batch, dcgan::kCells, generator),
        [batch](auto& network, at::Generator& draws) {
            return network(torch::randn({batch, dcgan::kLatent}, draws), dcgan::Norm::Learn)
                .sigmoid();
        },
        [](auto& asked, const torch::Tensor& x, at::Generator& drops) {
            return asked->forward(x, drops);
        });
}

Step notesGanStep(std::int64_t batch) {
    auto generator = nn::generator(2);
    midi_gan::Generator maker;
    midi_gan::Discriminator judge(0.3);
    maker->initialise(generator);
    judge->initialise(generator);
    return gameStep(
        "midi-gan", maker, judge, torch::randn({batch, midi_gan::kColumns}, generator),
        [batch](auto& network, at::Generator& draws) {
            return network(torch::randn({batch, midi_gan::kNoise}, draws));
        },
        [](auto& asked, const torch::Tensor& x, at::Generator& drops) {
            return asked->forward(x, drops);
        });
}

/// A generator of pieces from noise against the discriminator of its system, one update of each
/// side.
Step piecesStep(const std::string& system, const std::shared_ptr<nn::PieceGenerator>& maker,
                const std::shared_ptr<nn::PieceDiscriminator>& judge, const torch::Tensor& real,
                train::Batches batches) {
    auto generator = nn::generator(2);
    nn::drawWeights(*maker, nn::Start::Keras, generator);
    nn::drawWeights(*judge, nn::Start::Keras, generator);
    return gameStep(
        system, maker, judge, real,
        [batch = real.size(0)](auto& network, at::Generator& draws) {
            return network->forward(torch::randn({batch, network->noise()}, draws), draws);
        },
        [](auto& asked, const torch::Tensor& x, at::Generator& drops) {
            return asked->forward(x, drops);
        },
        batches);
}

/// A quarter of the published width.
Step bilstmStep(std::int64_t batch) {
    return piecesStep(
        "bilstm-gan",
        std::make_shared<bilstm_gan::Generator>(bilstm_gan::GeneratorOptions{.width = 128}),
        std::make_shared<nn::SequenceDiscriminator>(nn::SequenceDiscriminatorOptions{.width = 128}),
        torch::rand({batch, 100, 1}), train::Batches::Joined);
}

Step cnnLstmStep(std::int64_t batch) {
    return piecesStep(
        "cnn-lstm-gan",
        std::make_shared<cnn_lstm_gan::Generator>(cnn_lstm_gan::GeneratorOptions{.channels = 16}),
        std::make_shared<nn::SequenceDiscriminator>(
            nn::SequenceDiscriminatorOptions{.features = 84, .width = 48}),
        torch::rand({batch, 96, 84}), train::Batches::Joined);
}

Step pitchStep(std::int64_t batch) {
    return piecesStep(
        "pitch-lstm-gan",
        std::make_shared<pitch_lstm_gan::Generator>(pitch_lstm_gan::Layout::Repo, true),
        std::make_shared<nn::SequenceDiscriminator>(nn::SequenceDiscriminatorOptions{
            .features = 100, .bothDirections = false, .slope = 0.01}),
        torch::rand({batch, 1, 100}), train::Batches::Joined);
}

Step imageStep(std::int64_t batch) {
    return piecesStep("image-gan",
                      std::make_shared<image_gan::Generator>(
                          image_gan::GeneratorOptions{.channels = 32, .width = 16}),
                      std::make_shared<image_gan::Discriminator>(image_gan::DiscriminatorOptions{}),
                      torch::rand({batch, 106, 100}), train::Batches::Mixed);
}

/// A ConditionalHarmonyCNN as published: squared error, dropout 0.4.
Step harmonyStep(std::int64_t batch) {
    auto generator = nn::generator(1);
    melody_harmony_cnn::SegmentNet network(melody_harmony_cnn::SegmentNetOptions{.inputs = 2});
    network->initialise(generator, kDensity);
    auto adam = std::make_shared<nn::Optimiser>(*network, nn::OptimiserOptions{});
    const auto before = cells(batch, contrafact::encoding::kPatchCells, generator);
    const auto piano = cells(batch, contrafact::encoding::kPatchCells, generator);
    const auto target = cells(batch, contrafact::encoding::kPatchCells, generator);
    return [=, step = std::uint64_t{0}]() mutable {
        const auto output = network->forward({before, piano}, nn::mix(1, ++step));
        adam->descend(torch::mse_loss(output, target), 5e-4);
    };
}

Step noteStep(std::int64_t batch) {
    constexpr std::int64_t kHeard = 25, kWidth = 128;
    auto generator = nn::generator(1);
    midi_rnn::NoteNet network(kWidth);
    network->initialise(generator);
    auto adam = std::make_shared<nn::Optimiser>(*network, nn::OptimiserOptions{});
    const auto rows = torch::rand({batch, kHeard, midi_rnn::kFeatures}, generator);
    const midi_rnn::NextNote next{
        torch::randint(midi_rnn::kPitches, {batch}, generator, torch::kInt64),
        torch::rand({batch}, generator), torch::rand({batch}, generator)};
    return [=]() mutable {
        const auto loss = midi_rnn::losses(network(rows), next, {});
        adam->descend(loss.total, 5e-3);
        for (const auto& part : {loss.pitch, loss.step, loss.duration}) part.item<double>();
    };
}

torch::Tensor numbers(std::int64_t below, at::IntArrayRef sizes, at::Generator& generator) {
    return torch::randint(below, sizes, generator, torch::kInt64);
}

/// The next token of a system's cpu preset, at every place of a window.
Step tokenStep(const std::string& system, std::int64_t vocabulary, std::int64_t batch) {
    const auto params = findSystem(system)->presetParams("cpu");
    auto options = nn::TokenNetOptions::from(params);
    options.vocabulary = vocabulary;
    options.dropout = 0;
    auto generator = nn::generator(1);
    nn::TokenNet network(options);
    network->initialise(generator);
    auto adam = std::make_shared<nn::Optimiser>(*network, nn::OptimiserOptions{.clip = 1});
    const auto length = params.integer("seq_length");
    const auto tokens = numbers(vocabulary, {batch, length + 1}, generator);
    return [=]() mutable {
        const auto logits = network(tokens.narrow(1, 0, length)).reshape({-1, vocabulary});
        const auto wanted = tokens.narrow(1, 1, length).reshape({-1});
        adam->descend(torch::cross_entropy_loss(logits, wanted), 1e-3);
    };
}

constexpr std::int64_t kCharacters = 83, kChordWords = 400; ///< about those of real corpora

Step characterStep(std::int64_t batch) {
    return tokenStep("abc-lstm", kCharacters, batch);
}

Step chordStep(std::int64_t batch) {
    return tokenStep("note-gru", kChordWords, batch);
}

/// Multi RNN's network of the cpu preset: the next row of cells at every place of a window.
Step rowStep(std::int64_t batch) {
    const auto params = findSystem("multi-rnn")->presetParams("cpu");
    const auto options = multi_rnn::RollOptions::from(params);
    auto generator = nn::generator(1);
    nn::StackedNet network(nn::StackedNetOptions{.features = options.features(),
                                                 .hidden = params.integer("hidden"),
                                                 .layers = params.integer("layers"),
                                                 .outputs = options.features()});
    network->initialise(generator);
    auto adam = std::make_shared<nn::Optimiser>(*network, nn::OptimiserOptions{.clip = 1});
    const auto length = params.integer("seq_length");
    const auto rows = cells(batch * (length + 1), options.features(), generator)
                          .view({batch, length + 1, options.features()});
    return [=]() mutable {
        const auto logits = network(rows.narrow(1, 0, length));
        const auto next = rows.narrow(1, 1, length);
        adam->descend(torch::binary_cross_entropy_with_logits(logits, next), 1e-3);
    };
}

/// Transformer-XL's network of the cpu preset: a segment with all of its memory before it.
Step segmentStep(std::int64_t batch) {
    namespace xl = transformer_xl;
    const auto params = findSystem("transformer-xl")->presetParams("cpu");
    auto options = xl::NetOptions::from(params);
    options.dropout = 0;
    auto generator = nn::generator(1);
    xl::XlNet network(options);
    network->initialise(generator);
    auto adam = std::make_shared<nn::Optimiser>(*network, nn::OptimiserOptions{.clip = 1});
    const auto length = params.integer("seq_length");
    const auto tokens = numbers(options.vocabulary, {batch, length + 1}, generator);
    const auto positions = torch::arange(length).expand({batch, length});
    return [=, memory = xl::Memory()]() mutable {
        const auto logits = network(tokens.narrow(1, 0, length), positions, memory,
                                    xl::XlNetImpl::Call{});
        const auto wanted = tokens.narrow(1, 1, length).reshape({-1});
        adam->descend(torch::cross_entropy_loss(logits.flatten(0, 1), wanted), 1e-3);
    };
}

/// Bar RNN reading songs of which nothing is given; of four events two are notes.
Step eventStep(std::int64_t batch) {
    namespace bars = bar_rnn;
    namespace code = contrafact::encoding;
    constexpr std::int64_t kEvents = 64, kTold = 24; ///< features an event
    const auto params = findSystem("bar-rnn")->presetParams("cpu");
    auto options = bars::NetworkOptions::from(params);
    options.dropout = 0;
    auto generator = nn::generator(1);
    bars::EventNet network(options);
    network->initialise(generator);
    auto adam = std::make_shared<nn::Optimiser>(*network, nn::OptimiserOptions{.clip = 1});
    const auto note = torch::arange(batch * kEvents).view({batch, kEvents}).remainder(2).eq(0);
    const auto ofNotes = [&](std::int64_t classes) {
        return numbers(classes, {batch, kEvents}, generator).masked_fill(note, -1);
    };
    const bars::EventBatch events{
        .token = numbers(code::kTokens, {batch, kEvents}, generator),
        .duration = numbers(code::kDurationClasses, {batch, kEvents}, generator),
        .velocity = numbers(code::kVelocityClasses, {batch, kEvents}, generator),
        .features = numbers(bars::kFeatures, {batch * kEvents * kTold}, generator),
        .offsets = torch::arange(batch * kEvents) * kTold,
        .given = torch::zeros({batch, 0, bars::kGivenPerNote}, torch::kInt64),
        .ahead = torch::zeros({batch, kEvents}, torch::kInt64),
        .nextToken = numbers(code::kTokens, {batch, kEvents}, generator),
        .nextDuration = ofNotes(code::kDurationClasses),
        .nextVelocity = ofNotes(code::kVelocityClasses)};
    return [=]() mutable {
        nn::RecurrentState state;
        const auto losses = network->losses(network(events, state, 0), events, 0);
        const auto all = losses.token + losses.duration + losses.velocity;
        adam->descend(all / static_cast<double>(losses.events), 2e-3);
    };
}

/// Windows per second of whole optimiser steps on one fixed batch.
double here(const System& system, int threads, double seconds) {
    nn::setThreads(threads);
    const auto step = system.make(system.batch);
    for (int i = 0; i < kWarmUp; ++i) step();
    const auto begin = Clock::now();
    std::int64_t steps = 0;
    for (; since(begin) < seconds; ++steps) step();
    return static_cast<double>(steps * system.batch) / since(begin);
}

/// The same in Python; negative when python3-torch is not installed.
double inPython(const System& system, int threads, double seconds) {
    const auto count = std::to_string(threads);
    // OpenBLAS reads its variable when it is loaded; there is no other way from Python.
    const std::string command = "OPENBLAS_NUM_THREADS=" + count + " OMP_NUM_THREADS=" + count +
                                " /usr/bin/python3 " BENCH_FOLDER "/training.py " + system.id +
                                " " + std::to_string(system.batch) + " " + std::to_string(seconds) +
                                " " + count + " 2>/dev/null";
    FILE* pipe = ::popen(command.c_str(), "r");
    double figure = -1;
    if (!pipe || std::fscanf(pipe, "%lf", &figure) != 1) figure = -1;
    if (pipe) ::pclose(pipe);
    return figure;
}

using Measure = double (*)(const System&, int threads, double seconds);

int bestThreads(Measure measure, const System& system) {
    const double one = measure(system, 1, kTrialSeconds);
    return measure(system, 2, kTrialSeconds) > one ? 2 : 1;
}

void compareTraining(const System& system) {
    const int ours = bestThreads(here, system), pythons = bestThreads(inPython, system);
    std::vector<double> own, python, ratios;
    for (int round = 0; round < kRounds; ++round) {
        own.push_back(here(system, ours, kRoundSeconds));
        python.push_back(inPython(system, pythons, kRoundSeconds));
        ratios.push_back(own.back() / python.back());
    }
    std::printf("%s, batch %lld: %.0f windows/s with %d thread(s)", system.id.c_str(),
                static_cast<long long>(system.batch), median(own), ours);
    if (python.front() > 0)
        std::printf(
            "; python3-torch %.0f with %d; ratio %.2f, median of %d rounds (%.2f to %.2f)\n",
            median(python), pythons, median(ratios), kRounds, *std::ranges::min_element(ratios),
            *std::ranges::max_element(ratios));
    else
        std::printf("; python3-torch is not installed, no comparison\n");
    std::fflush(stdout);
}

const System kSystems[] = {{"vae-nn", 32, vaeStep},
                           {"vae-nn", 128, vaeStep},
                           {"dcgan", 64, ganStep},
                           {"midi-rnn", 64, noteStep},
                           {"melody-harmony-cnn", 32, harmonyStep},
                           {"midi-gan", 64, notesGanStep},
                           {"note-gru", 64, chordStep},
                           {"abc-lstm", 16, characterStep},
                           {"multi-rnn", 16, rowStep},
                           {"transformer-xl", 2, segmentStep},
                           {"bar-rnn", 32, eventStep},
                           {"bilstm-gan", 32, bilstmStep},
                           {"cnn-lstm-gan", 32, cnnLstmStep},
                           {"pitch-lstm-gan", 128, pitchStep},
                           {"image-gan", 10, imageStep}};

} // namespace

/// usage: bench_training [SYSTEM]...; all of them when none is named
int main(int argc, char** argv) {
    const std::vector<std::string> wanted(argv + 1, argv + argc);
    for (const auto& system : kSystems)
        if (wanted.empty() || std::ranges::count(wanted, system.id)) compareTraining(system);
}
