// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the MIDI fuzz target without a fuzzer. With no arguments: over our own files and seeded
// mutations of them. With files or folders: over those, printing what the reader makes of each.
// `--write FOLDER` writes our own files there, for the fuzzer to start from.
#include "core/base/file.h"
#include "core/midi/reader.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"
#include "tests/support/midi_bytes.h"

#include <sys/resource.h>

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

void run(const std::string& bytes) {
    fuzz::readMidi(std::as_bytes(std::span(bytes)));
}

int replayOwnFiles() {
    constexpr int kMutationsEach = 400;
    std::mt19937 random(20261121);
    const auto cases = test::midiCases();
    for (const auto& file : cases) {
        run(file.bytes);
        for (int i = 0; i < kMutationsEach; ++i) run(fuzz::mutated(file.bytes, random));
    }
    std::printf("%zu files and %d mutations of each\n", cases.size(), kMutationsEach);
    return cases.empty() ? 1 : 0;
}

int writeOwnFiles(const fs::path& folder) {
    for (const auto& file : test::midiCases()) {
        auto name = file.name + ".mid";
        std::replace(name.begin(), name.end(), '/', '_');
        if (const auto done = base::writeFileAtomically(folder / name, file.bytes); !done)
            return std::fprintf(stderr, "%s\n", done.message().c_str()), 1;
    }
    return 0;
}

long peakMegabytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

std::string describe(const Result<midi::MidiFile>& file) {
    if (!file) return "refused: " + file.message();
    std::size_t notes = 0;
    int tracks = 0;
    for (const auto& score : file->scores) notes += score.noteCount(), tracks += score.trackCount();
    auto out = std::to_string(file->scores.size()) + " scores, " + std::to_string(tracks) +
               " tracks, " + std::to_string(notes) + " notes, " +
               std::to_string(file->scores[0].duration().value) + " s";
    for (const auto& warning : file->warnings) out += " | " + warning;
    return out;
}

void report(const fs::path& path) {
    const auto bytes = base::readText(path);
    if (!bytes) return void(std::printf("%s\t%s\n", path.c_str(), bytes.message().c_str()));
    const auto begin = std::chrono::steady_clock::now();
    const auto text = describe(midi::read(std::as_bytes(std::span(*bytes)), path.filename()));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    run(*bytes);
    std::printf("%s\t%s\t%.1f ms\tpeak %ld MB\n", path.c_str(), text.c_str(), took.count(),
                peakMegabytes());
}

std::vector<fs::path> filesIn(const fs::path& path) {
    if (!fs::is_directory(path)) return {path};
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(path))
        if (entry.is_regular_file()) out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) return replayOwnFiles();
    if (argc == 3 && std::string(argv[1]) == "--write") return writeOwnFiles(argv[2]);
    for (int i = 1; i < argc; ++i)
        for (const auto& file : filesIn(argv[i])) report(file);
    return 0;
}
