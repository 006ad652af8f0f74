// SPDX-License-Identifier: GPL-3.0-or-later
// A corpus: songs imported from a folder (or found where Debian's packages put the starter music),
// with what was skipped and why. Cached by content, so that a second open is instant. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/encoding/segment.h"
#include "core/jobs/progress.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace contrafact::corpus {

/// One song: its grid (what the networks read) and where it came from (what the window shows).
struct Song {
    std::string name;           ///< file name without extension, unique enough to show
    std::filesystem::path path; ///< inside an archive "freedoom1.wad:D_E1M1"
    std::string hash;           ///< SHA-256 of the file
    double seconds = 0;
    int noteCount = 0;
    bool validation = false; ///< held out of training; decided by the hash, so it is stable
    encoding::GridSong grid;
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
    ProgressSink progress;        ///< called on the import's threads, never by two at once
    int threads = 0;              ///< 0: one per core
    double validationShare = 0.1; ///< of the songs; five songs and more always hold out one
    /// Of all files together. A folder with more gives a fair sample, so that memory stays bounded:
    /// a grid takes about as many bytes as its file.
    std::uint64_t maxBytes = 1ULL << 30;
    bool useCache = true;
    std::filesystem::path cacheFolder; ///< empty: base::cacheFolder() / "corpus"
};

/// Every .mid, .midi, .kar and .rmi below `folder` (and the music in Doom's .wad archives),
/// recursively, in parallel. Fails only when the folder cannot be read, holds no usable song, or on
/// cancel ("cancelled"); bad files are skipped and listed. Of a file that holds several pieces
/// (MIDI format 2) the longest in notes is taken. A file may stand in a folder's place.
Result<Corpus> importFolder(const std::filesystem::path& folder, const ImportOptions& = {});
Result<Corpus> importFolders(const std::string& name,
                             const std::vector<std::filesystem::path>& folders,
                             const ImportOptions& = {});

/// Where the starter music should be, and the package that brings it.
struct StarterSource {
    std::string package;          ///< empty: named by CONTRAFACT_STARTER
    std::filesystem::path folder; ///< or an archive
    bool optional = false;        ///< more of the same, not needed
    bool present = false;
};
/// Debian's places, or the folders that the environment variable CONTRAFACT_STARTER lists, with
/// colons between them.
std::vector<StarterSource> starterSources();
/// Whatever of the starter music is there. The error says which packages to install.
Result<Corpus> openStarter(const ImportOptions& = {});
Result<Corpus> openStarter(const std::vector<StarterSource>& sources, const ImportOptions& = {});

/// `where` is "starter" or a folder.
Result<Corpus> open(const std::string& where, const ImportOptions& = {});

/// The file of a song as it was imported, with all that the grid does not keep.
Result<score::Score> readScore(const std::filesystem::path& path);

/// Notes per bar of 4/4 and family: all notes over all bars of the songs in which the family plays
/// at all; 0 where it never does.
std::array<double, encoding::kFamilies> noteDensity(const Corpus& corpus);

} // namespace contrafact::corpus
