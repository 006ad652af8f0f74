// SPDX-License-Identifier: GPL-3.0-or-later
// How long rendering takes beside the program `fluidsynth` on the same file and SoundFont, and what
// two renderings at once gain. Without that program only our own figures are printed.
//   bench_audio [FILE.mid]   without a file: a generated song of a minute
#include "core/audio/render.h"
#include "core/audio/soundfont.h"
#include "core/midi/reader.h"
#include "core/midi/writer.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace contrafact;

constexpr int kRounds = 3;

/// Five tracks and about 1,500 notes, the size of a typical pop arrangement.
score::Score generatedSong() {
    std::mt19937 random(1);
    score::Score song;
    for (const int program : {0, 25, 33, 48, 0}) {
        const bool drums = song.trackCount() == 4;
        std::vector<score::Note> notes;
        for (score::Tick now; now < score::Tick(60 * 960); now += score::Tick(random() % 380))
            notes.push_back({.onset = now,
                             .length = score::Tick(60 + random() % 500),
                             .pitch = score::Pitch(36 + int(random() % (drums ? 14 : 48))),
                             .velocity = static_cast<std::uint8_t>(40 + random() % 80)});
        song.addTrack(score::Track(
            {.name = "Track", .channel = drums ? 9 : song.trackCount(), .program = program},
            std::move(notes)));
    }
    return song;
}

struct Cost {
    double wall = 0; ///< seconds
    double cpu = 0;  ///< seconds, of all threads
    bool operator<(const Cost& other) const { return cpu < other.cpu; }
};

double cpuOf(int who) {
    rusage usage{};
    ::getrusage(who, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template<typename Work>
Cost costOf(int who, Work work) {
    const auto begin = std::chrono::steady_clock::now();
    const double before = cpuOf(who);
    work();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    return {wall.count(), cpuOf(who) - before};
}

Cost median(std::vector<Cost> costs) {
    std::sort(costs.begin(), costs.end());
    return costs[costs.size() / 2];
}

/// The exit status; 127 when there is no such program.
int runQuietly(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t silence;
    posix_spawn_file_actions_init(&silence);
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO})
        posix_spawn_file_actions_addopen(&silence, fd, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    int status = 0;
    const int failed =
        ::posix_spawnp(&child, arguments[0], &silence, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&silence);
    if (failed != 0 || ::waitpid(child, &status, 0) != child) return 127;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/// The program stops with the last event, so ours renders no tail either.
Cost ours(const score::Score& song, const fs::path& out) {
    return costOf(RUSAGE_SELF, [&] {
        if (const auto done = audio::renderToFile(song, out, {.maxTailSeconds = 0}); !done)
            std::fprintf(stderr, "bench_audio: %s\n", done.message().c_str());
    });
}

Cost theirs(const fs::path& midi, const fs::path& font, const fs::path& out) {
    return costOf(RUSAGE_CHILDREN, [&] {
        runQuietly({"fluidsynth", "-q", "-n", "-i", "-r", "44100", "-T", "wav", "-O", "s16", "-F",
                    out.string(), font.string(), midi.string()});
    });
}

void printRender(const score::Score& song, const fs::path& folder, const fs::path& font) {
    const bool compare = runQuietly({"fluidsynth", "--version"}) == 0;
    std::vector<Cost> mine, program;
    for (int round = 0; round < kRounds; ++round) {
        mine.push_back(ours(song, folder / "ours.wav"));
        if (compare) program.push_back(theirs(folder / "song.mid", font, folder / "theirs.wav"));
    }
    const double seconds = song.duration().value;
    const auto own = median(mine);
    std::printf("render: %.0f s of music in %.2f s (%.0f x real time; processor %.2f s)\n", seconds,
                own.wall, seconds / own.wall, own.cpu);
    if (!compare)
        return void(std::printf("render: no program `fluidsynth` here to compare with\n"));
    const auto other = median(program);
    std::printf("render: fluidsynth -F %.2f s (processor %.2f s); ratio %.3f by the clock, %.3f of "
                "processor time (median of %d rounds)\n",
                other.wall, other.cpu, own.wall / other.wall, own.cpu / other.cpu, kRounds);
}

void printTwoAtOnce(const score::Score& song, const fs::path& folder) {
    const auto one = ours(song, folder / "one.wav");
    const auto two = costOf(RUSAGE_SELF, [&] {
        std::jthread other([&] { ours(song, folder / "two.wav"); });
        ours(song, folder / "one.wav");
    });
    std::printf("render: two at once %.2f s, %.2f x the throughput of one\n", two.wall,
                2 * one.wall / two.wall);
}

} // namespace

int main(int argc, char** argv) {
    const auto font = audio::defaultSoundFont();
    if (!font) return std::printf("render: skipped, %s\n", font.message().c_str()), 0;
    score::Score song = generatedSong();
    if (argc > 1) {
        auto file = midi::readFile(argv[1]);
        if (!file) return std::fprintf(stderr, "bench_audio: %s\n", file.message().c_str()), 1;
        song = file->scores.front();
    }
    const auto folder = fs::temp_directory_path() / ("bench_audio." + std::to_string(::getpid()));
    fs::create_directories(folder);
    if (const auto written = midi::writeFile(song, folder / "song.mid"); !written) {
        std::fprintf(stderr, "bench_audio: %s\n", written.message().c_str());
        return 1;
    }
    printRender(song, folder, *font);
    printTwoAtOnce(song, folder);
    fs::remove_all(folder);
    return 0;
}
