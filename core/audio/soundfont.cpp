// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/soundfont.h"

#include "core/base/file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <string>
#include <system_error>

namespace contrafact::audio {

namespace fs = std::filesystem;

namespace {

// Where Debian's SoundFont packages and hand-made installations put their files.
constexpr std::array kFolders = {
    "/usr/share/sounds/sf2",       "/usr/share/sounds/sf3",       "/usr/share/soundfonts",
    "/usr/local/share/sounds/sf2", "/usr/local/share/soundfonts",
};

bool isSoundFontName(const fs::path& path) {
    auto extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension == ".sf2" || extension == ".sf3";
}

std::vector<fs::path> inFolder(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (std::error_code ignored; isSoundFontName(it->path()) && it->is_regular_file(ignored))
            out.push_back(it->path());
    // What the system's administrator chose ("default-GM") comes first, then by name.
    std::sort(out.begin(), out.end(), [](const fs::path& a, const fs::path& b) {
        const auto rank = [](const fs::path& p) { return p.stem() == "default-GM" ? 0 : 1; };
        return std::pair(rank(a), a.native()) < std::pair(rank(b), b.native());
    });
    return out;
}

/// The variable names a file, or a folder that holds some.
std::vector<fs::path> fromEnvironment() {
    const char* set = std::getenv("CONTRAFACT_SOUNDFONT");
    if (!set || !*set) return {};
    std::error_code error;
    if (fs::is_directory(set, error)) return inFolder(set);
    return fs::is_regular_file(set, error) ? std::vector<fs::path>{set} : std::vector<fs::path>{};
}

} // namespace

std::vector<fs::path> findSoundFonts() {
    auto candidates = fromEnvironment();
    const auto addAll = [&](const std::vector<fs::path>& more) {
        candidates.insert(candidates.end(), more.begin(), more.end());
    };
    addAll(inFolder(base::dataFolder() / "soundfonts"));
    for (const char* folder : kFolders) addAll(inFolder(folder));

    std::vector<fs::path> out;
    for (const auto& path : candidates) {
        std::error_code error;
        auto real = fs::canonical(path, error);
        if (!error && std::find(out.begin(), out.end(), real) == out.end())
            out.push_back(std::move(real));
    }
    return out;
}

Result<fs::path> defaultSoundFont() {
    if (auto found = findSoundFonts(); !found.empty()) return std::move(found.front());
    return Error{"no SoundFont was found: install the package timgm6mb-soundfont, or put a .sf2 "
                 "file into " +
                 (base::dataFolder() / "soundfonts").string()};
}

} // namespace contrafact::audio
