// SPDX-License-Identifier: GPL-3.0-or-later
// How long the starters let one wait: from a slider to new notes, and for a band to begin and to
// end. Figures only; nothing fails for being slow.
#include "models/api/descriptor.h"
#include "models/api/open_model.h"
#include "models/api/specs.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

using namespace contrafact::models;

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kRequests = 200, kBands = 40;

double since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double quantile(std::vector<double> values, int percent) {
    std::ranges::sort(values);
    return values[values.size() * static_cast<std::size_t>(percent) / 100];
}

/// The starter of a system; says so where there is none.
std::unique_ptr<Composer> starterOf(const std::string& system) {
    const auto path = starterCheckpoint(system);
    if (path.ok())
        if (auto composer = openModel(*path); composer.ok()) return std::move(composer).value();
    std::printf("%s: the starter does not open\n", system.c_str());
    return nullptr;
}

/// Eight bars from request to score, as a slider that is dragged asks for them.
void measureSlider() {
    const auto composer = starterOf("vae-nn");
    if (!composer) return;
    const auto& schema = findSystem("vae-nn")->generation;
    std::vector<double> milliseconds;
    for (int i = 0; i < kRequests; ++i) {
        GenerationRequest request{.controls = schema.defaults()};
        request.controls.set("noise_sd", 1.5 * i / kRequests);
        const auto begin = Clock::now();
        if (!composer->generate(request, {})) std::abort();
        milliseconds.push_back(since(begin) * 1e3);
    }
    std::printf("slider to notes of vae-nn's starter, 8 bars, the best of %lld: p50 %.1f ms, "
                "p95 %.1f ms (bar: 50 ms)\n",
                static_cast<long long>(schema.defaults().integer(kChooseFrom)),
                quantile(milliseconds, 50), quantile(milliseconds, 95));
}

/// Eight bars of a band that comes note by note.
void measureStreaming() {
    const auto composer = starterOf("bar-rnn");
    if (!composer) return;
    std::vector<double> first, whole;
    for (int i = 0; i < kBands; ++i) {
        GenerationRequest request{.controls = findSystem("bar-rnn")->generation.defaults()};
        request.seed = static_cast<std::uint64_t>(100 + i);
        const auto begin = Clock::now();
        double heard = 0;
        request.onMusic = [&](const contrafact::score::Score& music) {
            if (heard == 0 && music.noteCount() > 0) heard = since(begin) * 1e3;
        };
        if (!composer->generate(request, {})) std::abort();
        first.push_back(heard);
        whole.push_back(since(begin) * 1e3);
    }
    std::printf("bar-rnn's starter, 8 bars: first notes after p50 %.0f ms, p95 %.0f ms (bar: 50 "
                "ms); all after p50 %.0f ms, p95 %.0f ms (bar: 500 ms)\n",
                quantile(first, 50), quantile(first, 95), quantile(whole, 50),
                quantile(whole, 95));
}

} // namespace

int main() {
    measureSlider();
    measureStreaming();
}
