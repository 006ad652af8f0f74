// SPDX-License-Identifier: GPL-3.0-or-later
// Importing in three steps: list the files, turn each into a grid (from the cache or in parallel
// from its bytes), and assemble the corpus in the order of the paths, so that the result does not
// depend on which thread was faster.
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/corpus/assemble.h"
#include "core/corpus/cache.h"
#include "core/corpus/corpus.h"
#include "core/corpus/scan.h"
#include "core/midi/reader.h"

#include <algorithm>
#include <atomic>
#include <chrono>
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

Error cancelled() {
    return {"cancelled"};
}

/// The readers open their messages with the file's name, which the list of skipped files shows
/// already.
std::string withoutName(const std::string& message, const std::string& name) {
    const auto prefix = name + ": ";
    return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

const score::Score& mainScore(const midi::MidiFile& file) {
    return *std::ranges::max_element(file.scores, {}, &score::Score::noteCount);
}

void encodeScore(const score::Score& score, Imported& out) {
    out.seconds = score.duration().value;
    out.noteCount = static_cast<std::int32_t>(score.noteCount());
    if (out.noteCount == 0) {
        out.why = "no notes";
        return;
    }
    out.grid = encoding::toGrid(score);
    if (out.grid.steps < encoding::kStepsPerBar) out.why = "shorter than one bar";
    if (out.grid.bars() > kMaxBars || out.seconds > kMaxSeconds)
        out.why = "longer than four hours: its times are damaged";
    if (!out.why.empty()) out.grid = {};
}

Imported importBytes(const std::vector<std::byte>& bytes, const SourceFile& source,
                     std::stop_token stop) {
    Imported out;
    const auto name = source.path.filename().string();
    midi::ReadOptions options;
    options.stop = std::move(stop);
    const auto file = midi::read(bytes, name, options);
    if (!file)
        out.why = withoutName(file.message(), name);
    else
        encodeScore(mainScore(*file), out);
    return out;
}

Imported importSource(const SourceFile& source, Cache& cache, std::stop_token stop) {
    if (source.size > kMaxFileBytes) return {.why = "larger than 64 MiB: no song is"};
    const auto bytes = readSource(source);
    if (!bytes) return {.why = bytes.message()};
    auto hash = base::sha256(*bytes);
    if (auto known = cache.takeContent(hash)) return std::move(*known);
    auto out = importBytes(*bytes, source, std::move(stop));
    out.hash = std::move(hash);
    return out;
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

Result<std::vector<SourceFile>> listFiles(const std::vector<fs::path>& folders,
                                          std::stop_token stop) {
    std::vector<SourceFile> files;
    for (const auto& folder : folders) {
        auto found = scan(folder, stop);
        if (!found) return found;
        std::ranges::move(*found, std::back_inserter(files));
    }
    std::ranges::sort(
        files, {}, [](const SourceFile& f) -> auto& { return f.path.native(); });
    const auto twice = std::ranges::unique(files, {}, &SourceFile::path);
    files.erase(twice.begin(), twice.end());
    return files;
}

/// Moves what goes beyond the budget out of `files`. Names decide who stays, as chance would, but
/// the same each time. Both lists stay in the order of the paths.
std::vector<SourceFile> beyondBudget(std::vector<SourceFile>& files, std::uint64_t maxBytes) {
    std::uint64_t total = 0;
    for (const auto& file : files) total += file.size;
    if (total <= maxBytes) return {};
    std::vector<std::pair<std::string, std::size_t>> lots;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto name = files[i].path.filename().string();
        lots.emplace_back(base::sha256(std::as_bytes(std::span(name))), i);
    }
    std::ranges::sort(lots);
    std::vector<bool> stays(files.size());
    std::uint64_t used = 0;
    for (const auto& [lot, index] : lots) {
        if (used + files[index].size > maxBytes) continue;
        used += files[index].size;
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
        all += fs::weakly_canonical(fs::absolute(folder, ignored), ignored).string() + '\n';
    const auto key = base::sha256(std::as_bytes(std::span(all))).substr(0, 16);
    const auto folder =
        options.cacheFolder.empty() ? base::cacheFolder() / "corpus" : options.cacheFolder;
    return folder / (fs::path(name).filename().string() + "-" + key + ".grids");
}

std::string listOf(const std::vector<fs::path>& folders) {
    std::string out;
    for (const auto& folder : folders) out += (out.empty() ? "" : ", ") + folder.string();
    return out;
}

Error nothingUsable(const std::vector<fs::path>& folders, const Corpus& corpus) {
    if (corpus.skipped.empty())
        return {"no MIDI file (.mid, .midi, .kar, .rmi) lies in " + listOf(folders) +
                "; choose a folder that holds some"};
    const auto& first = corpus.skipped.front();
    return {"none of the " + std::to_string(corpus.skipped.size()) + " MIDI files in " +
            listOf(folders) + " can be used (" + first.path.filename().string() + ": " + first.why +
            "); choose a folder that holds songs"};
}

} // namespace

Result<Corpus> importFolders(const std::string& name, const std::vector<fs::path>& folders,
                             const ImportOptions& options) {
    auto files = listFiles(folders, options.stop);
    if (!files) return files.error();
    const auto left = beyondBudget(*files, options.maxBytes);
    const auto packed = cacheFile(name, folders, options);
    auto cache = options.useCache ? Cache::load(packed) : Cache{};
    bool changed = false;
    auto imported = importAll(*files, cache, options, changed);
    if (options.stop.stop_requested()) return cancelled();
    // Without a cache the next import is slower, nothing worse: a failure is no error here.
    if (options.useCache && changed) static_cast<void>(saveCache(packed, *files, imported));

    auto corpus = assemble(*files, std::move(imported), options.validationShare);
    for (const auto& file : left)
        corpus.skipped.push_back({file.path, "left out: the folder holds more than " +
                                                 std::to_string(options.maxBytes >> 20) +
                                                 " MiB of music"});
    if (corpus.songs.empty()) return nothingUsable(folders, corpus);
    corpus.name = name;
    return corpus;
}

Result<Corpus> importFolder(const fs::path& folder, const ImportOptions& options) {
    const auto plain = folder.has_filename() ? folder : folder.parent_path();
    return importFolders(plain.filename().string(), {folder}, options);
}

Result<score::Score> readScore(const fs::path& path) {
    const auto source = findSource(path);
    if (!source)
        return Error{"cannot open " + path.string() +
                     ": it is not there any more; import the "
                     "folder again"};
    const auto bytes = readSource(*source);
    if (!bytes) return bytes.error();
    const auto file = midi::read(*bytes, path.filename().string());
    if (!file) return file.error();
    return mainScore(*file);
}

} // namespace contrafact::corpus
