// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact inspect: what a file or a run folder holds.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/base/file.h"
#include "core/base/path_text.h"
#include "core/exchange/formats.h"
#include "core/midi/reader.h"
#include "core/midi/text.h"
#include "models/api/checkpoint.h"
#include "models/api/run.h"
#ifdef CONTRAFACT_HAS_DESKTOP
#include "core/session/session.h"
#endif

#include <array>
#include <fstream>
#include <memory>

namespace contrafact::app {

namespace {

namespace fs = std::filesystem;
using Inspected = Result<Json>;

/// Bare numbers of a JSON writer keep three decimals: nobody reads more of a duration.
double rounded(double value) {
    return std::round(value * 1000) / 1000;
}

Json metersJson(const score::Score& score) {
    Json json = Json::array();
    for (const auto& meter : score.meter.events())
        json.push_back(std::to_string(meter.numerator) + "/" + std::to_string(meter.denominator));
    return json;
}

/// Only where there are some: sharps, or flats as negative numbers, and from when.
Json keysJson(const score::Score& score) {
    Json json = Json::array();
    for (const auto& key : score.keys)
        json.push_back({{"quarter", rounded(static_cast<double>(key.tick.value) / score.ppq())},
                        {"sharps", key.sharps},
                        {"minor", key.minor}});
    return json;
}

Json trackJson(const score::Track& track) {
    int low = 127, high = 0;
    for (const auto& note : track.notes()) {
        low = std::min<int>(low, note.pitch.value);
        high = std::max<int>(high, note.pitch.value);
    }
    Json json{{"name", track.info.name},
              {"channel", track.info.channel + 1},
              {"program", track.info.program},
              {"drums", track.info.isDrums()},
              {"notes", track.notes().size()}};
    if (!track.notes().empty()) json["pitches"] = {low, high};
    return json;
}

Json scoreJson(const score::Score& score) {
    constexpr std::size_t kMostTempi = 8; // performances have thousands
    Json json{{"title", score.title},
              {"notes", score.noteCount()},
              {"seconds", rounded(score.duration().value)},
              {"ppq", score.ppq()},
              {"tempo_changes", score.tempo.events().size()},
              {"meters", metersJson(score)}};
    for (std::size_t i = 0; i < std::min(score.tempo.events().size(), kMostTempi); ++i)
        json["bpm"].push_back(rounded(score.tempo.events()[i].bpm()));
    if (!score.keys.empty()) json["keys"] = keysJson(score);
    json["tracks"] = Json::array();
    for (int i = 0; i < score.trackCount(); ++i)
        json["tracks"].push_back(trackJson(score.track(i)));
    return json;
}

Json provenanceJson(const std::string& text) {
    auto json = Json::parse(text, nullptr, false);
    return json.is_discarded() ? Json(text) : json;
}

Json musicJson(const std::string& kind, const std::vector<score::Score>& scores,
               const std::vector<std::string>& warnings, const std::string& provenance) {
    Json json{{"kind", kind}, {"scores", Json::array()}, {"warnings", warnings}};
    for (const auto& score : scores) json["scores"].push_back(scoreJson(score));
    if (!provenance.empty()) json["provenance"] = provenanceJson(provenance);
    return json;
}

Inspected inspectMidi(const std::vector<std::byte>& bytes, const std::string& name,
                      const std::string& encoding) {
    const auto file = midi::read(bytes, name, {.stop = {}, .progress = {}, .encoding = encoding});
    if (!file) return file.error();
    auto json = musicJson("midi", file->scores, file->warnings, file->provenance);
    json["format"] = file->format;
    json["declared_tracks"] = file->declaredTracks;
    json["division"] = file->division;
    if (!file->encoding.empty()) json["encoding"] = file->encoding;
    return json;
}

Inspected inspectMusic(const fs::path& path, const std::string& encoding) {
    const auto bytes = base::readFile(path);
    std::error_code ignored;
    const bool pages = !bytes && !fs::exists(path, ignored); // of a picture, perhaps
    if (!bytes && !pages) return bytes.error();
    const auto music = pages ? exchange::readMusic(path) : exchange::readMusic(*bytes, path);
    if (!music) return music.error();
    if (music->format == "midi") return inspectMidi(*bytes, base::pathText(path), encoding);
    return musicJson(music->format, music->scores, music->warnings, music->provenance);
}

Json settingsJson(const models::Params& params) {
    Json json = Json::object();
    for (const auto& [key, value] : params.values())
        json[key] = std::visit([](const auto& each) { return Json(each); }, value);
    return json;
}

Inspected inspectCheckpoint(const fs::path& path) {
    const auto info = models::peekCheckpoint(path);
    if (!info) return info.error();
    const auto file = models::loadTensors(path); // checks every byte
    if (!file) return file.error();
    std::int64_t values = 0;
    std::size_t bytes = 0;
    for (const auto& [name, tensor] : file->tensors) {
        values += static_cast<std::int64_t>(tensor.bytes.size() / models::sizeOf(tensor.type));
        bytes += tensor.bytes.size();
    }
    return Json{{"kind", "checkpoint"},
                {"system", info->system},
                {"version", info->version},
                {"encoding", info->encoding},
                {"hash", info->hash},
                {"complete", info->complete},
                {"step", info->step},
                {"stage", info->stage},
                {"seed", info->seed},
                {"corpus", info->corpusName},
                {"corpus_hash", info->corpusHash},
                {"tensors", file->tensors.size()},
                {"values", values},
                {"bytes", bytes},
                {"metrics", info->metrics},
                {"settings", settingsJson(info->params)}};
}

Inspected inspectRun(const fs::path& folder) {
    const auto run = models::readRun(folder);
    if (!run) return run.error();
    Json json{{"kind", "run"},           {"system", run->system},
              {"preset", run->preset},   {"state", run->state},
              {"steps", run->steps},     {"seed", run->seed},
              {"device", run->device},   {"started", run->started},
              {"corpus", run->corpus},   {"corpus_hash", run->corpusHash},
              {"metrics", run->metrics}, {"settings", settingsJson(run->params)},
              {"curves", Json::object()}};
    if (const auto checkpoint = models::resolveCheckpoint(folder))
        json["checkpoint"] = base::pathText(*checkpoint);
    if (const auto curves = models::readCurves(folder))
        for (const auto& curve : *curves)
            if (!curve.value.empty())
                json["curves"][curve.key] = {{"points", curve.value.size()},
                                             {"last", curve.value.back()}};
    return json;
}

#ifdef CONTRAFACT_HAS_DESKTOP
Inspected inspectSession(const fs::path& path) {
    const auto session = session::load(path);
    if (!session) return session.error();
    Json takes = Json::array();
    for (const auto& take : session->takes)
        takes.push_back({{"name", take.name},
                         {"created", take.created},
                         {"starred", take.starred},
                         {"notes", take.score.noteCount()},
                         {"provenance", provenanceJson(take.provenance)}});
    Json runs = Json::array();
    for (const auto& run : session->runs)
        runs.push_back({{"folder", run.folder}, {"curves", run.curves.size()}});
    return Json{{"kind", "session"},
                {"score", scoreJson(session->score)},
                {"takes", std::move(takes)},
                {"runs", std::move(runs)}};
}
#else
Inspected inspectSession(const fs::path& path) {
    return Error{path.string() + " is a session; this build cannot read those (build it with "
                                 "-DCONTRAFACT_DESKTOP=ON)"};
}
#endif

/// Of ordinary files: what has gone through a pipe is gone.
std::string firstBytes(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return {};
    std::array<char, 16> start{};
    std::ifstream in(path, std::ios::binary);
    in.read(start.data(), start.size());
    return {start.data(), static_cast<std::size_t>(in.gcount())};
}

Inspected inspectPath(const fs::path& path, const std::string& encoding) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) return inspectRun(path);
    if (path.extension() == ".safetensors") return inspectCheckpoint(path);
    if (path.extension() == ".contrafact" || firstBytes(path).starts_with("SQLite format 3"))
        return inspectSession(path);
    return inspectMusic(path, encoding);
}

