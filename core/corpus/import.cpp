// SPDX-License-Identifier: GPL-3.0-or-later
// Importing in three steps: list the files, turn each into scores (from the cache or in parallel
// from its bytes), and assemble the corpus in the order of the paths, so that the result does not
// depend on which thread was faster.
#include "core/base/file.h"
#include "core/base/path_text.h"
#include "core/base/sha256.h"
#include "core/corpus/assemble.h"
#include "core/corpus/cache.h"
#include "core/corpus/corpus.h"
#include "core/corpus/scan.h"
#include "core/encoding/grid.h"
#include "core/exchange/archive.h"
#include "core/exchange/formats.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <iterator>
#include <mutex>
#include <thread>

namespace contrafact::corpus {

namespace fs = std::filesystem;

namespace {

/// The largest songs have a few megabytes; what is larger is data in disguise and would hold up
/// every training window behind it.
constexpr std::uint64_t kMaxFileBytes = 64ULL << 20;

/// Four hours, and as many bars at 120 beats a minute. What is longer has a damaged delta time or
/// tempo, and its silence would thin out every figure about the corpus.
constexpr double kMaxSeconds = 4 * 3600;
constexpr int kMaxBars = 7200;

constexpr const char* kNoMusic = "no kind of music that is read";

Error cancelled() {
    return {"cancelled"};
}

/// The readers open their messages with the file's name, which the list of skipped files shows
/// already.
std::string withoutName(const std::string& message, const std::string& name) {
    if (!message.starts_with(name)) return message;
    const auto rest = message.substr(name.size());
    return rest.starts_with(": ") ? rest.substr(2) : rest.starts_with(" ") ? "it" + rest : message;
}

std::string whyNoSong(const score::Score& score, double seconds) {
    if (score.noteCount() == 0) return "no notes";
    if (score.end() < score.meter.barLength(score::Tick())) return "shorter than one bar";
    if (seconds > kMaxSeconds || score::barCount(score) > kMaxBars)
        return "longer than four hours: its times are damaged";
    return {};
}

std::uint64_t fingerprint(const encoding::GridSong& grid) {
    base::Sha256 sum;
    for (const auto& notes : grid.notes) {
        const auto count = notes.size();
        sum.add(std::as_bytes(std::span(&count, 1)));
        sum.add(std::as_bytes(std::span(notes)));
    }
    return std::stoull(sum.hex().substr(0, 16), nullptr, 16);
}

Piece pieceOf(score::Score score) {
    Piece piece;
    piece.seconds = score.duration().value;
    piece.noteCount = static_cast<std::int32_t>(score.noteCount());
    piece.why = whyNoSong(score, piece.seconds);
    if (!piece.why.empty()) return piece;
    piece.notes = fingerprint(encoding::toGrid(score));
    piece.sketch = sketchOf(score);
    piece.score = std::move(score);
    return piece;
}

std::string hashOf(std::string_view text) {
    return base::sha256(std::as_bytes(std::span(text)));
}

/// The tunes of a book, those without notes among them.
std::vector<Piece> tunesOf(exchange::Music music) {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < music.scores.size(); ++i) {
        auto title = music.scores[i].title;
        auto& piece = pieces.emplace_back(pieceOf(std::move(music.scores[i])));
        piece.title = std::move(title);
        piece.member = std::to_string(music.places[i]);
        piece.hash = hashOf(music.texts[i]);
        piece.text = std::move(music.texts[i]);
    }
    for (const int place : music.silent)
        pieces.push_back({.member = std::to_string(place), .why = "no notes"});
    return pieces;
}

/// `hash` is that of the file, and of its piece when it is the only one.
std::vector<Piece> piecesOf(exchange::Music music, const std::string& hash) {
    if (!music.texts.empty()) return tunesOf(std::move(music));
    std::vector<Piece> pieces;
    const bool alone = music.scores.size() == 1;
    for (auto& score : music.scores) {
        auto& piece = pieces.emplace_back(pieceOf(std::move(score)));
        if (!alone) piece.member = std::to_string(pieces.size());
        piece.hash = alone ? hash : hashOf(hash + piece.member);
    }
    return pieces;
}

Imported importBytes(const std::vector<std::byte>& bytes, const fs::path& name, std::string hash,
                     const std::stop_token& stop) {
    Imported out{.hash = std::move(hash)};
    auto music = exchange::readMusic(bytes, name, stop);
    if (music)
        out.pieces = piecesOf(std::move(*music), out.hash);
    else
        out.why = withoutName(music.message(), base::pathText(name));
    return out;
}

/// Every file of music in an archive, with the archive's files as members.
Imported importArchive(const std::vector<std::byte>& bytes, const fs::path& archive,
                       std::string hash, const std::stop_token& stop) {
    Imported out{.hash = std::move(hash)};
    const auto files = exchange::readArchive(bytes, base::pathText(archive));
    if (!files) {
        out.why = withoutName(files.message(), base::pathText(archive));
        return out;
    }
    for (const auto& [name, content] : *files) {
        if (name.ends_with('/')) continue;
        if (!exchange::isMusicName(name)) {
            out.pieces.push_back({.member = name, .why = kNoMusic});
            continue;
        }
        auto inner = importBytes(content, name, base::sha256(content), stop);
        if (!inner.why.empty()) out.pieces.push_back({.member = name, .why = inner.why});
        for (auto& piece : inner.pieces) {
            piece.member = piece.member.empty() ? name : name + ":" + piece.member;
            out.pieces.push_back(std::move(piece));
        }
    }
    return out;
}

Imported importSource(const SourceFile& source, Cache& cache, const std::stop_token& stop) {
    if (source.size > kMaxFileBytes) return {.why = "larger than 64 MiB: no song is"};
    const auto bytes = readSource(source);
    if (!bytes) return {.why = bytes.message()};
    auto hash = base::sha256(*bytes);
    if (auto known = cache.takeContent(hash)) return std::move(*known);
    const auto name = source.path.filename();
    return exchange::isArchiveName(name) ? importArchive(*bytes, name, std::move(hash), stop)
                                         : importBytes(*bytes, name, std::move(hash), stop);
}

/// Tells the sink a few times a second, from whichever thread comes by.
class Reporter {
public:
    Reporter(ProgressSink sink, std::size_t total)
        : m_sink(std::move(sink))
        , m_total(total) {}

