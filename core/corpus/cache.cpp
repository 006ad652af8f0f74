// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/cache.h"

#include "core/base/bytes.h"
#include "core/score/codec.h"

#include <unistd.h>

#include <atomic>
#include <bit>
#include <cstring>
#include <fstream>

namespace contrafact::corpus {

namespace fs = std::filesystem;

namespace {

/// Raise `kEncoderVersion` whenever the same file would give another piece.
constexpr std::uint32_t kEncoderVersion = 2;
constexpr std::uint32_t kByteOrderMark = 0x01020304;

struct Header {
    char magic[8] = {'C', 'F', 'C', 'O', 'R', 'P', 'U', 'S'};
    std::uint32_t byteOrder = kByteOrderMark;
    std::uint32_t encoder = kEncoderVersion;
    bool operator==(const Header&) const = default;
};
struct RecordHead {
    std::uint64_t size = 0; ///< bytes of the payload that follows
    std::uint64_t checksum = 0;
};

/// Notices any damage that is not made on purpose: each word enters by an invertible step, so a
/// single wrong word always shows.
std::uint64_t checksumOf(std::string_view bytes) {
    std::uint64_t state = 0x9E3779B97F4A7C15 ^ bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
        state = std::rotl((state ^ word) * 0xFF51AFD7ED558CCD, 29);
    }
    return state;
}

void writePiece(base::ByteWriter& out, const Piece& piece) {
    for (const auto* text : {&piece.member, &piece.title, &piece.hash, &piece.why, &piece.text})
        out.text(*text);
    out.number(std::bit_cast<std::uint64_t>(piece.seconds));
    out.number(static_cast<std::uint64_t>(piece.noteCount));
    out.number(piece.notes);
    if (!piece.why.empty()) return;
    out.number(piece.sketch.size());
    for (const auto run : piece.sketch) out.number(run);
    const auto music = score::encodeScore(piece.score);
    out.number(music.size());
    out.raw(music);
}

Piece readPiece(base::ByteReader& in) {
    Piece piece;
    for (auto* text : {&piece.member, &piece.title, &piece.hash, &piece.why, &piece.text})
        *text = in.text();
    piece.seconds = std::bit_cast<double>(in.number());
    piece.noteCount = static_cast<std::int32_t>(in.number());
    piece.notes = in.number();
    if (!piece.why.empty()) return piece;
    piece.sketch.resize(in.count(1));
    for (auto& run : piece.sketch) run = in.number();
    if (auto music = score::decodeScore(in.raw(in.number())))
        piece.score = std::move(*music);
    else
        in.fail();
    return piece;
}

std::string encode(const SourceFile& source, const Imported& imported) {
    base::ByteWriter out;
    out.text(source.path.native());
    out.number(source.size);
    out.signedNumber(source.modified);
    out.text(imported.hash);
    out.text(imported.why);
    out.number(imported.pieces.size());
    for (const auto& piece : imported.pieces) writePiece(out, piece);
    return {reinterpret_cast<const char*>(out.bytes().data()), out.bytes().size()};
}

/// A name beside `file` that no other thread or process uses.
fs::path temporaryBeside(const fs::path& file) {
    static std::atomic<unsigned> counter{0};
    return file.native() + "." + std::to_string(::getpid()) + "." + std::to_string(counter++) +
           ".tmp";
}

bool writeRecords(const fs::path& file, std::span<const SourceFile> sources,
                  std::span<const Imported> imported) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    const auto put = [&](const auto& value) {
        out.write(reinterpret_cast<const char*>(&value), sizeof value);
    };
    put(Header{});
    for (std::size_t i = 0; i < sources.size() && out; ++i) {
        if (imported[i].hash.empty()) continue;
        const auto payload = encode(sources[i], imported[i]);
        put(RecordHead{payload.size(), checksumOf(payload)});
        out.write(payload.data(), static_cast<std::streamsize>(payload.size()));
    }
    out.close();
    return out.good();
}

} // namespace

struct CacheCodec {
    static void add(Cache& cache, std::string_view payload) {
        base::ByteReader in(std::as_bytes(std::span(payload)));
        const auto path = in.text();
        Cache::Entry entry;
        entry.size = in.number();
        entry.modified = in.signedNumber();
        auto& imported = entry.imported;
        imported.hash = in.text();
        imported.why = in.text();
        imported.pieces.resize(in.count(8));
        for (auto& piece : imported.pieces) piece = readPiece(in);
        if (!in.ok() || !in.atEnd()) return;
        cache.m_pathOfHash[imported.hash] = path;
        cache.m_entries[path] = std::move(entry);
    }
};

Cache Cache::load(const fs::path& file) {
    Cache cache;
    std::error_code missing;
    auto rest = fs::file_size(file, missing);
    std::ifstream in(file, std::ios::binary);
    const auto get = [&](auto& value) {
        rest -= std::min<std::uintmax_t>(rest, sizeof value);
        return bool(in.read(reinterpret_cast<char*>(&value), sizeof value));
    };
    Header header{};
    if (missing || !get(header) || !(header == Header{})) return cache;

    std::string payload;
    for (RecordHead head; get(head) && head.size <= rest; rest -= head.size) {
        payload.resize(head.size);
        if (!in.read(payload.data(), static_cast<std::streamsize>(payload.size()))) break;
        if (checksumOf(payload) == head.checksum) CacheCodec::add(cache, payload);
    }
    return cache;
}

std::optional<Imported> Cache::takeUnchanged(const SourceFile& source) {
    const auto found = m_entries.find(source.path.native());
    if (found == m_entries.end()) return std::nullopt;
    const auto& entry = found->second;
    if (entry.size != source.size || entry.modified != source.modified) return std::nullopt;
    return std::move(m_entries.extract(found).mapped().imported);
}

std::optional<Imported> Cache::takeContent(const std::string& hash) {
    const std::lock_guard lock(*m_mutex);
    const auto path = m_pathOfHash.find(hash);
    if (path == m_pathOfHash.end()) return std::nullopt;
    const auto found = m_entries.find(path->second);
    if (found == m_entries.end() || found->second.imported.hash != hash) return std::nullopt;
    return std::move(m_entries.extract(found).mapped().imported);
}

Result<void> saveCache(const fs::path& file, std::span<const SourceFile> sources,
                       std::span<const Imported> imported) {
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    // No fsync: a torn file after a power cut is noticed by the checksums and costs one import.
    const auto temporary = temporaryBeside(file);
    if (writeRecords(temporary, sources, imported))
        fs::rename(temporary, file, error);
    else
        error = std::make_error_code(std::errc::io_error);
    if (!error) return {};
    std::error_code ignored;
    fs::remove(temporary, ignored);
    return Error{"cannot write the cache " + file.string() + ": " + error.message()};
}

} // namespace contrafact::corpus
