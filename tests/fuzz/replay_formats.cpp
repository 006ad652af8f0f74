// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the other fuzz targets without a fuzzer: over files made here, those of `corpus/TARGET`
// (small inputs that found something once among them) and seeded mutations of both.
// `TARGET FILE...` runs over those files; `--write FOLDER` writes FOLDER/TARGET/ for the fuzzers to
// start from.
#include "core/base/file.h"
#include "core/exchange/abc_writer.h"
#include "core/exchange/roll_image.h"
#include "core/score/codec.h"
#include "core/session/session.h"
#include "models/api/checkpoint.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"
#include "tests/support/paths.h"
#include "tests/support/random_score.h"
#include "tests/support/zip_bytes.h"

#include <cstdio>
#include <filesystem>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace contrafact;

std::string textOf(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Files of a song as the target takes them: number, size, content.
std::string listed(const std::vector<std::pair<char, std::string>>& files) {
    std::string all;
    for (const auto& [number, content] : files)
        all += number + test::little(content.size(), 2) + content;
    return all;
}

/// A note in a sparse roll of two steps, at 100 quarters a minute.
std::string sparseSong() {
    const auto bytes = [](std::string data) {
        const auto shape = "(" + std::to_string(data.size()) + ",)";
        return test::npy("|u1", shape, std::move(data));
    };
    std::string begins(129, '\2');
    begins.replace(0, 61, 61, '\0');
    return listed({{'\0', R"({"resolution": 2, "0": {"name": "a", "program": 3}})"},
                   {'\1', bytes("d")},
                   {'\2', bytes(std::string("\1\0", 2))},
                   {'\5', bytes("ZZ")},
                   {'\6', bytes(std::string("\0\1", 2))},
                   {'\7', bytes(begins)}});
}

std::vector<std::string> archives() {
    auto lpd = test::lpdFiles(2, 3);
    std::vector<std::string> all{
        test::zip(lpd), test::roll(8, {{0, 60}, {3, 127}}),
        test::npy("<f8", "(2,)", test::little(0x4056800000000000, 8) + test::little(0, 8)),
        test::zip({{"a.abc", "X:1\nK:C\nCDEF|\n"}})};
    lpd.erase("info.json");
    all.push_back(test::zip(lpd));
    all.push_back(sparseSong());
    return all;
}

std::vector<std::string> pictures() {
    exchange::RollImage image;
    for (int column = 0; column < exchange::kImageColumns; ++column)
        image.at(column % exchange::kImageRows, column) = 255;
    return {textOf(exchange::encodeImage(image).value()),
            textOf(exchange::encodeImage({}).value())};
}

std::vector<std::string> sessions() {
    session::Session session;
    session.score = test::randomWritableScore(7U);
    session.takes = {{.id = 1, .name = "Take 1", .provenance = "{}", .score = session.score}};
    session.runs = {{"/tmp/run", "{}", {{"loss", {1, 2}, {0.5, 0.25}}}}};
    session.settings = {{"seed", "7"}};
    return {textOf(session::encode(session).value()), textOf(score::encodeScore(session.score))};
}

std::vector<std::string> checkpoints() {
    models::TensorFile file;
    file.tensors["weight"] = {models::DType::F32, {2, 3}, std::vector<std::byte>(24)};
    file.tensors["count"] = {models::DType::I64, {}, std::vector<std::byte>(8)};
    file.metadata = {{"system", "toy"}, {"step", "12"}};
    return {textOf(models::encodeTensors(file)), textOf(models::encodeTensors({}))};
}

std::vector<std::string> tunes() {
    std::vector<std::string> all;
    for (unsigned seed = 1; seed <= 3; ++seed)
        all.push_back(exchange::writeAbc(test::randomGridScore(test::Random(seed))).value());
    return all;
}

/// What decides the music that the writers are given.
std::vector<std::string> decisions() {
    std::vector<std::string> all{std::string()};
    for (unsigned seed = 1; seed <= 3; ++seed) {
        test::Random random(seed);
        std::string bytes;
        for (int i = 0; i < 1500; ++i) bytes += static_cast<char>(random.in(0, 255));
        all.push_back(std::move(bytes));
    }
    return all;
}

struct Target {
    std::string_view name;
    void (*run)(fuzz::Bytes);
    std::vector<std::string> (*files)();
    int mutations; ///< of each file
};

constexpr Target kTargets[] = {
    {"abc", fuzz::readAbc, tunes, 150},
    {"npz", fuzz::readNpz, archives, 300},
    {"png", fuzz::readPng, pictures, 300},
    {"session", fuzz::readSession, sessions, 60},
    {"tensors", fuzz::readTensors, checkpoints, 300},
    {"abc_writer", fuzz::writeAbc, decisions, 60},
    {"midi_writer", fuzz::writeMidi, decisions, 60},
};

std::vector<std::string> filesOf(const Target& target) {
    auto files = target.files();
    std::error_code none;
    const fs::path corpus = test::sourcePath("tests/fuzz/corpus");
    for (const auto& entry : fs::directory_iterator(corpus / target.name, none))
        files.push_back(base::readText(entry.path()).value());
    return files;
}

void run(const Target& target, const std::string& bytes) {
    target.run(std::as_bytes(std::span(bytes)));
}

int replay() {
    for (const auto& target : kTargets) {
        std::mt19937 random(20261127);
        const auto files = filesOf(target);
        for (const auto& bytes : files) {
            run(target, bytes);
            for (int i = 0; i < target.mutations; ++i) run(target, fuzz::mutated(bytes, random));
        }
        std::printf("%s: %zu files and %d mutations of each\n", target.name.data(), files.size(),
                    target.mutations);
    }
    return 0;
}

int write(const fs::path& folder) {
    for (const auto& target : kTargets) {
        int number = 0;
        fs::create_directories(folder / target.name);
        for (const auto& bytes : filesOf(target)) {
            const auto path = folder / target.name / std::to_string(++number);
            if (const auto done = base::writeFileAtomically(path, bytes); !done)
                return std::fprintf(stderr, "%s\n", done.message().c_str()), 1;
        }
    }
    return 0;
}

int runOver(std::string_view name, std::span<char*> paths) {
    for (const auto& target : kTargets) {
        if (target.name != name) continue;
        for (const char* path : paths) {
            std::printf("%s\n", path);
            run(target, base::readText(path).value());
        }
        return 0;
    }
    return std::fprintf(stderr, "there is no target %s\n", name.data()), 2;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) return replay();
    if (argc == 3 && std::string_view(argv[1]) == "--write") return write(argv[2]);
    return runOver(argv[1], std::span(argv + 2, static_cast<std::size_t>(argc - 2)));
}
