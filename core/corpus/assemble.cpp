// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/assemble.h"

#include "core/base/sha256.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace contrafact::corpus {

namespace {

/// The first 52 bits of a hexadecimal hash as a number in [0, 1).
double fractionOf(const std::string& hash) {
    const auto digits = hash.substr(0, 13);
    return std::ldexp(static_cast<double>(std::stoull(digits, nullptr, 16)), -52);
}

std::uint64_t fingerprint(const encoding::GridSong& grid) {
    std::uint64_t state = 0xCBF29CE484222325;
    const auto mix = [&](std::uint64_t value) { state = (state ^ value) * 0x100000001B3; };
    for (const auto& notes : grid.notes) {
        mix(notes.size());
        for (const auto& n : notes)
            mix(std::uint64_t(n.step) << 32 | std::uint64_t(n.length) << 16 |
                std::uint64_t{n.pitch} << 8 | n.velocity);
    }
    return state;
}

/// Remembers the songs by content and by grid, to tell what is there already.
class Duplicates {
public:
    explicit Duplicates(const std::vector<Song>& songs)
        : m_songs(songs) {}

    /// Why `song` is one too many; empty when it is new.
    std::string whyNot(const Imported& song) {
        if (const auto it = m_byHash.find(song.hash); it != m_byHash.end())
            return "duplicate of " + nameOf(it->second);
        const auto print = fingerprint(song.grid);
        const auto [first, last] = m_byGrid.equal_range(print);
        for (auto it = first; it != last; ++it)
            if (m_songs[it->second].grid == song.grid) return "same notes as " + nameOf(it->second);
        m_byHash.emplace(song.hash, m_songs.size());
        m_byGrid.emplace(print, m_songs.size());
        return {};
    }

private:
    std::string nameOf(std::size_t song) const { return m_songs[song].path.filename().string(); }

    const std::vector<Song>& m_songs;
    std::unordered_map<std::string, std::size_t> m_byHash;
    std::unordered_multimap<std::uint64_t, std::size_t> m_byGrid;
};

Song songOf(const SourceFile& file, Imported imported) {
    Song song;
    song.name = file.path.stem().string();
    if (file.path != file.file) // an archive's member: "freedoom1 D_E1M1"
        song.name = file.file.stem().string() + " " +
                    file.path.filename().string().substr(file.file.filename().string().size() + 1);
    song.path = file.path;
    song.hash = std::move(imported.hash);
    song.seconds = imported.seconds;
    song.noteCount = imported.noteCount;
    song.grid = std::move(imported.grid);
    return song;
}

/// Two songs of one name are told apart by their folders.
void tellNamesApart(std::vector<Song>& songs) {
    std::unordered_map<std::string, int> uses;
    for (const auto& song : songs) ++uses[song.name];
    for (auto& song : songs)
        if (uses[song.name] > 1)
            song.name =
                song.path.parent_path().filename().string() + "/" + song.path.filename().string();
}

std::string hashOf(const std::vector<Song>& songs) {
    base::Sha256 sum;
    for (const auto& song : songs) sum.add(std::as_bytes(std::span(song.hash)));
    return sum.hex();
}

} // namespace

void splitValidation(std::vector<Song>& songs, double share) {
    std::size_t held = 0;
    for (auto& song : songs) {
        song.validation = fractionOf(song.hash) < share;
        held += song.validation;
    }
    if (songs.empty()) return;
    const auto [lowest, highest] = std::ranges::minmax_element(songs, {}, &Song::hash);
    if (held == 0 && share > 0 && songs.size() >= 5) lowest->validation = true;
    if (held == songs.size()) highest->validation = false;
}

Corpus assemble(std::span<const SourceFile> files, std::vector<Imported> imported,
                double validationShare) {
    Corpus corpus;
    Duplicates duplicates(corpus.songs);
    for (std::size_t i = 0; i < files.size(); ++i) {
        auto& file = imported[i];
        auto why = file.why.empty() ? duplicates.whyNot(file) : std::move(file.why);
        if (why.empty())
            corpus.songs.push_back(songOf(files[i], std::move(file)));
        else
            corpus.skipped.push_back({files[i].path, std::move(why)});
        file = {}; // at once: a large corpus is in memory once
    }
    tellNamesApart(corpus.songs);
    splitValidation(corpus.songs, validationShare);
    corpus.hash = hashOf(corpus.songs);
    return corpus;
}

} // namespace contrafact::corpus
