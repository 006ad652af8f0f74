// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact corpus list | stats | import: the music to learn from.
#include "core/corpus/corpus.h"

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/corpora.h"
#include "app/cli/interrupt.h"
#include "core/base/path_text.h"
#include "core/corpus/statistics.h"
#include "core/corpus/windows.h"
#include "core/encoding/family.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>

namespace contrafact::app {

namespace {

using corpus::Corpus;

struct CorpusOptions {
    bool json = false;
    std::string which = "starter";
};

std::string decimal(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::ptrdiff_t unseenSongs(const Corpus& corpus) {
    return std::ranges::count(corpus.songs, true, &corpus::Song::validation);
}

template<typename Values>
Json byFamily(const Values& values) {
    Json json = Json::object();
    for (std::size_t i = 0; i < values.size(); ++i)
        json[std::string(encoding::kFamilyInfo[i].id)] = values[i];
    return json;
}

Json spreadJson(const corpus::Spread& spread) {
    return {{"least", spread.least}, {"median", spread.median}, {"most", spread.most}};
}

Json corpusJson(const Corpus& corpus) {
    Json skipped = Json::array();
    for (const auto& each : corpus.skipped)
        skipped.push_back({{"path", base::pathText(each.path)}, {"why", each.why}});
    const auto figures = corpus::statisticsOf(corpus);
    return {{"name", corpus.name},
            {"hash", corpus.hash},
            {"songs", corpus.songs.size()},
            {"validation_songs", unseenSongs(corpus)},
            {"songs_with_text", figures.songsWithText},
            {"songs_in_other_keys_or_tempi", figures.sameMusic},
            {"seconds", corpus.seconds()},
            {"notes", corpus.noteCount()},
            {"meters", figures.meters},
            {"keys", figures.keys},
            {"bpm", spreadJson(figures.bpm)},
            {"bars", spreadJson(figures.bars)},
            {"song_seconds", spreadJson(figures.seconds)},
            {"songs_with", byFamily(figures.songsWith)},
            {"notes_per_bar", byFamily(figures.perBar)},
            {"not_in_4_4", corpus::stretchesOf(corpus).leftOutText()},
            {"reasons", figures.leftOut},
            {"skipped", std::move(skipped)}};
}

std::string summary(const Corpus& corpus) {
    return std::to_string(corpus.songs.size()) + " songs, " + decimal(corpus.seconds() / 3600, 2) +
           " h, " + grouped(static_cast<std::int64_t>(corpus.noteCount())) + " notes, " +
           std::to_string(corpus.skipped.size()) + " files skipped";
}

/// "4/4 (1 204), 3/4 (310)", the most frequent first.
template<typename Count>
std::string ranked(const std::map<std::string, Count>& counts, std::size_t most = 12) {
    std::vector<std::pair<std::string, Count>> all(counts.begin(), counts.end());
    std::ranges::stable_sort(all, std::greater{}, &std::pair<std::string, Count>::second);
    std::string text;
    for (std::size_t i = 0; i < std::min(most, all.size()); ++i)
        text += (i > 0 ? ", " : "") + all[i].first + " (" +
                grouped(static_cast<std::int64_t>(all[i].second)) + ")";
    return text + (all.size() > most ? ", ..." : "");
}

std::string spreadText(const corpus::Spread& spread, int digits) {
    return decimal(spread.least, digits) + " to " + decimal(spread.most, digits) + ", median " +
           decimal(spread.median, digits);
}

void printFamilies(const corpus::Statistics& figures) {
    for (std::size_t i = 0; i < figures.songsWith.size(); ++i)
        print("  " + std::string(encoding::kFamilyInfo[i].title) + ": in " +
              std::to_string(figures.songsWith[i]) + " songs, " + decimal(figures.perBar[i], 1) +
              " notes a bar there");
}

void printStats(const Corpus& corpus) {
    const auto figures = corpus::statisticsOf(corpus);
    print(corpus.name + ": " + summary(corpus));
    print("  held out for validation: " + std::to_string(unseenSongs(corpus)) + " songs");
    if (figures.songsWithText > 0)
        print("  with their text: " + std::to_string(figures.songsWithText) + " songs");
    if (figures.sameMusic > 0)
        print("  the same music as another song in another key or tempo: " +
              std::to_string(figures.sameMusic) + " songs, held out or learned together with it");
    print("  bars by meter: " + ranked(figures.meters));
    const auto keys = ranked(figures.keys);
    print("  songs by key: " + (keys.empty() ? "" : keys + "; ") + "none given (" +
          std::to_string(figures.songsWithoutKey) + ")");
    print("  tempo: " + spreadText(figures.bpm, 0) + " quarters a minute");
    print("  length: " + spreadText(figures.bars, 0) + " bars; " + spreadText(figures.seconds, 0) +
          " seconds");
    printFamilies(figures);
    if (const auto text = corpus::stretchesOf(corpus).leftOutText(); !text.empty())
        print("  for systems of 4/4 bars: " + text);
    if (!figures.leftOut.empty()) print("  left out: " + ranked(figures.leftOut));
    for (const auto& each : corpus.skipped)
        print("  skipped " + base::pathText(each.path) + ": " + each.why);
}

Result<Corpus> openWithProgress(const std::string& which, const Interrupt& interrupt) {
    ProgressLine line;
    return openCorpus(which, importOptions(interrupt, line));
}

int failOrInterrupted(const Error& error, const Interrupt& interrupt) {
    const int status = fail(error);
    return interrupt.requested() ? kInterrupted : status;
}

int stats(const CorpusOptions& options) {
    const Interrupt interrupt;
    const auto corpus = openWithProgress(options.which, interrupt);
    if (!corpus) return failOrInterrupted(corpus.error(), interrupt);
    if (options.json)
        printJson(corpusJson(*corpus));
    else
        printStats(*corpus);
    return kDone;
}

int import(const CorpusOptions& options) {
    const Interrupt interrupt;
    const auto corpus = openWithProgress(options.which, interrupt);
    if (!corpus) return failOrInterrupted(corpus.error(), interrupt);
    const auto remembered = rememberCorpus(options.which);
    if (!remembered) return fail(remembered.error());
    auto named = *corpus;
    named.name = remembered->name;
    if (options.json)
        printJson(corpusJson(named));
    else
        printStats(named);
    return kDone;
}

/// Where each corpus is, and what opening it gives or why it cannot be opened.
struct Listed {
    NamedCorpus where;
    Result<Corpus> corpus;
};

Json listedJson(const Listed& listed) {
    Json json{{"name", listed.where.name}};
    if (!listed.where.folder.empty()) json["folder"] = base::pathText(listed.where.folder);
    if (!listed.corpus) {
        json["error"] = listed.corpus.message();
        return json;
    }
    auto whole = corpusJson(*listed.corpus);
    whole.erase("name");
    json.update(whole);
    return json;
}

Json sourceJson(const corpus::StarterSource& source) {
    return {{"package", source.package},
            {"folder", base::pathText(source.folder)},
            {"optional", source.optional},
            {"present", source.present}};
}

void printListed(const Listed& listed) {
    print(listed.where.name + ": " +
          (listed.corpus ? summary(*listed.corpus) : listed.corpus.message()));
    if (!listed.where.folder.empty()) return print("  " + base::pathText(listed.where.folder));
    for (const auto& source : corpus::starterSources())
        print("  " + source.folder.string() + (source.present ? "" : ": not there") +
              (source.package.empty() ? "" : " (package " + source.package + ")"));
}

int list(const CorpusOptions& options) {
    const Interrupt interrupt;
    std::vector<NamedCorpus> all{{"starter", {}}};
    const auto imported = importedCorpora();
    all.insert(all.end(), imported.begin(), imported.end());

    Json json = Json::array();
    for (const auto& where : all) {
        const Listed listed{where, openWithProgress(where.name, interrupt)};
        if (interrupt.requested()) return kInterrupted;
        if (!options.json) printListed(listed);
        json.push_back(listedJson(listed));
    }
    for (const auto& source : corpus::starterSources())
        json[0]["sources"].push_back(sourceJson(source));
    if (options.json) printJson(json);
    return kDone;
}

} // namespace

Action addCorpus(CLI::App& command) {
    auto options = std::make_shared<CorpusOptions>();
    command.require_subcommand(1);
    auto* lister = command.add_subcommand("list", "The starter and the imported corpora");
    auto* counter = command.add_subcommand("stats", "What a corpus holds and what was skipped");
    auto* importer = command.add_subcommand(
        "import", "Read a folder, a tune book or an archive of music and remember it");
    for (auto* each : {lister, counter, importer})
        each->add_flag("--json", options->json, "Print one JSON value");
    counter->add_option("corpus", options->which, "A name or a folder (default: starter)");
    importer->add_option("folder", options->which, "The folder, read with all below it, or a file")
        ->required();
    return [=] {
        if (lister->parsed()) return list(*options);
        return counter->parsed() ? stats(*options) : import(*options);
    };
}

} // namespace contrafact::app
