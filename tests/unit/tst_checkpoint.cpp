// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoint files: what is written is read back, what is damaged or foreign is one clear error.
#include "core/base/file.h"
#include "models/api/checkpoint.h"
#include "models/api/descriptor.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <cstring>
#include <random>
#include <span>

using namespace contrafact;
using namespace contrafact::models;

namespace {

TensorData floats(std::vector<std::int64_t> shape, const std::vector<float>& values) {
    const auto bytes = std::as_bytes(std::span(values)); // may be none: nothing for memcpy
    return {DType::F32, std::move(shape), {bytes.begin(), bytes.end()}};
}

TensorFile example(std::int64_t step = 12) {
    const auto& system = *systems().front();
    TensorFile file;
    file.tensors["a/weight"] = floats({2, 3}, {1, 2, 3, 4, 5, 6});
    file.tensors["b"] = floats({}, {7});
    file.tensors["empty"] = floats({0, 4}, {});
    file.metadata = {{"system", system.id},
                     {"version", std::to_string(system.version)},
                     {"params", toJson(system.training.defaults())},
                     {"step", std::to_string(step)},
                     {"seed", "18446744073709551615"},
                     {"complete", "true"},
                     {"metrics", R"({"f1_piano": 0.5})"},
                     {"corpus", "Stücke \"x\""}};
    return file;
}

/// The bytes of a file with this header and data.
std::vector<std::byte> raw(const std::string& header, std::size_t data) {
    std::vector<std::byte> bytes(8 + header.size() + data);
    const std::uint64_t length = header.size();
    std::memcpy(bytes.data(), &length, 8);
    std::memcpy(bytes.data() + 8, header.data(), header.size());
    return bytes;
}

} // namespace

class TestCheckpoint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsReadBack() {
        const auto file = example();
        const auto back = decodeTensors(encodeTensors(file), "x");
        QVERIFY(back.ok());
        QCOMPARE(back->tensors.size(), file.tensors.size());
        for (const auto& [name, tensor] : file.tensors) {
            const auto& other = back->tensors.at(name);
            QVERIFY(other.type == tensor.type && other.shape == tensor.shape &&
                    other.bytes == tensor.bytes);
        }
        for (const auto& [key, value] : file.metadata) QCOMPARE(back->metadata.at(key), value);
    }

    void everyTruncationIsRefused() {
        const auto bytes = encodeTensors(example());
        for (std::size_t length = 0; length < bytes.size(); ++length)
            QVERIFY(!decodeTensors(std::span(bytes).first(length), "x").ok());
        auto longer = bytes;
        longer.push_back(std::byte{0});
        QVERIFY(!decodeTensors(longer, "x").ok());
    }

    void noFlippedBitChangesATensor_data() {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 8; ++seed) QTest::newRow(std::to_string(seed).c_str()) << seed;
    }
    void noFlippedBitChangesATensor() {
        QFETCH(int, seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        const auto file = example();
        const auto bytes = encodeTensors(file);
        for (int i = 0; i < 500; ++i) {
            auto damaged = bytes;
            damaged[random() % bytes.size()] ^= std::byte(1U << random() % 8);
            const auto back = decodeTensors(damaged, "x");
            if (!back) continue; // most flips; one in a metadata text may pass
            for (const auto& [name, tensor] : back->tensors) {
                const bool same = std::ranges::any_of(file.tensors, [&](const auto& item) {
                    return item.second.bytes == tensor.bytes;
                });
                QVERIFY(same);
            }
        }
    }

    void liesInTheHeaderAreRefused_data() {
        QTest::addColumn<QByteArray>("header");
        const auto row = [](const char* name, const char* header) {
            QTest::newRow(name) << QByteArray(header);
        };
        row("no json", "hello");
        row("array", "[]");
        row("shape too large",
            R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}})");
        row("negative extent", R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})");
        row("beyond the end", R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})");
        row("backwards", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})");
        row("overlap", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                       R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})");
        row("gap", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})");
        row("unknown type", R"({"a":{"dtype":"F8","shape":[8],"data_offsets":[0,8]}})");
        row("type is a number", R"({"a":{"dtype":4,"shape":[2],"data_offsets":[0,8]}})");
        row("offsets are text", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":["0","8"]}})");
        row("metadata is a list",
            R"({"__metadata__":[],"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
        row("no checksum", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
    }
    void liesInTheHeaderAreRefused() {
        QFETCH(QByteArray, header);
        const auto result = decodeTensors(raw(header.toStdString(), 8), "name.safetensors");
        QVERIFY(!result.ok());
        QVERIFY(result.message().starts_with("name.safetensors is not a usable checkpoint: "));
        QVERIFY(result.message().find('\n') == std::string::npos);
    }

    void peekReadsTheMetadata() {
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "a.safetensors";
        QVERIFY(saveTensors(example(), path).ok());
        const auto info = peekCheckpoint(path);
        QVERIFY2(info.ok(), info.ok() ? "" : info.message().c_str());
        QCOMPARE(info->step, std::int64_t{12});
        QCOMPARE(info->seed, UINT64_MAX);
        QVERIFY(info->complete);
        QCOMPARE(info->metrics.at("f1_piano"), 0.5);
        QCOMPARE(info->hash.size(), std::size_t{64});
        QVERIFY(info->params == systems().front()->training.defaults());
    }

    void foreignFilesArePeekedWithOneSentence() {
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "a.safetensors";
        QVERIFY(base::writeFileAtomically(path, std::string_view("MThd is not a checkpoint")).ok());
        QVERIFY(!peekCheckpoint(path).ok());
        auto other = example();
        other.metadata["system"] = "someone-else";
        QVERIFY(saveTensors(other, path).ok());
        QVERIFY(peekCheckpoint(path).message().find("someone-else") != std::string::npos);
        auto newer = example();
        newer.metadata["version"] = "99";
        QVERIFY(saveTensors(newer, path).ok());
        QVERIFY(peekCheckpoint(path).message().find("99") != std::string::npos);
    }

    void theNewestGoodCheckpointOfARunIsFound() {
        QTemporaryDir folder;
        const std::filesystem::path run = folder.path().toStdString();
        std::filesystem::create_directories(run / "checkpoints");
        QVERIFY(!resolveCheckpoint(run).ok());
        const auto older = run / "checkpoints" / "step-00000005.safetensors";
        const auto newer = run / "checkpoints" / "step-00000009.safetensors";
        QVERIFY(saveTensors(example(5), older).ok());
        QVERIFY(saveTensors(example(9), newer).ok());
        QCOMPARE(resolveCheckpoint(run)->string(), newer.string());

        auto bytes = base::readFile(newer).value();
        bytes.back() ^= std::byte{1}; // only the checksum can tell
        QVERIFY(base::writeFileAtomically(newer, bytes).ok());
        QCOMPARE(resolveCheckpoint(run)->string(), older.string());
        QVERIFY(!loadTensors(newer).ok());
    }
};

CONTRAFACT_TEST(TestCheckpoint)
#include "tst_checkpoint.moc"
