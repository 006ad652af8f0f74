// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/cache.h"

#include <unistd.h>

#include <atomic>
#include <bit>
#include <cstring>
#include <fstream>
#include <type_traits>

namespace contrafact::corpus {

namespace fs = std::filesystem;

namespace {

/// Raise `kEncoderVersion` whenever the same file would give another grid.
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

static_assert(std::is_trivially_copyable_v<encoding::GridNote> && sizeof(encoding::GridNote) == 8);

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

class Writer {
public:
    template<typename T>
    void number(T value) {
        static_assert(std::is_arithmetic_v<T>);
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void text(std::string_view value) {
        number<std::uint64_t>(value.size());
        m_bytes.append(value);
    }
    void notes(std::span<const encoding::GridNote> value) {
        text({reinterpret_cast<const char*>(value.data()), value.size_bytes()});
    }
    std::string_view bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

/// Reads what Writer wrote; after the first thing that is not there everything is empty.
class Reader {
public:
    explicit Reader(std::string_view bytes)
        : m_rest(bytes) {}

    template<typename T>
    T number() {
        T value{};
        const auto bytes = take(sizeof value);
        if (m_good) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    std::string_view text() { return take(number<std::uint64_t>()); }
    std::vector<encoding::GridNote> notes() {
        const auto bytes = text();
        std::vector<encoding::GridNote> out(bytes.size() / sizeof(encoding::GridNote));
        if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * sizeof out[0]);
        return out;
    }
    bool complete() const { return m_good && m_rest.empty(); }

private:
    std::string_view take(std::uint64_t size) {
        m_good = m_good && size <= m_rest.size();
        if (!m_good) return {};
        const auto taken = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return taken;
    }

    std::string_view m_rest;
    bool m_good = true;
};

std::string encode(const SourceFile& source, const Imported& imported) {
    Writer out;
    out.text(source.path.native());
    out.number(source.size);
    out.number(source.modified);
    out.text(imported.hash);
    out.text(imported.why);
    out.number(imported.seconds);
    out.number(imported.noteCount);
    out.number(imported.grid.steps);
    for (const auto length : imported.grid.longest) out.number(length);
    for (const auto& notes : imported.grid.notes) out.notes(notes);
    return std::string(out.bytes());
}

/// A name beside `file` that no other thread or process uses.
fs::path temporaryBeside(const fs::path& file) {
    static std::atomic<unsigned> counter{0};
    return file.string() + "." + std::to_string(::getpid()) + "." + std::to_string(counter++) +
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
        Reader in(payload);
        const std::string path(in.text());
        Cache::Entry entry;
        entry.size = in.number<std::uint64_t>();
        entry.modified = in.number<std::int64_t>();
        auto& imported = entry.imported;
        imported.hash = in.text();
        imported.why = in.text();
        imported.seconds = in.number<double>();
        imported.noteCount = in.number<std::int32_t>();
        imported.grid.steps = in.number<std::int32_t>();
        for (auto& length : imported.grid.longest) length = in.number<std::int16_t>();
        for (auto& notes : imported.grid.notes) notes = in.notes();
        if (!in.complete()) return;
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
