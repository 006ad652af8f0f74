// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/assemble.h"

#include "core/base/path_text.h"
#include "core/base/sha256.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

namespace contrafact::corpus {

namespace fs = std::filesystem;

namespace {

/// The first 52 bits of a hexadecimal hash as a number in [0, 1).
double fractionOf(const std::string& hash) {
    const auto digits = hash.substr(0, 13);
    return std::ldexp(static_cast<double>(std::stoull(digits, nullptr, 16)), -52);
}

/// Remembers the songs by content and by notes, to tell what is there already.
class Duplicates {
public:
    explicit Duplicates(const std::vector<Song>& songs)
        : m_songs(songs) {}

    /// Why `piece` is one too many; empty when it is new.
    std::string whyNot(const Piece& piece) {
        if (const auto it = m_byHash.find(piece.hash); it != m_byHash.end())
            return "duplicate of " + nameOf(it->second);
        if (const auto it = m_byNotes.find(piece.notes); it != m_byNotes.end())
            return "same notes as " + nameOf(it->second);
        m_byHash.emplace(piece.hash, m_songs.size());
        m_byNotes.emplace(piece.notes, m_songs.size());
        return {};
    }

private:
    std::string nameOf(std::size_t song) const {
        return base::pathText(m_songs[song].path.filename());
    }

    const std::vector<Song>& m_songs;
    std::unordered_map<std::string, std::size_t> m_byHash;
    std::unordered_map<std::uint64_t, std::size_t> m_byNotes;
};

/// "dir/book.abc" and "12": "dir/book.abc:12".
fs::path pathOf(const SourceFile& file, const std::string& member) {
    return member.empty() ? file.path : fs::path(file.path.native() + ":" + member);
}

std::string nameOf(const SourceFile& file, const Piece& piece) {
    if (!piece.title.empty()) return piece.title;
    const auto stem = base::pathText(file.file.stem());
    if (!piece.member.empty()) return stem + " " + base::pathText(piece.member);
    if (file.path == file.file) return stem;
    // An archive's member: "freedoom1 D_E1M1".
    const auto member = file.path.native().substr(file.file.native().size() + 1);
    return stem + " " + base::pathText(member);
}

Song songOf(const SourceFile& file, Piece piece) {
    Song song;
    song.name = nameOf(file, piece);
    song.path = pathOf(file, piece.member);
    song.hash = std::move(piece.hash);
    song.seconds = piece.seconds;
    song.noteCount = piece.noteCount;
    song.score = std::move(piece.score);
    song.text = std::move(piece.text);
    return song;
}

/// Two songs of one name are told apart by their folders.
void tellNamesApart(std::vector<Song>& songs) {
    std::unordered_map<std::string, int> uses;
    for (const auto& song : songs) ++uses[song.name];
    for (auto& song : songs)
        if (uses[song.name] > 1)
            song.name = base::pathText(song.path.parent_path().filename() / song.path.filename());
}

std::string hashOf(const std::vector<Song>& songs) {
    base::Sha256 sum;
    for (const auto& song : songs) sum.add(std::as_bytes(std::span(song.hash)));
    return sum.hex();
}

} // namespace

namespace {

/// By the hash of its first song, the songs that are the same music; the key is their smallest
/// hash.
std::map<std::string, std::vector<Song*>> groupsOf(std::vector<Song>& songs) {
    std::unordered_map<std::string, std::vector<Song*>> byFirst;
    for (auto& song : songs)
        byFirst[song.sameAs.empty() ? song.hash : song.sameAs].push_back(&song);
    std::map<std::string, std::vector<Song*>> groups;
    if (byFirst.size() == 1) // one piece in several keys: nothing else could be held out
        for (auto& song : songs) groups[song.hash] = {&song};
    else
        for (auto& [first, group] : byFirst)
            groups[(*std::ranges::min_element(group, {}, &Song::hash))->hash] = std::move(group);
    return groups;
}

void hold(const std::vector<Song*>& group, bool held) {
    for (auto* song : group) song->validation = held;
}

} // namespace

void splitValidation(std::vector<Song>& songs, double share) {
    const auto groups = groupsOf(songs);
    const auto most = share > 0.5 ? songs.size() : songs.size() / 2;
    std::size_t held = 0, heldGroups = 0;
    const auto holdOut = [&](const std::vector<Song*>& group, bool out) {
        out = out && held + group.size() <= most;
        hold(group, out);
        held += out ? group.size() : 0;
        heldGroups += out;
    };
    for (const auto& [hash, group] : groups) holdOut(group, fractionOf(hash) < share);
    if (groups.empty()) return;
    if (held == 0 && share > 0 && songs.size() >= 5)
        for (const auto& [hash, group] : groups)
            if (held == 0) holdOut(group, true);
    if (heldGroups == groups.size()) hold(groups.rbegin()->second, false);
}

/// Names, for each song, the first that is the same music.
void markSameMusic(std::vector<Song>& songs, std::span<const Sketch> sketches) {
    const auto first = sameMusic(sketches);
    for (std::size_t i = 0; i < songs.size(); ++i)
        if (first[i] != i) songs[i].sameAs = songs[first[i]].hash;
}

Corpus assemble(std::span<const SourceFile> files, std::vector<Imported> imported,
                double validationShare) {
    Corpus corpus;
    Duplicates duplicates(corpus.songs);
    std::vector<Sketch> sketches;
    for (std::size_t i = 0; i < files.size(); ++i) {
        auto file = std::exchange(imported[i], {}); // a large corpus is in memory once
        if (!file.why.empty()) corpus.skipped.push_back({files[i].path, file.why});
        for (auto& piece : file.pieces) {
            auto why = piece.why.empty() ? duplicates.whyNot(piece) : std::move(piece.why);
            if (!why.empty()) {
                corpus.skipped.push_back({pathOf(files[i], piece.member), std::move(why)});
                continue;
            }
            sketches.push_back(std::move(piece.sketch));
            corpus.songs.push_back(songOf(files[i], std::move(piece)));
        }
    }
    tellNamesApart(corpus.songs);
    markSameMusic(corpus.songs, sketches);
    splitValidation(corpus.songs, validationShare);
    corpus.hash = hashOf(corpus.songs);
    return corpus;
}

} // namespace contrafact::corpus