    void done(std::size_t count) {
        if (!m_sink) return;
        const std::lock_guard lock(m_mutex);
        m_done += count;
        const auto now = std::chrono::steady_clock::now();
        if (m_done < m_total && now - m_last < std::chrono::milliseconds(50)) return;
        m_last = now;
        m_sink({static_cast<double>(m_done) / static_cast<double>(m_total),
                "reading " + std::to_string(m_done) + " of " + std::to_string(m_total) + " files"});
    }

private:
    ProgressSink m_sink;
    std::size_t m_total;
    std::size_t m_done = 0;
    std::chrono::steady_clock::time_point m_last;
    std::mutex m_mutex;
};

Result<Scan> listFiles(const std::vector<fs::path>& folders, const std::stop_token& stop) {
    Scan all;
    for (const auto& folder : folders) {
        auto found = scan(folder, stop);
        if (!found) return found;
        std::ranges::move(found->files, std::back_inserter(all.files));
        std::ranges::move(found->others, std::back_inserter(all.others));
    }
    const auto sortByPath = [](auto& list) {
        using Item = typename std::remove_reference_t<decltype(list)>::value_type;
        std::ranges::sort(
            list, {}, [](const Item& item) -> auto& { return item.path.native(); });
        const auto twice = std::ranges::unique(list, {}, &Item::path);
        list.erase(twice.begin(), twice.end());
    };
    sortByPath(all.files);
    sortByPath(all.others);
    return all;
}

/// A note takes 24 bytes in memory, some 6 in a MIDI file and 2 in packed or written music.
std::uint64_t memoryFor(const SourceFile& source) {
    static constexpr std::array kShort{".abc", ".npz", ".png", ".zip"};
    const auto extension = source.path.extension();
    const bool isShort =
        std::ranges::any_of(kShort, [&](const char* each) { return extension == each; });
    return source.size * (isShort ? 12 : 5);
}

/// Moves what goes beyond the budget out of `files`. Names decide who stays, as chance would, but
/// the same each time. Both lists stay in the order of the paths.
std::vector<SourceFile> beyondBudget(std::vector<SourceFile>& files, std::uint64_t maxBytes) {
    std::vector<std::pair<std::string, std::size_t>> lots;
    for (std::size_t i = 0; i < files.size(); ++i)
        lots.emplace_back(hashOf(files[i].path.filename().native()), i);
    std::ranges::sort(lots);
    std::vector<bool> stays(files.size());
    std::uint64_t used = 0;
    for (const auto& [lot, index] : lots) {
        const auto needed = memoryFor(files[index]);
        if (used + needed > maxBytes) continue;
        used += needed;
        stays[index] = true;
    }
    std::vector<SourceFile> kept;
    std::vector<SourceFile> left;
    for (std::size_t i = 0; i < files.size(); ++i)
        (stays[i] ? kept : left).push_back(std::move(files[i]));
    files = std::move(kept);
    return left;
}

/// Runs `work(i)` for every i below `count` on `threads` threads until stopped.
template<typename Work>
void inParallel(std::size_t count, int threads, const std::stop_token& stop, const Work& work) {
    std::atomic<std::size_t> next{0};
    const auto loop = [&] {
        while (!stop.stop_requested()) {
            const auto i = next.fetch_add(1);
            if (i >= count) return;
            work(i);
        }
    };
    const auto wanted = threads > 0 ? static_cast<std::size_t>(threads)
                                    : std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(wanted, count); ++i) helpers.emplace_back(loop);
    loop();
}

