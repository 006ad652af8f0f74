// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/scan.h"

#include "core/base/file.h"
#include "core/base/path_text.h"
#include "core/exchange/archive.h"
#include "core/exchange/formats.h"

#include <array>
#include <cstring>
#include <fstream>
#include <string>

namespace contrafact::corpus {

namespace fs = std::filesystem;

namespace {

std::string lowerExtension(const fs::path& path) {
    auto extension = path.extension().string();
    for (char& c : extension)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return extension;
}

std::uint32_t little32(const char* bytes) {
    std::array<unsigned char, 4> b;
    std::memcpy(b.data(), bytes, b.size());
    return b[0] | std::uint32_t{b[1]} << 8 | std::uint32_t{b[2]} << 16 | std::uint32_t{b[3]} << 24;
}

SourceFile fileSource(const fs::path& path) {
    std::error_code ignored;
    SourceFile source{path, path};
    source.size = fs::file_size(path, ignored);
    source.modified = fs::last_write_time(path, ignored).time_since_epoch().count();
    return source;
}

constexpr std::size_t kWadHeader = 12;
constexpr std::size_t kWadEntry = 16;

/// The WAD's directory: 16 bytes a lump (offset, size, name of 8 characters). Empty when the file
/// is no WAD or its directory does not fit into it.
std::string wadDirectory(std::ifstream& in, std::uint64_t fileSize) {
    std::array<char, kWadHeader> header{};
    if (!in.read(header.data(), header.size())) return {};
    if (std::memcmp(header.data() + 1, "WAD", 3) != 0) return {};
    const std::uint64_t bytes = little32(header.data() + 4) * std::uint64_t{kWadEntry};
    const std::uint64_t offset = little32(header.data() + 8);
    if (offset > fileSize || bytes > fileSize - offset) return {};
    std::string directory(bytes, '\0');
    in.seekg(static_cast<std::streamoff>(offset));
    return in.read(directory.data(), static_cast<std::streamsize>(bytes)) ? directory
                                                                          : std::string{};
}

/// Some D_* lumps of other games are MUS or Ogg, not MIDI: they are no songs to this program.
bool isMidiLump(std::ifstream& in, const SourceFile& lump) {
    std::array<char, 4> magic{};
    in.clear();
    in.seekg(static_cast<std::streamoff>(lump.offset));
    return in.read(magic.data(), magic.size()) && std::memcmp(magic.data(), "MThd", 4) == 0;
}

void addWad(const fs::path& path, Scan& out) {
    const SourceFile wad = fileSource(path);
    std::ifstream in(path, std::ios::binary);
    const auto directory = wadDirectory(in, wad.size);
    if (directory.empty()) out.others.push_back({path, "a damaged archive"});
    for (std::size_t at = 0; at < directory.size(); at += kWadEntry) {
        const char* entry = directory.data() + at;
        const std::string name(entry + 8, ::strnlen(entry + 8, 8));
        SourceFile lump{path.native() + ":" + name, path, little32(entry), little32(entry + 4),
                        wad.modified};
        if (!name.starts_with("D_") || lump.offset + lump.size > wad.size) continue;
        if (isMidiLump(in, lump))
            out.files.push_back(std::move(lump));
        else
            out.others.push_back({lump.path, "music, but no MIDI file"});
    }
}

void addFile(const fs::path& path, Scan& out) {
    if (lowerExtension(path) == ".wad")
        addWad(path, out);
    else if (exchange::isMusicName(path) || exchange::isArchiveName(path))
        out.files.push_back(fileSource(path));
    else
        out.others.push_back({path, "no kind of music that is read"});
}

void addEntry(const fs::directory_entry& entry, Scan& out) {
    std::error_code unreadable;
    if (entry.is_regular_file(unreadable)) return addFile(entry.path(), out);
    if (entry.is_directory(unreadable)) return;
    const bool dead = entry.is_symlink(unreadable) && !entry.exists(unreadable);
    out.others.push_back({entry.path(), dead ? "a dead link" : "no plain file"});
}

} // namespace

Result<Scan> scan(const fs::path& root, std::stop_token stop) {
    Scan out;
    std::error_code error;
    if (fs::is_regular_file(root, error)) {
        if (lowerExtension(root) == ".wad")
            addWad(root, out);
        else
            out.files.push_back(fileSource(root));
        return out;
    }
    fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, error);
    if (error)
        return Error{"cannot read the folder " + base::pathText(root) + ": " + error.message() +
                     "; choose another one"};
    while (it != fs::recursive_directory_iterator() && !stop.stop_requested()) {
        addEntry(*it, out);
        it.increment(error);
        if (error) break;
    }
    return out;
}

Result<std::vector<std::byte>> readSource(const SourceFile& source) {
    if (source.path == source.file) return base::readFile(source.file);
    std::ifstream in(source.file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(source.offset));
    std::vector<std::byte> bytes(source.size);
    if (!in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(source.size)))
        return Error{"cannot read " + base::pathText(source.path) +
                     ": the archive is shorter than it says"};
    return bytes;
}

} // namespace contrafact::corpus
