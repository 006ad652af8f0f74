// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact generate: composing without a window.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/interrupt.h"
#include "app/cli/settings.h"
#include "app/cli/styles.h"
#include "app/cli/values.h"
#include "core/base/file.h"
#include "core/base/path_text.h"
#include "core/base/resources.h"
#include "core/encoding/family.h"
#include "core/exchange/formats.h"
#include "core/exchange/losses.h"
#include "core/midi/writer.h"
#include "models/api/bars.h"
#include "models/api/open_model.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>

namespace contrafact::app {

namespace {

namespace fs = std::filesystem;

constexpr double kMostLatent = 10; ///< standard deviations; the window goes less far

struct GenerateOptions {
    std::string model;
    std::string out;
    int bars = 8;
    int count = 1;
    std::uint64_t seed = 1;
    std::string before;
    std::string target;
    std::vector<float> latent;
    std::string piece;
    std::string range;
    std::string tracks;
    std::string lock;
    std::string pitches;
    std::string keep;
    std::string chords;
    std::vector<std::string> densities;
    std::vector<std::string> settings;
    std::vector<std::string> styles;
    bool json = false;
};

std::vector<std::string> splitAtCommas(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const auto comma = std::min(text.find(',', at), text.size());
        if (comma > at) parts.push_back(text.substr(at, comma - at));
        at = comma + 1;
    }
    return parts;
}

/// Tracks by number from 1, by name, or by instrument family ("bass").
Result<std::vector<int>> tracksOf(const score::Score& piece, const std::string& text) {
    std::vector<int> tracks;
    for (const auto& wanted : splitAtCommas(text)) {
        const auto known = tracks.size();
        for (int i = 0; i < piece.trackCount(); ++i) {
            const auto& info = piece.track(i).info;
            const auto family =
                encoding::kFamilyInfo[static_cast<std::size_t>(encoding::familyOf(info))].id;
            if (wanted == std::to_string(i + 1) || wanted == info.name || wanted == family)
                tracks.push_back(i);
        }
        if (tracks.size() == known)
            return Error{"the piece has no track \"" + wanted +
                         "\"; name tracks by number, by name, or by piano, guitar, bass, strings, "
                         "drums"};
    }
    return tracks;
}

models::KeptPart keptPart(const std::string& text) {
    return text == "pitches"  ? models::KeptPart::Pitches
           : text == "rhythm" ? models::KeptPart::Rhythm
                              : models::KeptPart::Nothing;
}

Result<score::Score> readPiece(const std::string& path) {
    auto music = exchange::readMusic(path);
    if (!music) return music.error();
    return std::move(music->scores.front());
}

Result<models::Place> placeOf(const GenerateOptions& options) {
    auto piece = readPiece(options.piece);
    if (!piece) return piece.error();
    models::Place place{.piece = std::move(piece).value()};
    const auto [first, last] = rangeOf(options.range).value();
    place.range = score::barRange(place.piece, first - 1, last - first + 1);
    const auto locked = tracksOf(place.piece, options.lock);
    if (!locked) return locked.error();
    for (const int track : *locked) place.piece.editTrack(track).info.locked = true;
    auto tracks = tracksOf(place.piece, options.tracks);
    if (!tracks) return tracks.error();
    place.tracks = std::move(tracks).value();
    if (!options.pitches.empty()) {
        const auto [low, high] = rangeOf(options.pitches).value();
        place.low = score::Pitch(static_cast<std::int16_t>(std::min(low, 127)));
        place.high = score::Pitch(static_cast<std::int16_t>(std::min(high, 127)));
    }
    place.kept = keptPart(options.keep);
    return place;
}

/// Everything of the request but the controls, which need the system's schema.
Result<models::GenerationRequest> requestOf(const GenerateOptions& options,
                                            const Interrupt& interrupt) {
    models::GenerationRequest request;
    request.seed = options.seed;
    request.bars = options.bars;
    request.chords = options.chords;
    if (!options.before.empty()) {
        auto before = readPiece(options.before);
        if (!before) return before.error();
        request.continueFrom = std::move(before).value();
    }
    if (!options.target.empty()) {
        auto target = readPiece(options.target);
        if (!target) return target.error();
        request.target = std::move(target).value();
    }
    request.latentOffset = options.latent;
    if (!options.piece.empty()) {
        auto place = placeOf(options);
        if (!place) return place.error();
        request.place = std::move(place).value();
    }
    auto styles = openStyles(options.styles, interrupt);
    if (!styles) return styles.error();
    request.styles = std::move(styles).value();
    return request;
}

/// Settings laid over those of the preset that the model was trained with; an error is one of
/// usage.
Result<models::Params> controlsOf(const GenerateOptions& options,
                                  const models::CheckpointInfo& info) {
    const auto& system = *models::findSystem(info.system);
    auto named = options.settings;
    for (const auto& density : options.densities) named.push_back("density_" + density);
    const auto settings = splitSettings(named);
    if (!settings) return settings.error();
    return system.generation.parse(*settings, system.controlsAfter(info.params));
}

std::string lowerExtension(const fs::path& path) {
    auto extension = path.extension().string();
    for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return extension;
}

/// A system that writes ABC has its own text written, as far as the piece is its own. Returns what
/// was written and remarks on what it could not keep.
Result<std::vector<fs::path>> writePiece(models::Generated& piece, const fs::path& path,
                                         bool whole) {
    const auto extension = lowerExtension(path);
    const auto here = [&](Result<void> written) {
        using Paths = Result<std::vector<fs::path>>;
        return written ? Paths(std::vector<fs::path>{path}) : Paths(written.error());
    };
    if (whole && extension == ".abc" && !piece.abc.empty())
        return here(base::writeFileAtomically(path, piece.abc));
    if (extension == ".mid" || extension == ".midi")
        return here(midi::writeFile(piece.score, path, {.provenance = piece.provenance}));
    const auto losses = exchange::lossesIn({piece.score}, path);
    piece.remarks.insert(piece.remarks.end(), losses.begin(), losses.end());
    return exchange::writeMusic({piece.score}, path);
}

/// @param paths the files it was written to, several where a picture has several pages
Json pieceJson(const models::Generated& piece, const std::vector<fs::path>& paths,
               std::uint64_t seed) {
    auto provenance = Json::parse(piece.provenance, nullptr, false);
    if (provenance.is_discarded()) provenance = piece.provenance;
    Json json{{"path", base::pathText(paths.front())},
              {"seed", seed},
              {"notes", piece.score.noteCount()},
              {"seconds", piece.score.duration().value},
              {"remarks", piece.remarks},
              {"provenance", std::move(provenance)}};
    for (const auto& path : paths)
        if (paths.size() > 1) json["pages"].push_back(base::pathText(path));
    return json;
}

void printPiece(const models::Generated& piece, const std::vector<fs::path>& paths,
                std::uint64_t seed, bool withRemarks) {
    std::string names;
    for (const auto& path : paths) names += (names.empty() ? "" : ", ") + path.string();
    print(names + ": " + std::to_string(piece.score.noteCount()) + " notes, " +
          clockTime(piece.score.duration().value) + ", seed " + std::to_string(seed));
    if (withRemarks)
        for (const auto& remark : piece.remarks) print("  " + remark);
}

/// That the file begins after the music that was continued, and how to have both.
std::string afterPrimer(const GenerateOptions& options, const score::Score& primer) {
    const int first = score::barCount(primer) + 1;
    const auto name = base::pathText(fs::path(options.before).filename());
    return "It goes on from " + name + ", whose own bars are not in it; --in " + name +
           " --range " + std::to_string(first) + "-" + std::to_string(first + options.bars - 1) +
           " in the place of --primer writes both";
}

int compose(const GenerateOptions& options, models::Composer& composer,
            models::GenerationRequest request, const Interrupt& interrupt) {
    Json all = Json::array();
    const auto write = [&](models::Generated piece, int take) -> Result<void> {
        if (request.continueFrom)
            piece.remarks.insert(piece.remarks.begin(),
                                 afterPrimer(options, *request.continueFrom));
        const auto seed = request.seed + static_cast<std::uint64_t>(take - 1);
        const fs::path path = options.count == 1
                                  ? fs::path(options.out)
                                  : exchange::numbered(options.out, static_cast<std::size_t>(take));
        const auto written = writePiece(piece, path, options.piece.empty());
        if (!written) return written.error();
        if (!options.json) printPiece(piece, *written, seed, take == 1);
        all.push_back(pieceJson(piece, *written, seed));
        return {};
    };
    const auto made =
        models::generateTakes(composer, request, options.count, interrupt.token(), write);
    if (interrupt.requested() && !made) return kInterrupted;
    if (!made) return fail(made.error());
    if (options.json) printJson(all);
    return interrupt.requested() ? kInterrupted : kDone;
}

int generate(const GenerateOptions& options) {
    if (std::ranges::count(exchange::writableExtensions(), lowerExtension(options.out)) == 0)
        return misuse("-o needs a file name that ends in .mid, .abc or .png");
    if (options.piece.empty() != options.range.empty())
        return misuse("--in and --range go together: a piece, and the bars to compose in");
    if (options.piece.empty() && !(options.tracks.empty() && options.lock.empty() &&
                                   options.pitches.empty() && options.keep.empty()))
        return misuse("--tracks, --lock, --pitches and --keep need --in and --range");
    const auto path = models::findModel(options.model);
    if (!path) return fail(path.error());
    const auto info = models::peekCheckpoint(*path);
    if (!info) return fail(info.error());
    auto controls = controlsOf(options, *info);
    if (!controls) return misuse(controls.message());

    const Interrupt interrupt;
    auto request = requestOf(options, interrupt);
    if (interrupt.requested()) return kInterrupted;
    if (!request) return fail(request.error());
    request->controls = std::move(controls).value();
    const auto composer = models::openModel(*path);
    if (!composer) return fail(composer.error());
    return compose(options, **composer, std::move(*request), interrupt);
}

} // namespace

