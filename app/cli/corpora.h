// SPDX-License-Identifier: GPL-3.0-or-later
// Names for corpora: "starter", and the folders that `contrafact corpus import` was given, kept in
// corpora.json in the data folder.
#pragma once

#include "app/cli/console.h"
#include "app/cli/interrupt.h"
#include "core/base/result.h"
#include "core/corpus/corpus.h"

#include <filesystem>
#include <string>
#include <vector>

namespace contrafact::app {

inline constexpr auto kStarterCorpus = "starter";

struct NamedCorpus {
    std::string name;
    std::filesystem::path folder;
};

std::vector<NamedCorpus> importedCorpora();
/// Remembers a folder under its own name, with a number when that is taken; one that is known keeps
/// its name.
Result<NamedCorpus> rememberCorpus(const std::filesystem::path& folder);

/// Can be interrupted and shows how far it is; both must outlive it.
corpus::ImportOptions importOptions(const Interrupt& interrupt, ProgressLine& line);

/// "starter", the name of an imported corpus, or a folder. The error says what to do.
Result<corpus::Corpus> openCorpus(const std::string& nameOrFolder,
                                  const corpus::ImportOptions& options);
/// The same for training: a folder is remembered, so that the run can be resumed by its name alone.
Result<corpus::Corpus> openTrainingCorpus(const std::string& nameOrFolder,
                                          const corpus::ImportOptions& options);

} // namespace contrafact::app
