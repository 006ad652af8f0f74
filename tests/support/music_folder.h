// SPDX-License-Identifier: GPL-3.0-or-later
// Folders of music to import, and what came of them.
#pragma once

#include "core/corpus/corpus.h"
#include "core/midi/writer.h"
#include "tests/support/music.h"

#include <QTemporaryDir>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace contrafact::test {

inline std::vector<std::byte> bytesOf(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

inline void put(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

inline void put(const std::filesystem::path& path, const score::Score& score) {
    put(path, midi::write(score));
}

inline bool sameCorpus(const corpus::Corpus& a, const corpus::Corpus& b) {
    const auto key = [](const corpus::Song& s) {
        return std::tie(s.name, s.path, s.hash, s.seconds, s.noteCount, s.validation, s.text);
    };
    const auto sound = [](const corpus::Song& x, const corpus::Song& y) {
        return x.score.sounds(y.score);
    };
    const auto reason = [](const corpus::Skipped& s) { return std::tie(s.path, s.why); };
    return a.hash == b.hash && std::ranges::equal(a.songs, b.songs, {}, key, key) &&
           std::ranges::equal(a.songs, b.songs, sound) &&
           std::ranges::equal(a.skipped, b.skipped, {}, reason, reason);
}

/// Of what was skipped, by file name.
inline std::map<std::string, std::string> reasons(const corpus::Corpus& corpus) {
    std::map<std::string, std::string> out;
    for (const auto& skipped : corpus.skipped) out[skipped.path.filename().string()] = skipped.why;
    return out;
}

/// A folder of music and one for the cache, gone with the test. A test derives from it.
class MusicFolder {
protected:
    void open() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_music = std::filesystem::path(m_folder->path().toStdString()) / "music";
        m_cache = std::filesystem::path(m_folder->path().toStdString()) / "cache";
        std::filesystem::create_directories(m_music);
    }

    corpus::ImportOptions plain() const {
        corpus::ImportOptions options;
        options.useCache = false;
        options.cacheFolder = m_cache;
        return options;
    }

    Result<corpus::Corpus> import() const {
        auto options = plain();
        options.useCache = true;
        return corpus::importFolder(m_music, options);
    }

    void putScales(int count) const {
        for (int i = 0; i < count; ++i)
            put(m_music / ("scale" + std::to_string(i) + ".mid"), test::scale(30 + i, 40));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_music;
    std::filesystem::path m_cache;
};

} // namespace contrafact::test
