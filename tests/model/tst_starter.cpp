// SPDX-License-Identifier: GPL-3.0-or-later
// The checkpoint that comes with the program keeps what its description says.
#include "core/base/file.h"
#include "core/base/resources.h"
#include "core/metrics/density.h"
#include "models/api/networks.h"
#include "tests/support/test.h"

#include <nlohmann/json.hpp>

using namespace contrafact;
using namespace contrafact::models;

class TestStarter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        const auto path = base::findResource("checkpoints/vae-nn-starter.safetensors");
        QVERIFY(!path.empty());
        QVERIFY(std::filesystem::file_size(path) <= 15'000'000);
        auto opened = (*loadNetworks())->open(path);
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.message().c_str());
        m_composer = std::move(opened).value();
        auto text = path;
        const auto json = base::readText(text.replace_extension(".json"));
        QVERIFY(json.ok());
        m_description = nlohmann::json::parse(*json);
    }

    void theDescriptionIsOfThisFile() {
        QCOMPARE(m_description["sha256_of_data"].get<std::string>(), m_composer->info().hash);
        QCOMPARE(m_description["seed"].get<std::uint64_t>(), m_composer->info().seed);
        for (const auto& family : encoding::kFamilyInfo) {
            const std::string id(family.id);
            const double said = m_description["unseen_songs"]["f1"][id].get<double>();
            QVERIFY(std::abs(said - m_composer->info().metrics.at("f1_" + id)) < 0.001);
        }
    }

    void unseenSongsComeBackBetterThanInTheTrial() {
        QVERIFY(m_composer->info().metrics.at("f1_piano") > 0.55);
        QVERIFY(m_composer->info().metrics.at("f1_drums") > 0.68);
    }

    /// 240 pieces of eight bars: neither silent nor a wall.
    void notesPerBarAreThoseOfTheCorpus() {
        constexpr int kPieces = 240;
        std::array<double, encoding::kFamilies> notes{}, playing{};
        for (std::uint64_t seed = 1; seed <= kPieces; ++seed) {
            const auto song = encoding::toGrid(compose(seed, {}));
            for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
                notes[family] += static_cast<double>(song.notes[family].size()) / 8;
                playing[family] += !song.notes[family].empty();
            }
        }
        const auto& corpus = m_description["corpus"]["notes_per_bar"];
        for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
            const std::string id(encoding::kFamilyInfo[family].id);
            QVERIFY2(playing[family] > kPieces / 4, id.c_str());
            const double ratio = notes[family] / playing[family] / corpus[id].get<double>();
            QVERIFY2(ratio > 0.6 && ratio < 1.4, (id + " " + std::to_string(ratio)).c_str());
        }
    }

    void noPieceIsSilent() {
        for (const char* noise : {"0", "0.7", "2"})
            for (std::uint64_t seed = 1; seed <= 20; ++seed)
                QVERIFY(compose(seed, {{"noise_sd", noise}}).noteCount() > 0);
    }

private:
    score::Score compose(std::uint64_t seed, const std::map<std::string, std::string>& controls) {
        GenerationRequest request;
        request.controls = findSystem("vae-nn")->generation.parse(controls).value();
        request.seed = seed;
        return m_composer->generate(request, {})->score;
    }

    std::unique_ptr<Composer> m_composer;
    nlohmann::json m_description;
};

CONTRAFACT_TEST(TestStarter)
#include "tst_starter.moc"
