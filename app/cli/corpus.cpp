// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact corpus list | stats | import: the music to learn from.
#include "core/corpus/corpus.h"

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/corpora.h"
#include "app/cli/interrupt.h"
#include "core/encoding/family.h"

#include <cstdio>
#include <memory>

namespace contrafact::app {

namespace {

using corpus::Corpus;

struct Options {
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

Json densityJson(const Corpus& corpus) {
    Json json = Json::object();
    const auto density = corpus::noteDensity(corpus);
    for (std::size_t i = 0; i < density.size(); ++i)
        json[std::string(encoding::kFamilyInfo[i].id)] = density[i];
    return json;
}

Json corpusJson(const Corpus& corpus) {
    Json skipped = Json::array();
    for (const auto& each : corpus.skipped)
        skipped.push_back({{"path", each.path.string()}, {"why", each.why}});
    return {{"name", corpus.name},
            {"hash", corpus.hash},
            {"songs", corpus.songs.size()},
            {"validation_songs", unseenSongs(corpus)},
            {"seconds", corpus.seconds()},
            {"notes", corpus.noteCount()},
            {"notes_per_bar", densityJson(corpus)},
            {"skipped", std::move(skipped)}};
}

std::string summary(const Corpus& corpus) {
    return std::to_string(corpus.songs.size()) + " songs, " + decimal(corpus.seconds() / 3600, 2) +
           " h, " + grouped(static_cast<std::int64_t>(corpus.noteCount())) + " notes, " +
           std::to_string(corpus.skipped.size()) + " files skipped";
}

void printStats(const Corpus& corpus) {
    print(corpus.name + ": " + summary(corpus));
    print("  held out for validation: " + std::to_string(unseenSongs(corpus)) + " songs");
    const auto density = corpus::noteDensity(corpus);
    for (std::size_t i = 0; i < density.size(); ++i)
        print("  " + std::string(encoding::kFamilyInfo[i].title) + ": " + decimal(density[i], 1) +
              " notes a bar where it plays");
    for (const auto& each : corpus.skipped)
        print("  skipped " + each.path.string() + ": " + each.why);
}

Result<Corpus> openWithProgress(const std::string& which, const Interrupt& interrupt) {
    ProgressLine line;
    corpus::ImportOptions options;
    options.stop = interrupt.token();
    options.progress = line.sink();
    return openCorpus(which, options);
}

int failOrInterrupted(const Error& error, const Interrupt& interrupt) {
    const int status = fail(error);
    return interrupt.requested() ? kInterrupted : status;
}

int stats(const Options& options) {
    const Interrupt interrupt;
    const auto corpus = openWithProgress(options.which, interrupt);
    if (!corpus) return failOrInterrupted(corpus.error(), interrupt);
    if (options.json)
        printJson(corpusJson(*corpus));
    else
        printStats(*corpus);
    return kDone;
}

int import(const Options& options) {
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
    if (!listed.where.folder.empty()) json["folder"] = listed.where.folder.string();
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
            {"folder", source.folder.string()},
            {"optional", source.optional},
            {"present", source.present}};
}

void printListed(const Listed& listed) {
    print(listed.where.name + ": " +
          (listed.corpus ? summary(*listed.corpus) : listed.corpus.message()));
    if (!listed.where.folder.empty()) return print("  " + listed.where.folder.string());
    for (const auto& source : corpus::starterSources())
        print("  " + source.folder.string() + (source.present ? "" : ": not there") +
              (source.package.empty() ? "" : " (package " + source.package + ")"));
}

int list(const Options& options) {
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
    auto options = std::make_shared<Options>();
    command.require_subcommand(1);
    auto* lister = command.add_subcommand("list", "The starter and the imported corpora");
    auto* counter = command.add_subcommand("stats", "What a corpus holds and what was skipped");
    auto* importer = command.add_subcommand("import", "Read a folder of music and remember it");
    for (auto* each : {lister, counter, importer})
        each->add_flag("--json", options->json, "Print one JSON value");
    counter->add_option("corpus", options->which, "A name or a folder (default: starter)");
    importer->add_option("folder", options->which, "The folder, read with all below it")
        ->required();
    return [=] {
        if (lister->parsed()) return list(*options);
        return counter->parsed() ? stats(*options) : import(*options);
    };
}

} // namespace contrafact::app
