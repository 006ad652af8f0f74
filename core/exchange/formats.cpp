// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/formats.h"

#include "core/base/file.h"
#include "core/base/path_text.h"
#include "core/exchange/abc_reader.h"
#include "core/exchange/abc_writer.h"
#include "core/midi/reader.h"
#include "core/midi/writer.h"
#ifdef CONTRAFACT_HAS_IMAGES
#include "core/exchange/lpd.h"
#include "core/exchange/roll_image.h"
#endif

#include <algorithm>
#include <cctype>
#include <span>

namespace contrafact::exchange {

namespace fs = std::filesystem;

namespace {

using Scores = std::vector<score::Score>;
using Paths = std::vector<fs::path>;
using FileBytes = std::vector<std::byte>;

Result<Music> readMidi(const FileBytes& bytes, const std::string& name, std::stop_token stop) {
    auto file = midi::read(bytes, name, {.stop = std::move(stop), .progress = {}});
    if (!file) return file.error();
    return Music{.format = "midi",
                 .scores = std::move(file->scores),
                 .warnings = std::move(file->warnings),
                 .provenance = std::move(file->provenance)};
}

Result<Music> readAbcMusic(const FileBytes& bytes, const std::string& name, std::stop_token) {
    auto file = readAbc({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, name);
    if (!file) return file.error();
    return Music{.format = "abc",
                 .scores = std::move(file->scores),
                 .warnings = std::move(file->warnings),
                 .texts = std::move(file->texts),
                 .places = std::move(file->places),
                 .silent = std::move(file->silent)};
}

Result<Paths> writeMidi(const Scores& scores, const fs::path& path) {
    Paths written;
    for (const auto& score : scores) {
        written.push_back(scores.size() == 1 ? path : numbered(path, written.size() + 1));
        if (auto result = midi::writeFile(score, written.back()); !result) return result.error();
    }
    return written;
}

Result<Paths> writeAbcMusic(const Scores& scores, const fs::path& path) {
    std::string book;
    AbcWriteOptions options;
    for (const auto& score : scores) {
        const auto tune = writeAbc(score, options);
        if (!tune) return Error{"cannot write " + base::pathText(path) + ": " + tune.message()};
        book += (book.empty() ? "" : "\n") + *tune;
        ++options.reference;
    }
    if (auto result = base::writeFileAtomically(path, book); !result) return result.error();
    return Paths{path};
}

#ifdef CONTRAFACT_HAS_IMAGES
Result<Music> musicOf(const std::vector<RollImage>& pages, const std::string& name) {
    auto score = fromImages(pages);
    if (score.noteCount() == 0) return Error{name + " is an image without notes"};
    return Music{.format = "png", .scores = {std::move(score)}};
}

Result<Music> readImage(const FileBytes& bytes, const std::string& name, std::stop_token) {
    const auto image = decodeImage(bytes, name);
    return image ? musicOf({*image}, name) : image.error();
}

/// The pages name-1.png, name-2.png, ... as one piece.
Result<Music> readPages(const fs::path& path) {
    std::vector<RollImage> pages;
    std::error_code ignored;
    for (auto page = numbered(path, 1); fs::exists(page, ignored);
         page = numbered(path, pages.size() + 1)) {
        const auto bytes = base::readFile(page);
        if (!bytes) return bytes.error();
        const auto image = decodeImage(*bytes, base::pathText(page));
        if (!image) return image.error();
        pages.push_back(*image);
    }
    return musicOf(pages, base::pathText(path));
}

Result<Music> readPianoRolls(const FileBytes& bytes, const std::string& name, std::stop_token) {
    std::vector<std::string> warnings;
    auto score = readLpd(bytes, name, &warnings);
    if (!score) return score.error();
    return Music{.format = "npz", .scores = {std::move(*score)}, .warnings = std::move(warnings)};
}

Result<Paths> writeImages(const Scores& scores, const fs::path& path) {
    std::vector<RollImage> images;
    for (const auto& score : scores) {
        auto pages = toImages(score);
        if (!pages) return Error{"cannot write " + base::pathText(path) + ": " + pages.message()};
        images.insert(images.end(), pages->begin(), pages->end());
    }
    Paths written;
    for (const auto& image : images) {
        written.push_back(images.size() == 1 ? path : numbered(path, written.size() + 1));
        const auto bytes = encodeImage(image);
        if (!bytes) return bytes.error();
        if (auto result = base::writeFileAtomically(written.back(), *bytes); !result)
            return result.error();
    }
    return written;
}
#endif

struct Format {
    std::vector<std::string> extensions;
    std::string_view magic; ///< the first bytes; empty: none
    Result<Music> (*read)(const FileBytes&, const std::string& name, std::stop_token);
    Result<Paths> (*write)(const Scores&, const fs::path&); ///< null: cannot
    Result<Music> (*readPages)(const fs::path&) = nullptr;  ///< when only name-1, ... exist
};

const std::vector<Format>& formats() {
    static const std::vector<Format> all{
        {{".mid", ".midi", ".kar", ".rmi"}, "MThd", readMidi, writeMidi},
        {{".abc"}, "X:", readAbcMusic, writeAbcMusic},
#ifdef CONTRAFACT_HAS_IMAGES
        {{".png"}, "\x89PNG", readImage, writeImages, readPages},
        {{".npz"}, "PK\x03\x04", readPianoRolls, nullptr},
#endif
    };
    return all;
}

std::string extensionOf(const fs::path& path) {
    auto extension = path.extension().string();
    for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return extension;
}

const Format* byExtension(const fs::path& path) {
    const auto extension = extensionOf(path);
    for (const auto& format : formats())
        if (std::ranges::count(format.extensions, extension) > 0) return &format;
    return nullptr;
}

const Format* byContent(const FileBytes& bytes) {
    const std::string_view start(reinterpret_cast<const char*>(bytes.data()),
                                 std::min<std::size_t>(bytes.size(), 8));
    for (const auto& format : formats())
        if (start.starts_with(format.magic)) return &format;
    return nullptr;
}

template<typename Accept>
std::vector<std::string> extensions(Accept accept) {
    std::vector<std::string> out;
    for (const auto& format : formats())
        if (accept(format))
            out.insert(out.end(), format.extensions.begin(), format.extensions.end());
    return out;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

} // namespace

Result<Music> readMusic(const fs::path& path, std::stop_token stop) {
    const auto* format = byExtension(path);
    std::error_code ignored;
    if (format && format->readPages && !fs::exists(path, ignored) &&
        fs::exists(numbered(path, 1), ignored))
        return format->readPages(path);
    const auto bytes = base::readFile(path);
    return bytes ? readMusic(*bytes, path, std::move(stop)) : bytes.error();
}

Result<Music> readMusic(const FileBytes& bytes, const fs::path& path, std::stop_token stop) {
    const auto* format = byExtension(path);
    if (!format) format = byContent(bytes);
    if (!format)
        return Error{base::pathText(path) + " is of no kind this program reads (" +
                     joined(readableExtensions()) + ")"};
    return format->read(bytes, base::pathText(path), std::move(stop));
}

bool isMusicName(const fs::path& path) {
    return byExtension(path) != nullptr;
}

Result<Paths> writeMusic(const Scores& scores, const fs::path& path) {
    const auto* format = byExtension(path);
    if (!format || !format->write)
        return Error{"cannot write " + base::pathText(path) + ": its extension must be one of " +
                     joined(writableExtensions())};
    return format->write(scores, path);
}

fs::path numbered(const fs::path& path, std::size_t number) {
    const auto name = path.stem().string() + "-" + std::to_string(number);
    return path.parent_path() / (name + path.extension().string());
}

std::vector<std::string> readableExtensions() {
    return extensions([](const Format&) { return true; });
}

std::vector<std::string> writableExtensions() {
    return extensions([](const Format& format) { return format.write != nullptr; });
}

} // namespace contrafact::exchange