Action addGenerate(CLI::App& command) {
    auto options = std::make_shared<GenerateOptions>();
    command
        .add_option("model", options->model,
                    "A run folder, a checkpoint, starter, or a system (its starter)")
        ->required();
    command
        .add_option("-o,--out", options->out,
                    "The file to write; with --count OUT-1.mid, OUT-2.mid, ...")
        ->required();
    command.add_option("--bars", options->bars, "Length in bars of 4/4 (default: 8)")
        ->check(CLI::Range(1, models::kMostBars));
    command.add_option("--count", options->count, "How many pieces, each with the next seed")
        ->check(CLI::Range(1, 100'000));
    command.add_option("--seed", options->seed, "The same seed gives the same notes (default: 1)")
        ->check(isSeed());
    auto* before =
        command.add_option("--continue,--primer", options->before, "Music that is continued");
    command
        .add_option("--blend", options->target,
                    "Music that the piece goes over to, from that of --primer")
        ->needs(before);
    command
        .add_option("--latent", options->latent,
                    "Where the latent sliders stand, as many as the model has: 0.5,-1,0,...")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(isBetween(-kMostLatent, kMostLatent));
    command.add_option("--in", options->piece, "A piece to compose in; the whole of it is written")
        ->excludes(before);
    command.add_option("--range", options->range, "The bars to compose, from 1: 9-16")
        ->check(isRange(1));
    command.add_option("--tracks", options->tracks,
                       "Which tracks: numbers, names, or piano, guitar, bass, strings, drums; "
                       "separated by commas (default: all)");
    command.add_option("--lock", options->lock,
                       "Tracks that stay as they are and are composed to; named as for --tracks");
    command
        .add_option("--pitches", options->pitches,
                    "Only notes of these MIDI pitches, such as 40-60")
        ->check(isRange(0));
    command.add_option("--keep", options->keep, "What of the notes there stays")
        ->check(CLI::IsMember({"pitches", "rhythm"}));
    command.add_option("--chords", options->chords,
                       "Chords to follow, a bar each, such as \"Am F C G\"");
    command
        .add_option("--density", options->densities,
                    "How much an instrument plays, such as bass=low; as --set density_bass=low")
        ->check(isNamed());
    command.add_option("--set", options->settings, "key=value, see contrafact systems --settings")
        ->allow_extra_args(false);
    command.add_option("--style", options->styles, kStyleHelp)
        ->allow_extra_args(false)
        ->check(isStyle());
    command.add_flag("--json", options->json, "Print one JSON value");
    return [options] { return generate(*options); };
}

} // namespace contrafact::app
