// SPDX-License-Identifier: GPL-3.0-or-later
// The file formats of music in one table: what the program reads and writes, by extension.
#pragma once

#include "core/base/result.h"
#include "core/score/score.h"

#include <cstddef>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace contrafact::exchange {

/// What a file held. Tune books and MIDI format 2 give several scores.
struct Music {
    std::string format;               ///< "midi", "abc", "png", "npz"
    std::vector<score::Score> scores; ///< never empty
    std::vector<std::string> warnings;
    std::string provenance; ///< of music that this program composed, else empty
    /// Of a tune book: the tunes as they are written and their places from 1, along with the
    /// scores, and the places of tunes without notes. Else empty.
    std::vector<std::string> texts;
    std::vector<int> places;
    std::vector<int> silent;
};

/// The extension decides; a file with an unknown one is tried by its first bytes. "name.png" means
/// the pages name-1.png, name-2.png, ... where only those are there. Any thread.
Result<Music> readMusic(const std::filesystem::path& path, std::stop_token stop = {});
/// The same of a file's bytes. Stopping gives the error "cancelled".
Result<Music> readMusic(const std::vector<std::byte>& bytes, const std::filesystem::path& path,
                        std::stop_token stop = {});
/// Whether the name's extension is one of readableExtensions().
bool isMusicName(const std::filesystem::path& path);

/// Writes .mid, .abc or .png. What one file cannot hold goes on into name-1, name-2, ...: several
/// scores as MIDI, songs of more than 100 sixteenths as images. Returns what was written.
Result<std::vector<std::filesystem::path>> writeMusic(const std::vector<score::Score>& scores,
                                                      const std::filesystem::path& path);

/// "name.mid" to "name-3.mid".
std::filesystem::path numbered(const std::filesystem::path& path, std::size_t number);

/// The extensions, with their dots, that readMusic() or writeMusic() take in this build.
std::vector<std::string> readableExtensions();
std::vector<std::string> writableExtensions();

} // namespace contrafact::exchange
