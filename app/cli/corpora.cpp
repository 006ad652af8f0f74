// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/corpora.h"

#include "core/base/file.h"
#include "core/base/file_lock.h"
#include "core/base/path_text.h"

#include <algorithm>

namespace contrafact::app {

namespace fs = std::filesystem;

namespace {

fs::path registryPath() {
    return base::dataFolder() / "corpora.json";
}

bool isTaken(const std::vector<NamedCorpus>& known, const std::string& name) {
    return name == kStarterCorpus || std::ranges::count(known, name, &NamedCorpus::name) > 0;
}

std::string freeName(const std::vector<NamedCorpus>& known, const fs::path& folder) {
    const auto wanted =
        folder.filename().empty() ? std::string("corpus") : base::pathText(folder.filename());
    auto name = wanted;
    for (int number = 2; isTaken(known, name); ++number)
        name = wanted + "-" + std::to_string(number);
    return name;
}

Result<void> store(const std::vector<NamedCorpus>& corpora) {
    Json json = Json::object();
    for (const auto& each : corpora) json[each.name] = base::pathText(each.folder);
    return base::writeFileAtomically(registryPath(), json.dump(2) + "\n");
}

} // namespace

std::vector<NamedCorpus> importedCorpora() {
    std::vector<NamedCorpus> corpora;
    const auto text = base::readText(registryPath());
    if (!text) return corpora; // nothing has been imported yet
    const auto json = Json::parse(*text, nullptr, false);
    if (!json.is_object()) return corpora;
    for (const auto& [name, folder] : json.items())
        if (folder.is_string()) corpora.push_back({name, base::pathOf(folder.get<std::string>())});
    return corpora;
}

Result<NamedCorpus> rememberCorpus(const fs::path& folder) {
    std::error_code error;
    const auto whole = fs::weakly_canonical(folder, error);
    if (error) return Error{"cannot find " + folder.string() + ": " + error.message()};
    const auto lock = base::FileLock::wait(registryPath().string() + ".lock");
    if (!lock) return lock.error();
    auto known = importedCorpora();
    const auto found = std::ranges::find(known, whole, &NamedCorpus::folder);
    if (found != known.end()) return *found;
    known.push_back({freeName(known, whole), whole});
    if (auto stored = store(known); !stored) return stored.error();
    return known.back();
}

corpus::ImportOptions importOptions(const Interrupt& interrupt, ProgressLine& line) {
    corpus::ImportOptions options;
    options.stop = interrupt.token();
    options.progress = line.sink();
    return options;
}

Result<corpus::Corpus> openCorpus(const std::string& nameOrFolder,
                                  const corpus::ImportOptions& options) {
    const auto known = importedCorpora();
    const auto found = std::ranges::find(known, base::pathText(nameOrFolder), &NamedCorpus::name);
    std::error_code error;
    if (found != known.end() && !fs::exists(nameOrFolder, error))
        return corpus::importFolders(found->name, {found->folder}, options);
    return corpus::open(nameOrFolder, options);
}

Result<corpus::Corpus> openTrainingCorpus(const std::string& nameOrFolder,
                                          const corpus::ImportOptions& options) {
    auto corpus = openCorpus(nameOrFolder, options);
    std::error_code error;
    if (!corpus || nameOrFolder == kStarterCorpus || !fs::exists(nameOrFolder, error))
        return corpus;
    if (const auto named = rememberCorpus(nameOrFolder))
        corpus->name = named->name;
    else
        warn("--resume will need --corpus: " + named.message());
    return corpus;
}

} // namespace contrafact::app
