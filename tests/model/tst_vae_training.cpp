// SPDX-License-Identifier: GPL-3.0-or-later
// Training and composing from outside, as the window and the command line do it.
#include "core/base/file.h"
#include "core/encoding/segment.h"
#include "models/api/networks.h"
#include "models/api/run.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <cmath>
#include <cstring>
#include <random>
#include <set>

using namespace contrafact;
using namespace contrafact::models;
namespace fs = std::filesystem;
using tests::trainToTheEnd;

namespace {

constexpr std::int64_t kSteps = 20;

const SystemDescriptor& system() {
    return *findSystem("vae-nn");
}

/// Small and musical; `texts` over it.
TrainingRequest request(const fs::path& run, std::map<std::string, std::string> texts = {}) {
    std::map<std::string, std::string> values{{"k", "8"},          {"batch", "4"},
                                              {"net_batch", "8"},  {"net_copies", "1"},
                                              {"net_epochs", "1"}, {"vae_epochs", "1"}};
    for (auto& [key, value] : texts) values[key] = value;
    return tests::toyTraining(system(),
                              system().training.parse(values, system().presetParams("cpu")).value(),
                              run, kSteps);
}

using CellSet = std::set<std::array<int, 3>>;

CellSet cellsOf(const score::Score& score) {
    const auto song = encoding::toGrid(score);
    CellSet cells;
    for (int family = 0; family < encoding::kFamilies; ++family)
        for (const auto& note : song.notes[static_cast<std::size_t>(family)])
            for (int step = note.step; step < note.end(); ++step)
                cells.insert({family, step, note.pitch});
    return cells;
}

double jaccardDistance(const CellSet& a, const CellSet& b) {
    std::size_t both = 0;
    for (const auto& cell : a) both += b.contains(cell);
    const auto any = a.size() + b.size() - both;
    return any ? 1 - static_cast<double>(both) / static_cast<double>(any) : 0;
}

} // namespace