/// JSON as an indented outline; a list of objects is one line each.
void printOutline(const Json& json, const std::string& indent) {
    for (const auto& [key, value] : json.items()) {
        const bool nested = value.is_structured() && !value.empty() &&
                            (value.is_object() || value.front().is_structured());
        const auto label = indent + (json.is_array() ? std::to_string(std::stoul(key) + 1) : key);
        if (nested) {
            print(label + ":");
            printOutline(value, indent + "  ");
        } else if (!value.is_structured() || !value.empty()) {
            const auto text = value.is_string()
                                  ? value.get<std::string>()
                                  : value.dump(-1, ' ', false, Json::error_handler_t::replace);
            print(label + ": " + text);
        }
    }
}

int inspect(const std::string& path, bool json, const std::string& encoding) {
    const auto found = inspectPath(path, encoding);
    if (!found) return fail(found.error());
    if (json)
        printJson(*found);
    else
        printOutline(*found, "");
    return kDone;
}

} // namespace

Action addInspect(CLI::App& command) {
    struct InspectOptions {
        std::string path;
        bool json = false;
        std::string encoding;
    };
    auto options = std::make_shared<InspectOptions>();
    command
        .add_option("file", options->path,
                    "A MIDI, ABC, PNG, LPD, checkpoint or session file, or a run folder")
        ->required();
    command.add_flag("--json", options->json, "Print one JSON value");
    const auto encodings = midi::textEncodings();
    command
        .add_option("--encoding", options->encoding,
                    "What names in a MIDI file are read as when they are no UTF-8; else guessed")
        ->check(CLI::IsMember(std::vector<std::string>(encodings.begin(), encodings.end())));
    return [options] { return inspect(options->path, options->json, options->encoding); };
}

} // namespace contrafact::app
