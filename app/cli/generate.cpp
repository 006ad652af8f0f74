// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact generate: composing without a window.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/corpora.h"
#include "app/cli/interrupt.h"
#include "app/cli/settings.h"
#include "core/base/path_text.h"
#include "core/base/resources.h"
#include "core/corpus/windows.h"
#include "core/exchange/formats.h"
#include "core/midi/writer.h"
#include "models/api/networks.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>
#include <optional>

namespace contrafact::app {

namespace {

namespace fs = std::filesystem;

struct Options {
    std::string model;
    std::string out;
    int bars = 8;
    int count = 1;
    std::uint64_t seed = 1;
    std::string primer;
    std::vector<std::string> settings;
    std::vector<std::string> styles;
    bool json = false;
};

/// "starter", or the starter of a system ("vae-nn"), a checkpoint or a run's newest one.
Result<fs::path> findCheckpoint(const std::string& model) {
    std::error_code ignored;
    if (model != "starter" || fs::exists(model, ignored)) return models::resolveCheckpoint(model);
    for (const auto* system : models::systems()) {
        auto path = base::findResource("checkpoints/" + system->id + "-starter.safetensors");
        if (!path.empty()) return path;
    }
    return Error{"the starter checkpoint is not installed; train a system and name its run folder, "
                 "or set CONTRAFACT_RESOURCES"};
}

/// "DIR:WEIGHT"; without a weight it is 1.
struct StyleName {
    std::string where;
    double weight = 1;
};

StyleName splitStyle(const std::string& text) {
    const auto colon = text.rfind(':');
    StyleName style{text};
    if (colon == std::string::npos) return style;
    double weight = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + colon + 1, end, weight);
    if (parsed.ec != std::errc() || parsed.ptr != end) return style; // a colon in the name
    return {text.substr(0, colon), weight};
}

Result<models::StyleSet> openStyle(const std::string& text, const Interrupt& interrupt) {
    const auto [where, weight] = splitStyle(text);
    if (!(weight > 0)) return Error{"the weight of the style " + where + " must be above 0"};
    ProgressLine line;
    corpus::ImportOptions import;
    import.stop = interrupt.token();
    import.progress = line.sink();
    const auto corpus = openCorpus(where, import);
    if (!corpus) return corpus.error();
    auto songs = std::make_shared<std::vector<encoding::GridSong>>();
    for (const auto& song : corpus->songs)
        std::ranges::move(corpus::stretchesOf(song), std::back_inserter(*songs));
    return models::StyleSet{corpus->name, weight, std::move(songs)};
}

/// Everything of the request but the controls, which need the system's schema.
Result<models::GenerationRequest> requestOf(const Options& options, const Interrupt& interrupt) {
    models::GenerationRequest request;
    request.seed = options.seed;
    request.bars = options.bars;
    if (!options.primer.empty()) {
        auto primer = exchange::readMusic(options.primer);
        if (!primer) return primer.error();
        request.primer = std::move(primer->scores.front());
    }
    for (const auto& text : options.styles) {
        auto style = openStyle(text, interrupt);
        if (!style) return style.error();
        request.styles.push_back(std::move(style).value());
    }
    return request;
}

/// Settings laid over the system's defaults; an error is one of usage.
Result<models::Params> controlsOf(const Options& options, const std::string& systemId) {
    const auto* system = models::findSystem(systemId);
    if (!system) return Error{"the checkpoint is of an unknown system \"" + systemId + "\""};
    const auto settings = splitSettings(options.settings);
    if (!settings) return settings.error();
    return system->generation.parse(*settings);
}

bool isMidi(const fs::path& path) {
    return path.extension() == ".mid" || path.extension() == ".midi";
}

Result<void> write(const models::Generated& piece, const fs::path& path) {
    if (isMidi(path)) return midi::writeFile(piece.score, path, {.provenance = piece.provenance});
    const auto written = exchange::writeMusic({piece.score}, path);
    return written ? Result<void>() : Result<void>(written.error());
}

Json pieceJson(const models::Generated& piece, const fs::path& path, std::uint64_t seed) {
    auto provenance = Json::parse(piece.provenance, nullptr, false);
    if (provenance.is_discarded()) provenance = piece.provenance;
    return {{"path", base::pathText(path)},
            {"seed", seed},
            {"notes", piece.score.noteCount()},
            {"seconds", piece.score.duration().value},
            {"provenance", std::move(provenance)}};
}

int compose(const Options& options, models::Composer& composer, models::GenerationRequest request,
            const Interrupt& interrupt) {
    Json all = Json::array();
    for (int i = 1; i <= options.count; ++i, ++request.seed) {
        const auto piece = composer.generate(request, interrupt.token());
        const bool kept = piece && piece->cut; // interrupted, but what has come is music
        if (interrupt.requested() && !kept) return kInterrupted;
        if (!piece) return fail(piece.error());
        const fs::path path = options.count == 1
                                  ? fs::path(options.out)
                                  : exchange::numbered(options.out, static_cast<std::size_t>(i));
        if (const auto written = write(*piece, path); !written) return fail(written.error());
        if (!options.json)
            print(path.string() + ": " + std::to_string(piece->score.noteCount()) + " notes, " +
                  clockTime(piece->score.duration().value) + ", seed " +
                  std::to_string(request.seed));
        all.push_back(pieceJson(*piece, path, request.seed));
        if (kept) break;
    }
    if (options.json) printJson(all);
    return interrupt.requested() ? kInterrupted : kDone;
}

int generate(const Options& options) {
    const auto writable = exchange::writableExtensions();
    if (std::ranges::count(writable, fs::path(options.out).extension().string()) == 0)
        return misuse("-o needs a file name that ends in .mid, .abc or .png");
    const auto path = findCheckpoint(options.model);
    if (!path) return fail(path.error());
    const auto info = models::peekCheckpoint(*path);
    if (!info) return fail(info.error());
    auto controls = controlsOf(options, info->system);
    if (!controls) return misuse(controls.message());

    const Interrupt interrupt;
    auto request = requestOf(options, interrupt);
    if (interrupt.requested()) return kInterrupted;
    if (!request) return fail(request.error());
    request->controls = std::move(controls).value();
    const auto networks = models::loadNetworks();
    if (!networks) return fail(networks.error());
    const auto composer = (*networks)->open(*path);
    if (!composer) return fail(composer.error());
    return compose(options, **composer, std::move(*request), interrupt);
}

} // namespace

Action addGenerate(CLI::App& command) {
    auto options = std::make_shared<Options>();
    command.add_option("model", options->model, "A run folder, a checkpoint, or starter")
        ->required();
    command
        .add_option("-o,--out", options->out,
                    "The file to write; with --count OUT-1.mid, OUT-2.mid, ...")
        ->required();
    command.add_option("--bars", options->bars, "Length in bars of 4/4 (default: 8)")
        ->check(CLI::Range(1, 10'000));
    command.add_option("--count", options->count, "How many pieces, each with the next seed")
        ->check(CLI::Range(1, 100'000));
    command.add_option("--seed", options->seed, "The same seed gives the same notes (default: 1)");
    command.add_option("--primer", options->primer, "Music to go on from");
    command.add_option("--set", options->settings, "key=value, see contrafact systems --settings")
        ->allow_extra_args(false);
    command
        .add_option("--style", options->styles,
                    "DIR:WEIGHT, songs that lend their style; may be given several times")
        ->allow_extra_args(false);
    command.add_flag("--json", options->json, "Print one JSON value");
    return [options] { return generate(*options); };
}

} // namespace contrafact::app