class TestVaeTraining : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        auto wanted = request(path("trained"), {{"vae_epochs", "12"}, {"net_epochs", "30"}});
        wanted.maxSteps.reset();
        const auto trained = trainToTheEnd(wanted);
        QVERIFY2(trained.ok(), trained.ok() ? "" : trained.message().c_str());
        auto opened = (*loadNetworks())->open(path("trained"));
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.message().c_str());
        m_composer = std::move(opened).value();
    }

    void aRunTellsItsStory() {
        const auto run = readRun(path("trained"));
        QVERIFY(run.ok());
        QCOMPARE(run->state, std::string("finished"));
        QVERIFY(run->metrics.contains("f1_piano"));
        QVERIFY(run->metrics.contains("val_mse_drums"));
        const auto curves = readCurves(path("trained"));
        QVERIFY(curves.ok());
        QCOMPARE(curves->size(), system().curves.size());
        const auto& elbo = curves->front();
        QVERIFY(elbo.value.size() > 20);
        QVERIFY(elbo.value.back() > elbo.value.front());
        QVERIFY(fs::exists(path("trained") / "checkpoints" / "best.safetensors"));
        QVERIFY(!fs::is_empty(path("trained") / "samples"));
        QVERIFY(!trainToTheEnd(request(path("trained"))).ok()); // never over an old run
    }

    void resumingWithOtherSettingsIsRefused() {
        auto wanted = request(path("trained"), {{"kl_weight", "0.5"}});
        wanted.resume = true;
        QVERIFY(trainToTheEnd(wanted).message().find("other parameters") != std::string::npos);
        auto otherSongs = request(path("trained"), {{"vae_epochs", "12"}, {"net_epochs", "30"}});
        otherSongs.corpus = tests::toyCorpus(3);
        otherSongs.resume = true;
        QVERIFY(trainToTheEnd(otherSongs).message().find("other songs") != std::string::npos);
    }

    void aRunMayGoOnMoreSlowly() {
        auto wanted = request(path("slower"));
        wanted.maxSteps = 200;
        auto session = TrainingSession::start(wanted);
        QTRY_VERIFY_WITH_TIMEOUT(session->status().step > 2, 30'000);
        session->stop();
        QTRY_VERIFY_WITH_TIMEOUT(session->ended(), 30'000);
        auto slower = request(path("slower"), {{"lr", "0.0001"}});
        slower.maxSteps = 12;
        slower.resume = true;
        const auto resumed = trainToTheEnd(slower);
        QVERIFY2(resumed.ok(), resumed.ok() ? "" : resumed.message().c_str());
        QCOMPARE(readRun(path("slower"))->params.real("lr"), 0.0001);
    }

    void aWeightThatIsNoNumberStopsTraining() {
        auto wanted = request(path("poisoned"), {{"kl_warmup", "0"}});
        wanted.maxSteps = 200; // the first stage has 64 of them
        auto session = TrainingSession::start(wanted);
        QTRY_VERIFY_WITH_TIMEOUT(session->status().step > 2, 30'000);
        session->stop();
        QTRY_VERIFY_WITH_TIMEOUT(session->ended(), 30'000);
        const auto path = resolveCheckpoint(this->path("poisoned")).value();
        auto file = loadTensors(path).value();
        const float poison = NAN;
        auto& weights = file.tensors.at("training/weight/conv1.weight");
        std::memcpy(weights.bytes.data(), &poison, sizeof poison);
        QVERIFY(saveTensors(file, path).ok());
        const auto before = base::readFile(path).value();

        wanted.resume = true;
        const auto resumed = trainToTheEnd(wanted);
        QVERIFY(!resumed.ok());
        QVERIFY2(resumed.message().find("is not a number") != std::string::npos,
                 resumed.message().c_str());
        QVERIFY(readRun(this->path("poisoned"))->state.starts_with("failed: "));
        QCOMPARE(base::readFile(path).value(), before);
    }

    void theExportComposesAlike() {
        const auto small = path("export.safetensors");
        QVERIFY((*loadNetworks())->exportCheckpoint(path("trained"), small).ok());
        const auto big = resolveCheckpoint(path("trained")).value();
        QVERIFY(fs::file_size(small) < 0.55 * static_cast<double>(fs::file_size(big)));
        auto composer = (*loadNetworks())->open(small);
        QVERIFY2(composer.ok(), composer.ok() ? "" : composer.message().c_str());
        const auto a = compose({}), b = (*composer)->generate(makeRequest({}), {}).value();
        QVERIFY(jaccardDistance(cellsOf(a.score), cellsOf(b.score)) < 0.1); // half precision
    }

    void checkpointsThatDoNotFitAreRefusedByName() {
        auto file = loadTensors(resolveCheckpoint(path("trained")).value()).value();
        auto& tensor = file.tensors.at("melody/dense1.bias");
        tensor.shape = {64};
        tensor.bytes.resize(64 * sizeof(float));
        const auto wrong = path("wrong.safetensors");
        QVERIFY(saveTensors(file, wrong).ok());
        const auto opened = (*loadNetworks())->open(wrong);
        QVERIFY(!opened.ok());
        QVERIFY2(opened.message().find("melody/dense1.bias") != std::string::npos,
                 opened.message().c_str());
        QVERIFY(opened.message().find('\n') == std::string::npos);
    }

    void theSameRequestGivesTheSameNotes() {
        const auto a = compose({}), b = compose({});
        QVERIFY(a.score.noteCount() > 0);
        QVERIFY(a.score.sounds(b.score));
        QVERIFY(a.provenance == b.provenance && a.latent == b.latent);
        QVERIFY(!compose({}, 2).score.sounds(a.score));
        QVERIFY(a.score.end().value <= 8 * 4 * score::kDefaultPpq);
        for (int i = 0; i < a.score.trackCount(); ++i) QVERIFY(!a.score.track(i).notes().empty());
    }

    void moreNoiseStraysFarther() {
        // Mean distance from the same walk without noise; eight seeds.
        const auto strays = [&](const char* noise) {
            double sum = 0;
            for (std::uint64_t seed = 1; seed <= 8; ++seed)
                sum += jaccardDistance(cellsOf(compose({{"noise_sd", "0"}}, seed).score),
                                       cellsOf(compose({{"noise_sd", noise}}, seed).score));
            return sum / 8;
        };
        const double little = strays("0.1"), some = strays("0.7"), much = strays("2");
        QVERIFY(little < some && some < much);
        QCOMPARE(strays("0"), 0.0);
    }

    void alphaOneComesNearestToTheStyle() {
        const auto song = tests::toySong(77, 16, false);
        const auto nearest = [&](const char* alpha) {
            const auto styled = styledBy(song, alpha);
            double sum = 0;
            for (std::uint64_t seed = 1; seed <= 6; ++seed) {
                auto wanted = makeRequest({{"alpha", alpha}, {"noise_sd", "0"}}, seed);
                wanted.bars = 16;
                wanted.styles = {styled};
                sum += distanceToSong(m_composer->generate(wanted, {})->score, song);
            }
            return sum / 6;
        };
        const double none = nearest("0"), whole = nearest("1");
        QVERIFY2(whole < none, (std::to_string(whole) + " " + std::to_string(none)).c_str());
        // Without a style alpha does nothing.
        QVERIFY(compose({{"alpha", "0"}}).score.sounds(compose({{"alpha", "1"}}).score));
    }

    void slidersMoveTheFirstPianoLatent() {
        auto wanted = makeRequest({});
        const auto before = m_composer->generate(wanted, {}).value();
        QCOMPARE(before.latent.size(), std::size_t{8});
        wanted.latentOffset.assign(8, 0.0F);
        QVERIFY(m_composer->generate(wanted, {})->score.sounds(before.score));
        wanted.latentOffset[3] = 2.0F;
        const auto after = m_composer->generate(wanted, {}).value();
        QVERIFY(std::abs(after.latent[3] - before.latent[3] - 2.0F) < 1e-4F);
        wanted.latentOffset.assign(5, 0.0F);
        QVERIFY(!m_composer->generate(wanted, {}).ok());
    }

    void whatIsContinuedAndBlendedMatters() {
        auto wanted = makeRequest({{"noise_sd", "0"}});
        wanted.continueFrom = compose({}, 11).score;
        const auto first = m_composer->generate(wanted, {})->score;
        wanted.continueFrom = compose({}, 12).score;
        const auto second = m_composer->generate(wanted, {})->score;
        QVERIFY(!first.sounds(second));
        wanted.target = compose({}, 11).score;
        const auto blend = m_composer->generate(wanted, {})->score;
        QVERIFY(blend.noteCount() > 0 && !blend.sounds(second));
    }

    void theMapHoldsTheBank() {
        const auto map = m_composer->latentMap();
        QVERIFY(map.ok() && !map->points.empty());
        std::set<float> xs;
        for (const auto& point : map->points) {
            QVERIFY(std::isfinite(point.x) && std::isfinite(point.y));
            QVERIFY(point.song >= 0 && point.song < static_cast<int>(map->songs.size()));
            xs.insert(point.x);
        }
        QVERIFY(xs.size() > 1);
    }

    void badRequestsAreSentences() {
        auto wanted = makeRequest({});
        wanted.bars = 0;
        QVERIFY(!m_composer->generate(wanted, {}).ok());
        wanted = makeRequest({});
        wanted.controls.set("noise_sd", 3.0);
        QVERIFY(m_composer->generate(wanted, {}).message().find("noise_sd") != std::string::npos);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(m_composer->generate(makeRequest({}), stop.get_token()).message(),
                 std::string("cancelled"));
    }

private:
    fs::path path(const std::string& name) const {
        return fs::path(m_folder.path().toStdString()) / name;
    }
    /// Of the published loop; music that follows songs has a test of its own.
    static GenerationRequest makeRequest(std::map<std::string, std::string> texts,
                                         std::uint64_t seed = 1) {
        texts.emplace("continuation", "networks");
        GenerationRequest made;
        made.controls = system().generation.parse(texts).value();
        made.seed = seed;
        return made;
    }
    Generated compose(const std::map<std::string, std::string>& texts, std::uint64_t seed = 1) {
        return m_composer->generate(makeRequest(texts, seed), {}).value();
    }
    static StyleSet styledBy(const corpus::Song& song, const char* name) {
        return {.name = name,
                .weight = 1,
                .songs = std::make_shared<const std::vector<score::Score>>(1, song.score),
                .learned = {}};
    }
    /// Mean over the music's segments of the distance to the song's nearest segment.
    static double distanceToSong(const score::Score& music, const corpus::Song& song) {
        const auto cells = [](const encoding::GridSong& grid, int step) {
            const auto segment = encoding::segmentAt(grid, step);
            CellSet set;
            for (int family = 0; family < encoding::kFamilies; ++family)
                for (int i = 0; i < encoding::kSteps * encoding::kPitches; ++i)
                    if (segment
                            .cells[static_cast<std::size_t>(family)][static_cast<std::size_t>(i)])
                        set.insert({family, i / encoding::kPitches, i % encoding::kPitches});
            return set;
        };
        const auto grid = encoding::toGrid(music);
        const auto theirs = encoding::toGrid(song.score);
        double sum = 0;
        int segments = 0;
        for (int step = 0; step < grid.steps; step += encoding::kSteps, ++segments) {
            double nearest = 1;
            for (int other = 0; other < theirs.steps; other += encoding::kSteps)
                nearest =
                    std::min(nearest, jaccardDistance(cells(grid, step), cells(theirs, other)));
            sum += nearest;
        }
        return segments ? sum / segments : 1;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Composer> m_composer;
};

CONTRAFACT_TEST(TestVaeTraining)
#include "tst_vae_training.moc"
