// SPDX-License-Identifier: GPL-3.0-or-later
// A corpus: songs imported from a folder (or found where Debian's packages put the starter music),
// with what was skipped and why. Cached by content, so that a second open is instant. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/jobs/progress.h"
#include "core/roll/segment.h"

#include <array>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace contrafact::corpus {

/// One song: its grid (what the networks read) and where it came from (what the window shows).
struct Song {
    std::string name; ///< file name without extension, unique enough to show
    std::filesystem::path path;
    std::string hash; ///< SHA-256 of the file
    double seconds = 0;
    int noteCount = 0;
    bool validation = false; ///< held out of training; decided by the hash, so it is stable
    roll::GridSong grid;
};

struct Skipped {
    std::filesystem::path path;
    std::string why; ///< "duplicate of a.mid", "not a MIDI file: ...", "no notes"
};

struct Corpus {
    std::string name;
    std::string hash;        ///< of the songs' hashes in order: names the training data
    std::vector<Song> songs; ///< sorted by path
    std::vector<Skipped> skipped;

    double seconds() const;
    std::size_t noteCount() const;
};

struct ImportOptions {
    std::stop_token stop;
    ProgressSink progress;
    int threads = 0; ///< 0: one per core
    double validationShare = 0.1;
    bool useCache = true;
    std::filesystem::path cacheFolder; ///< empty: base::cacheFolder() / "corpus"
};

/// Every .mid, .midi, .kar and .rmi below `folder`, recursively, in parallel. Fails only when the
/// folder cannot be read, holds no usable song, or on cancel; bad files are skipped and listed.
Result<Corpus> importFolder(const std::filesystem::path& folder, const ImportOptions& = {});
Result<Corpus> importFolders(const std::string& name,
                             const std::vector<std::filesystem::path>& folders,
                             const ImportOptions& = {});

/// Where the starter music should be, and the package that brings it.
struct StarterSource {
    std::string package;
    std::filesystem::path folder;
    bool present = false;
};
std::vector<StarterSource> starterSources();
/// The error says which packages to install.
Result<Corpus> openStarter(const ImportOptions& = {});

/// `where` is "starter" or a folder.
Result<Corpus> open(const std::string& where, const ImportOptions& = {});

/// Mean notes per bar of 4/4 and family over the songs in which the family plays at all.
std::array<double, roll::kFamilies> noteDensity(const Corpus& corpus);

} // namespace contrafact::corpus
