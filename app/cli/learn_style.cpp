// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact learn-style: what is particular to some songs, for a model that stays as it is.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/styles.h"
#include "app/cli/values.h"
#include "models/api/open_model.h"

#include <cmath>
#include <filesystem>
#include <memory>

namespace contrafact::app {

namespace {

struct LearnStyleOptions {
    std::string model;
    std::string songs;
    std::string out;
    int steps = models::StyleLesson().steps;
    std::uint64_t seed = models::StyleLesson().seed;
    bool json = false;
};

/// "step 40 of 400 · 6.21 bits a note · 6.35 in the bars kept aside"
std::string progressText(const models::StyleLesson::Progress& now, int steps) {
    char text[160];
    std::snprintf(text, sizeof text, "step %d of %d · %.2f bits a note", now.step, steps,
                  models::bitsOf(now.loss));
    std::string line = text;
    if (!std::isnan(now.heldOut)) {
        std::snprintf(text, sizeof text, " · %.2f in the bars kept aside",
                      models::bitsOf(now.heldOut));
        line += text;
    }
    return line;
}

void tell(const models::LearnedStyle& style, const LearnStyleOptions& options) {
    if (options.json)
        return printJson({{"style", options.out},
                          {"name", style.name},
                          {"bits_before", models::bitsOf(style.natsBefore)},
                          {"bits_after", models::bitsOf(style.natsAfter)}});
    if (std::isnan(style.natsBefore))
        return print(options.out + ": learned; the songs are too short to keep bars aside");
    char text[160];
    std::snprintf(text, sizeof text, ": %.2f bits a note of the bars kept aside, %.2f before",
                  models::bitsOf(style.natsAfter), models::bitsOf(style.natsBefore));
    print(options.out + text);
}

int learnStyle(const LearnStyleOptions& options) {
    const auto path = models::findModel(options.model);
    if (!path) return fail(path.error());
    const Interrupt interrupt;
    const auto songs = openSongs(options.songs, interrupt);
    if (interrupt.requested()) return kInterrupted;
    if (!songs) return fail(songs.error());
    const auto model = models::openModel(*path);
    if (!model) return fail(model.error());
    models::StyleLesson lesson{.steps = options.steps, .seed = options.seed, .onProgress = {}};
    if (!options.json)
        lesson.onProgress = [&](const auto& now) { print(progressText(now, options.steps)); };
    auto style = (*model)->learnStyle(*songs, lesson, interrupt.token());
    if (interrupt.requested()) return kInterrupted;
    if (!style) return fail(style.error());
    style->name = std::filesystem::path(options.out).stem().string();
    if (const auto saved = models::saveStyle(*style, options.out); !saved)
        return fail(saved.error());
    tell(*style, options);
    return kDone;
}

} // namespace

Action addLearnStyle(CLI::App& command) {
    auto options = std::make_shared<LearnStyleOptions>();
    command.add_option("model", options->model, "A run folder, a checkpoint, or a system's id")
        ->required();
    command.add_option("--songs", options->songs, "A folder or corpus of a few songs")->required();
    command.add_option("-o,--out", options->out, "The file to write, for generate --style")
        ->required();
    command.add_option("--steps", options->steps, "How long to learn (default: 400)")
        ->check(CLI::Range(1, 100'000));
    command.add_option("--seed", options->seed, "The order of the songs (default: 1)")
        ->check(isSeed());
    command.add_flag("--json", options->json, "Print one JSON value at the end");
    return [options] { return learnStyle(*options); };
}

} // namespace contrafact::app
