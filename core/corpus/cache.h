// SPDX-License-Identifier: GPL-3.0-or-later
// What importing a corpus found, in one packed file: an unchanged file (path, size, time of change)
// is not even opened again, a moved or touched one is known by its content. A damaged entry is
// forgotten and read anew.
#pragma once

#include "core/corpus/likeness.h"
#include "core/corpus/scan.h"
#include "core/score/score.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace contrafact::corpus {

/// One piece of music in a file: the only one, or a tune of a book.
struct Piece {
    std::string member; ///< which of several, "12" or "songs/a.mid"; empty: the only one
    std::string title;  ///< of a tune, else empty
    std::string hash;   ///< SHA-256 of the file, or of what it has of this piece
    std::string why;    ///< why it is no song; empty for a song
    double seconds = 0;
    std::int32_t noteCount = 0;
    std::uint64_t notes = 0; ///< a fingerprint of the notes on the grid of 2 steps a beat
    Sketch sketch;           ///< its runs, to find it again in other keys and tempi
    score::Score score = score::Score();
    std::string text;
};

/// One file as the importer sees it.
struct Imported {
    std::string hash; ///< SHA-256 of the file; empty when it could not be read (never cached)
    std::string why;  ///< why nothing in it is a song; else empty
    std::vector<Piece> pieces;
};

/// Entries are taken out, not copied, so that a large corpus is in memory once.
class Cache {
public:
    /// An unreadable or foreign file gives an empty cache.
    static Cache load(const std::filesystem::path& file);

    /// The entry of a file that has not changed since.
    std::optional<Imported> takeUnchanged(const SourceFile& source);
    /// The entry with this content, wherever it was. May be called from several threads.
    std::optional<Imported> takeContent(const std::string& hash);
    /// True when every entry was taken.
    bool empty() const { return m_entries.empty(); }

private:
    struct Entry {
        std::uint64_t size = 0;
        std::int64_t modified = 0;
        Imported imported;
    };
    friend struct CacheCodec;

    std::unordered_map<std::string, Entry> m_entries; ///< by path
    std::unordered_map<std::string, std::string> m_pathOfHash;
    std::unique_ptr<std::mutex> m_mutex = std::make_unique<std::mutex>();
};

/// Replaces the cache file as a whole; entries are written one by one, so nothing is held twice.
Result<void> saveCache(const std::filesystem::path& file, std::span<const SourceFile> sources,
                       std::span<const Imported> imported);

} // namespace contrafact::corpus
