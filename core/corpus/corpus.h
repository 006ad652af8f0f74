// SPDX-License-Identifier: GPL-3.0-or-later
// A corpus: songs imported from folders, files and archives of every format that is read (or found
// where Debian's packages put the starter music), with what was left out and why. Cached by
// content, so that a second open is instant. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/corpus/scan.h"
#include "core/corpus/song.h"
#include "core/encoding/family.h"
#include "core/jobs/progress.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace contrafact::corpus {

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
    /// Of memory for all songs together, guessed from the files' sizes. A folder with more gives a
    /// fair sample, so that memory stays bounded whatever folder is chosen.
    std::uint64_t maxBytes = 1ULL << 30;
    bool useCache = true;
    std::filesystem::path cacheFolder; ///< empty: base::cacheFolder() / "corpus"
};

/// Every file below `folder` that exchange::readMusic() reads (and the music in Doom's .wad and in
/// .zip archives), recursively, in parallel; each tune of a book and each piece of a MIDI file of
/// format 2 is a song. Fails only when the folder cannot be read, holds no usable song, or on
/// cancel
/// ("cancelled"); what is no song is listed. A file may stand in a folder's place.
Result<Corpus> importFolder(const std::filesystem::path& folder, const ImportOptions& = {});
Result<Corpus> importFolders(const std::string& name,
                             const std::vector<std::filesystem::path>& folders,
                             const ImportOptions& = {});

/// All music of one file as it is: the tunes of a book, the pieces in an archive. Files in an
/// archive that are no music are passed over; the error is that of the file, or of all of them.
Result<std::vector<score::Score>> readScores(const SourceFile& file);

/// Where the starter music should be, and the package that brings it.
struct StarterSource {
    std::string package;          ///< empty: named by CONTRAFACT_STARTER
    std::filesystem::path folder; ///< or an archive
    std::string title;            ///< what is heard there: "Simutrans: travel and swing"
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

/// Notes per bar of the songs' own meters and family: all notes over all bars of the songs in which
/// the family plays at all; 0 where it never does.
std::array<double, encoding::kFamilies> noteDensity(const Corpus& corpus);

} // namespace contrafact::corpus
