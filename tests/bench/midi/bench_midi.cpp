// SPDX-License-Identifier: GPL-3.0-or-later
// How fast MIDI is imported from memory on one core, and what a very big file costs.
//   bench_midi [FOLDER]   without a folder: 200 generated songs
#include "core/base/file.h"
#include "core/midi/reader.h"
#include "core/midi/writer.h"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace contrafact;
using File = std::vector<std::byte>;

constexpr double kMega = 1e6;

/// A song of three tracks and about 1,700 notes, the size of a typical pop arrangement.
File generatedSong(unsigned seed) {
    std::mt19937 random(seed);
    score::Score song;
    for (int track = 0; track < 3; ++track) {
        std::vector<score::Note> notes;
        score::Tick now;
        for (int i = 0; i < 570; ++i) {
            now += score::Tick(random() % 240);
            notes.push_back({now, score::Tick(60 + random() % 400),
                             score::Pitch(36 + random() % 48),
                             static_cast<std::uint8_t>(40 + random() % 80)});
        }
        song.addTrack(score::Track({.name = "Track", .channel = track}, std::move(notes)));
    }
    return midi::write(song);
}

std::vector<File> generatedSongs() {
    std::vector<File> out;
    for (unsigned seed = 1; seed <= 200; ++seed) out.push_back(generatedSong(seed));
    return out;
}

std::vector<File> filesIn(const fs::path& folder) {
    std::vector<File> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            if (auto bytes = base::readFile(entry.path())) out.push_back(std::move(*bytes));
    return out;
}

/// Seconds of processor time, so that other programs on the machine count little.
template<typename Work>
double secondsFor(Work work) {
    const auto now = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    };
    const double begin = now();
    work();
    return now() - begin;
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + std::ptrdiff_t(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

void benchFolder(const std::vector<File>& files) {
    constexpr int kRounds = 15;
    std::size_t bytes = 0, notes = 0;
    for (const auto& file : files) bytes += file.size();
    std::vector<double> seconds;
    for (int round = 0; round < kRounds; ++round) {
        notes = 0;
        seconds.push_back(secondsFor([&] {
            for (const auto& file : files)
                if (const auto read = midi::read(file, "bench"))
                    for (const auto& score : read->scores) notes += score.noteCount();
        }));
    }
    const double mega = static_cast<double>(bytes) / kMega;
    std::printf(
        "import: %zu files, %.1f MB, %zu notes: %.0f MB/s (median of %d rounds, best %.0f)\n",
        files.size(), mega, notes, mega / median(seconds), kRounds,
        mega / *std::min_element(seconds.begin(), seconds.end()));
}

/// 16 tracks with 5,070,000 notes in all: seven bytes a note, as running status allows.
File bigFile() {
    constexpr int kTracks = 16, kNotesEach = 5'070'000 / kTracks;
    const auto number = [](std::string& out, unsigned value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
            out += static_cast<char>(value >> shift & 0xFF);
    };
    std::mt19937 random(1);
    std::string out = "MThd";
    number(out, 6, 4), number(out, 1, 2), number(out, kTracks, 2), number(out, 480, 2);
    for (int track = 0; track < kTracks; ++track) {
        std::string events;
        for (int i = 0; i < kNotesEach; ++i) {
            const auto pitch = static_cast<char>(24 + random() % 80);
            events += static_cast<char>(random() % 100);
            if (i % 8 == 0) events += static_cast<char>(0x90 | track);
            events += {pitch, static_cast<char>(1 + random() % 127)};
            if (i % 2 == 0) events += '\x81'; // longer than 127 ticks
            events += {static_cast<char>(random() % 100), pitch, '\0'};
        }
        events += std::string("\x00\xFF\x2F\x00", 4);
        out += "MTrk";
        number(out, static_cast<unsigned>(events.size()), 4);
        out += events;
    }
    const auto bytes = std::as_bytes(std::span(out));
    return {bytes.begin(), bytes.end()};
}

/// A value of /proc/self/status, in bytes.
double statusBytes(const std::string& key) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(key + ":")) return std::stod(line.substr(key.size() + 1)) * 1024;
    return 0;
}

/// What the largest moment takes over what is there before; forgets earlier, larger moments first.
template<typename Work>
double peakBytesOf(Work work) {
    std::ofstream("/proc/self/clear_refs") << 5;
    const double before = statusBytes("VmRSS");
    work();
    return statusBytes("VmHWM") - before;
}

void benchBigFile() {
    const auto bytes = bigFile();
    const double size = static_cast<double>(bytes.size());
    double seconds = 0;
    std::size_t notes = 0;
    const double peak = peakBytesOf([&] {
        Result<midi::MidiFile> file = Error{};
        seconds = secondsFor([&] { file = midi::read(bytes, "big"); });
        notes = file ? file->scores[0].noteCount() : 0;
    });
    std::vector<double> times{seconds};
    for (int i = 0; i < 4; ++i)
        times.push_back(secondsFor([&] { (void)midi::read(bytes, "big"); }));
    std::printf(
        "big file: %.1f MB, %zu notes: first %.3f s, median %.3f s (%.0f MB/s); memory %.0f "
        "MB = %.2f x its size, %.2f x with the file's own bytes\n",
        size / kMega, notes, seconds, median(times), size / kMega / median(times), peak / kMega,
        peak / size, peak / size + 1);
}

} // namespace

int main(int argc, char** argv) {
    const auto files = argc > 1 ? filesIn(argv[1]) : generatedSongs();
    if (files.empty()) {
        std::fprintf(stderr, "bench_midi: there are no files in %s\n", argv[1]);
        return 1;
    }
    benchFolder(files);
    benchBigFile();
    return 0;
}
