// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact score: how likely a model finds each note of a piece.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/interrupt.h"
#include "app/cli/styles.h"
#include "app/cli/values.h"
#include "core/exchange/formats.h"
#include "models/api/open_model.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace contrafact::app {

namespace {

struct ScoreOptions {
    std::string piece;
    std::string model = "bar-rnn";
    std::vector<std::string> styles;
    int least = 10;
    bool json = false;
};

Json noteJson(const score::Score& piece, const models::NoteLikelihood& likelihood) {
    const auto& track = piece.track(likelihood.track);
    const auto* note = track.find(likelihood.note);
    const auto place = piece.meter.toBarBeat(note->onset);
    return {{"track", track.info.name},   {"bar", place.bar},
            {"beat", place.beat},         {"tick", note->onset.value},
            {"pitch", note->pitch.value}, {"bits", models::bitsOf(likelihood.nats)}};
}

int show(const score::Score& piece, models::PieceLikelihood found, const ScoreOptions& options) {
    std::ranges::sort(found.notes, std::greater(), &models::NoteLikelihood::nats);
    Json notes = Json::array();
    const auto count = options.json ? found.notes.size() : static_cast<std::size_t>(options.least);
    for (std::size_t i = 0; i < std::min(count, found.notes.size()); ++i)
        notes.push_back(noteJson(piece, found.notes[i]));
    if (options.json) {
        printJson({{"notes", notes}, {"bits_per_note", models::bitsOf(found.natsPerNote)}});
        return kDone;
    }
    char line[128];
    std::snprintf(line, sizeof line, "%.2f bits a note (%.2f nats), %zu notes",
                  models::bitsOf(found.natsPerNote), found.natsPerNote, found.notes.size());
    print(line);
    if (!notes.empty()) print("least likely:");
    for (const auto& note : notes) {
        std::snprintf(line, sizeof line, "  bar %d beat %d pitch %d: %.1f bits  ",
                      note["bar"].get<int>(), note["beat"].get<int>(), note["pitch"].get<int>(),
                      note["bits"].get<double>());
        print(line + note["track"].get<std::string>());
    }
    return kDone;
}

int score(const ScoreOptions& options) {
    const auto music = exchange::readMusic(options.piece);
    if (!music) return fail(music.error());
    const auto path = models::findModel(options.model);
    if (!path) return fail(path.error());
    const auto model = models::openModel(*path);
    if (!model) return fail(model.error());
    const Interrupt interrupt;
    const auto styles = openStyles(options.styles, interrupt);
    if (!styles) return fail(styles.error());
    auto found = (*model)->likelihood(music->scores.front(), *styles, interrupt.token());
    if (interrupt.requested()) return kInterrupted;
    if (!found) return fail(found.error());
    return show(music->scores.front(), std::move(found).value(), options);
}

} // namespace

Action addScore(CLI::App& command) {
    auto options = std::make_shared<ScoreOptions>();
    command.add_option("piece", options->piece, "A MIDI or ABC file")->required();
    command.add_option("--model", options->model,
                       "A run folder, a checkpoint, or a system's id (default: bar-rnn)");
    command.add_option("--style", options->styles, kStyleHelp)->check(isStyle());
    command
        .add_option("--least", options->least, "So many of the least likely notes (default: 10)")
        ->check(CLI::Range(0, 100'000));
    command.add_flag("--json", options->json, "Print one JSON value with every note");
    return [options] { return score(*options); };
}

} // namespace contrafact::app
