// SPDX-License-Identifier: GPL-3.0-or-later
// How fast one autoencoder of VAE-NN trains here, beside the same network in Debian's
// python3-torch, and how long slider to notes takes. One thread each, fixed tensors, the same
// batches, one after the other. Figures only; nothing fails for being slow.
#include "models/api/descriptor.h"
#include "models/nn/adam.h"
#include "models/nn/device.h"
#include "models/nn/random.h"
#include "models/train/steps.h"
#include "models/vae_nn/composer.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace contrafact::models;
namespace vae = contrafact::models::vae_nn;

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::int64_t kLatent = 16;
constexpr double kSeconds = 8;
constexpr int kWarmUp = 3;
constexpr int kRequests = 200;

double since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Windows per second of whole optimiser steps on one fixed batch.
double samplesPerSecond(std::int64_t batch) {
    auto generator = nn::generator(1);
    vae::ConvVae network(kLatent);
    network->initialise(generator, 0.02);
    nn::Adam adam(*network, {.weightDecay = 1e-6});
    const auto x = (torch::rand({batch, vae::kCells}, generator) < 0.02).to(torch::kFloat32);
    const auto step = [&] {
        const auto posterior = network->encode(x);
        const auto sample = train::drawLatent(posterior.mean, posterior.logSigma, generator);
        const auto kl = train::klDivergence(posterior.mean, posterior.logSigma);
        adam.descend(train::bernoulliLoss(network->decode(sample.z), x) + kl, 1e-3);
    };
    for (int i = 0; i < kWarmUp; ++i) step();
    const auto begin = Clock::now();
    std::int64_t steps = 0;
    for (; since(begin) < kSeconds; ++steps) step();
    return static_cast<double>(steps * batch) / since(begin);
}

/// The same in Python; negative when python3-torch is not installed.
double pythonSamplesPerSecond(std::int64_t batch) {
    const std::string command = "/usr/bin/python3 " BENCH_FOLDER "/vae_training.py " +
                                std::to_string(batch) + " " + std::to_string(kLatent) + " " +
                                std::to_string(kSeconds) + " 2>/dev/null";
    FILE* pipe = ::popen(command.c_str(), "r");
    double figure = -1;
    if (!pipe || std::fscanf(pipe, "%lf", &figure) != 1) figure = -1;
    if (pipe) ::pclose(pipe);
    return figure;
}

void compareTraining() {
    for (const std::int64_t batch : {32, 128}) {
        const double here = samplesPerSecond(batch);
        const double python = pythonSamplesPerSecond(batch);
        std::printf("ConvVAE K=%lld, batch %lld, 1 thread: %.0f windows/s", (long long)kLatent,
                    (long long)batch, here);
        if (python > 0)
            std::printf("; python3-torch %.0f windows/s; ratio %.2f\n", python, here / python);
        else
            std::printf("; python3-torch is not installed, no comparison\n");
    }
}

/// Eight bars from request to score, of a network of the full size.
void measureComposing() {
    const auto& system = *findSystem("vae-nn");
    vae::Model model(system.presetParams("studio"));
    auto generator = nn::generator(2);
    for (auto& network : model.nets.vaes) network->initialise(generator, 0.02);
    model.nets.melody->initialise(generator);
    for (auto& network : model.nets.conditionals) network->initialise(generator);
    const auto composer = vae::makeComposerOf(model, {.system = system.id});

    std::vector<double> milliseconds;
    for (int i = 0; i < kRequests; ++i) {
        GenerationRequest request{.controls = system.generation.defaults()};
        request.seed = static_cast<std::uint64_t>(i);
        const auto begin = Clock::now();
        if (!composer->generate(request, {})) std::abort();
        milliseconds.push_back(since(begin) * 1e3);
    }
    std::ranges::sort(milliseconds);
    std::printf("slider to notes, 8 bars, K=64: p50 %.1f ms, p95 %.1f ms (bar: 50 ms)\n",
                milliseconds[kRequests / 2], milliseconds[kRequests * 95 / 100]);
}

} // namespace

int main() {
    nn::setThreads(1);
    compareTraining();
    measureComposing();
}