std::vector<Imported> importAll(const std::vector<SourceFile>& files, Cache& cache,
                                const ImportOptions& options, bool& changed) {
    Reporter reporter(options.progress, files.size());
    std::vector<Imported> out(files.size());
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (auto known = cache.takeUnchanged(files[i]))
            out[i] = std::move(*known);
        else
            unknown.push_back(i);
    }
    if (unknown.size() < files.size()) reporter.done(files.size() - unknown.size());
    inParallel(unknown.size(), options.threads, options.stop, [&](std::size_t i) {
        out[unknown[i]] = importSource(files[unknown[i]], cache, options.stop);
        reporter.done(1);
    });
    const bool read = std::ranges::any_of(unknown, [&](auto i) { return !out[i].hash.empty(); });
    changed = read || !cache.empty();
    return out;
}

fs::path cacheFile(const std::string& name, const std::vector<fs::path>& folders,
                   const ImportOptions& options) {
    std::string all;
    std::error_code ignored;
    for (const auto& folder : folders)
        all += fs::weakly_canonical(fs::absolute(folder, ignored), ignored).native() + '\n';
    const auto key = hashOf(all).substr(0, 16);
    const auto folder =
        options.cacheFolder.empty() ? base::cacheFolder() / "corpus" : options.cacheFolder;
    return folder / (fs::path(name).filename().string() + "-" + key + ".songs");
}

std::string listOf(const std::vector<fs::path>& folders) {
    std::string out;
    for (const auto& folder : folders) out += (out.empty() ? "" : ", ") + base::pathText(folder);
    return out;
}

Error nothingUsable(const std::vector<fs::path>& folders, const Corpus& corpus, bool anyMusic) {
    if (!anyMusic)
        return {"no file of music lies in " + listOf(folders) +
                "; choose a folder that holds some"};
    const auto& first = corpus.skipped.front();
    return {"none of the files in " + listOf(folders) + " can be used (" +
            base::pathText(first.path.filename()) + ": " + first.why +
            "); choose a folder that holds songs"};
}

} // namespace

Result<Corpus> importFolders(const std::string& name, const std::vector<fs::path>& folders,
                             const ImportOptions& options) {
    auto listed = listFiles(folders, options.stop);
    if (!listed) return listed.error();
    auto& files = listed->files;
    const auto left = beyondBudget(files, options.maxBytes);
    const auto packed = cacheFile(name, folders, options);
    auto cache = options.useCache ? Cache::load(packed) : Cache{};
    bool changed = false;
    auto imported = importAll(files, cache, options, changed);
    if (options.stop.stop_requested()) return cancelled();
    // Without a cache the next import is slower, nothing worse: a failure is no error here.
    if (options.useCache && changed) static_cast<void>(saveCache(packed, files, imported));

    auto corpus = assemble(files, std::move(imported), options.validationShare);
    for (const auto& file : left)
        corpus.skipped.push_back(
            {file.path, "left out: the folder holds more music than fits into " +
                            std::to_string(options.maxBytes >> 20) + " MiB"});
    std::ranges::move(listed->others, std::back_inserter(corpus.skipped));
    if (corpus.songs.empty()) return nothingUsable(folders, corpus, !files.empty());
    corpus.name = name;
    return corpus;
}

Result<Corpus> importFolder(const fs::path& folder, const ImportOptions& options) {
    const auto plain = folder.has_filename() ? folder : folder.parent_path();
    return importFolders(base::pathText(plain.filename()), {folder}, options);
}

Result<std::vector<score::Score>> readScores(const SourceFile& file) {
    const auto bytes = readSource(file);
    if (!bytes) return bytes.error();
    const auto name = file.path.filename();
    if (!exchange::isArchiveName(name)) {
        auto music = exchange::readMusic(*bytes, name);
        return music ? Result(std::move(music->scores)) : music.error();
    }
    const auto members = exchange::readArchive(*bytes, base::pathText(name));
    if (!members) return members.error();
    std::vector<score::Score> scores;
    Error why{base::pathText(name) + " holds no file of music"};
    for (const auto& [member, content] : *members) {
        if (!exchange::isMusicName(member)) continue;
        if (auto music = exchange::readMusic(content, member))
            std::ranges::move(music->scores, std::back_inserter(scores));
        else
            why = music.error();
    }
    return scores.empty() ? Result<std::vector<score::Score>>(why) : Result(std::move(scores));
}

} // namespace contrafact::corpus
