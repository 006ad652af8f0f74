// SPDX-License-Identifier: GPL-3.0-or-later
// What a corpus costs: importing, opening again, cutting training examples, checking for copies.
//   bench_corpus [FOLDER|starter]   without one: 200 generated songs of 50 bars
#include "core/corpus/corpus.h"
#include "core/corpus/windows.h"
#include "core/metrics/copy_check.h"
#include "core/midi/writer.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace contrafact;

template<typename Work>
double millisecondsFor(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

/// A song of five tracks and `bars` bars, about ten notes a bar and track.
score::Score generatedSong(unsigned seed, int bars) {
    static constexpr int kPrograms[]{0, 24, 32, 48, 0};
    std::mt19937 random(seed);
    score::Score song;
    for (int track = 0; track < encoding::kFamilies; ++track) {
        std::vector<score::Note> notes;
        for (int i = 0; i < bars * 10; ++i)
            notes.push_back({score::Tick(random() % unsigned(bars * 1920)),
                             score::Tick(60 + random() % 900), score::Pitch(36 + random() % 48),
                             static_cast<std::uint8_t>(40 + random() % 80)});
        score::TrackInfo info;
        info.channel = track == encoding::kDrums ? 9 : track;
        info.program = kPrograms[track];
        song.addTrack(score::Track(info, std::move(notes)));
    }
    return song;
}

/// Removes itself, cache and all.
struct WorkFolder {
    fs::path path =
        fs::temp_directory_path() / ("contrafact-bench-corpus." + std::to_string(::getpid()));
    ~WorkFolder() { fs::remove_all(path); }
};

bool writeSongs(const fs::path& folder) {
    for (unsigned seed = 1; seed <= 200; ++seed)
        if (!midi::writeFile(generatedSong(seed, 50), folder / (std::to_string(seed) + ".mid")))
            return false;
    return true;
}

void benchCells(const corpus::Corpus& corpus) {
    corpus::Stretches stretches;
    const double cut = millisecondsFor([&] { stretches = corpus::stretchesOf(corpus); });
    std::printf("grids cut             %10.1f ms\n", cut);
    const auto windows = corpus::windows(stretches, corpus::kAnyFamily, encoding::kStepsPerBar,
                                         corpus::Split::Training);
    std::size_t sum = 0;
    encoding::Cells cells;
    const double ms = millisecondsFor([&] {
        for (const auto& window : windows)
            for (int family = 0; family < encoding::kFamilies; ++family) {
                const auto& stretch = stretches.all[static_cast<std::size_t>(window.stretch)];
                encoding::fillCells(*stretch.grid, family, window.step, 2, cells);
                sum += cells[60];
            }
    });
    const auto filled = static_cast<double>(windows.size() * encoding::kFamilies);
    std::printf("training examples     %10.2f million families cut a second (%zu windows, %zu)\n",
                filled / ms / 1e3, windows.size(), sum);
}

void benchCopyCheck(const corpus::Corpus& corpus) {
    std::unique_ptr<metrics::CopyCheck> check;
    const double build =
        millisecondsFor([&] { check = std::make_unique<metrics::CopyCheck>(corpus); });
    std::vector<double> times;
    for (unsigned seed = 1000; seed < 1050; ++seed) {
        const auto piece = generatedSong(seed, 8);
        times.push_back(millisecondsFor([&] { static_cast<void>(check->check(piece)); }));
    }
    std::ranges::sort(times);
    std::printf("copy check, indexing  %10.1f ms\n", build);
    std::printf("copy check of 8 bars  %10.2f ms in the middle, %.2f at most\n",
                times[times.size() / 2], times.back());
}

} // namespace

int main(int argc, char** argv) {
    const WorkFolder work;
    std::string where = (work.path / "songs").string();
    if (argc > 1)
        where = argv[1];
    else if (!writeSongs(where))
        return 1;

    corpus::ImportOptions options;
    options.cacheFolder = work.path / "cache";
    Result<corpus::Corpus> corpus = Error{};
    const double first = millisecondsFor([&] { corpus = corpus::open(where, options); });
    if (!corpus) {
        std::fprintf(stderr, "%s\n", corpus.message().c_str());
        return 1;
    }
    const double second = millisecondsFor([&] { corpus = corpus::open(where, options); });
    std::printf("%zu songs, %zu skipped, %zu notes\n", corpus->songs.size(), corpus->skipped.size(),
                corpus->noteCount());
    std::printf("first import          %10.1f ms\n", first);
    std::printf("opening again         %10.1f ms\n", second);
    benchCells(*corpus);
    benchCopyCheck(*corpus);
    return 0;
}
