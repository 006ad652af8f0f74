// SPDX-License-Identifier: GPL-3.0-or-later
// The multi-instrument RNN: rolls there and back, counts of parameters, which cells are chosen,
// what it learns, continuing, and how long a step takes.
#include "models/api/networks.h"
#include "models/api/run.h"
#include "models/nn/tensors.h"
#include "models/systems/multi_rnn/choosing.h"
#include "models/systems/multi_rnn/model.h"
#include "models/systems/multi_rnn/step_chain.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <numeric>

using namespace contrafact;
using namespace contrafact::models;
using namespace contrafact::models::multi_rnn;
namespace fs = std::filesystem;
using Texts = std::map<std::string, std::string>;

namespace {

const SystemDescriptor& system() {
    return *findSystem("multi-rnn");
}

std::vector<float> rowsOf(const encoding::GridSong& song, const RollOptions& options) {
    std::vector<float> rows(static_cast<std::size_t>(song.steps * options.features()));
    fillRows(song, 0, song.steps, 0, options, rows);
    return rows;
}

constexpr std::array<float, encoding::kFamilies> kAllHeard{1, 1, 1, 1, 1};

/// How many cells of an instrument sound.
int sounding(std::span<const float> row, const RollOptions& roll, encoding::Family family) {
    return static_cast<int>(std::ranges::count(
        row.subspan(roll.cell(static_cast<int>(family), 0), encoding::kPitches), 1.0F));
}

/// The small network on one song alone.
double shareOfLossLeft(const fs::path& run, Texts texts, std::int64_t steps) {
    texts.insert({{"hidden", "96"},
                  {"batch", "8"},
                  {"seq_length", "16"},
                  {"dropout", "0"},
                  {"transpose", "0"},
                  {"lr", "0.01"},
                  {"lr_schedule", "constant"}});
    auto corpus = std::make_shared<corpus::Corpus>();
    corpus->name = corpus->hash = "one";
    corpus->songs.push_back(tests::toySong(1, 3, false));
    TrainingRequest wanted{.system = system().id,
                           .params = system().training.parse(texts).value(),
                           .corpus = corpus,
                           .run = run,
                           .device = "cpu",
                           .maxSteps = steps,
                           .threads = 1};
    if (!tests::trainToTheEnd(wanted)) return 1;
    const auto curves = readCurves(run).value();
    const auto& loss = std::ranges::find(curves, "loss", &Curve::key)->value;
    return loss.back() / loss.front();
}

} // namespace

class TestMultiRnn : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAreThoseOfTheSource() {
        const auto counted = [](const Texts& texts) {
            const auto params = system().training.parse(texts).value();
            const auto count = system().parameterCounts(params).front();
            const auto built = nn::parameterCount(*Model(params).network);
            return built == count.torch && count.torch == count.keras ? built : -1;
        };
        QCOMPARE(counted({}), std::int64_t{5'908'096});
        QCOMPARE(counted({{"counts", "true"}}), std::int64_t{5'923'461});
        QCOMPARE(counted({{"layers", "1"}}), std::int64_t{2'100'864});
    }

    void rollsComeBack() {
        const auto score = tests::toySong(3, 4, false).score;
        for (const int steps : {2, 4}) {
            const RollOptions apart{.stepsPerBeat = steps, .apart = true};
            const auto song = gridOf(score, apart), back = songOf(rowsOf(song, apart), apart);
            auto given = encoding::toGrid(score, steps);
            for (auto& notes : given.notes)
                for (auto& note : notes) note.velocity = 100; // rolls have none
            // Drums are hits; at two steps a beat an eighth has no room for a gap.
            if (steps == 4)
                for (std::size_t family = 0; family + 1 < given.notes.size(); ++family)
                    QCOMPARE(back.notes[family], given.notes[family]);
            QCOMPARE(back.notes[encoding::kDrums].size(), given.notes[encoding::kDrums].size());
        }
        // As published the guitar's repeated notes are one.
        const RollOptions published;
        const auto song = gridOf(score, published),
                   back = songOf(rowsOf(song, published), published);
        QVERIFY(back.notes[1].size() < song.notes[1].size());
    }

    void countsStandBesideTheCells() {
        const RollOptions roll{.counts = true};
        const auto rows = rowsOf(gridOf(tests::toySong(3, 1, false).score, roll), roll);
        const auto count = [&](encoding::Family family) {
            return rows[roll.cell(static_cast<int>(family), encoding::kPitches)];
        };
        QCOMPARE(count(encoding::Family::Piano), 1.5F); // a triad
        QCOMPARE(count(encoding::Family::Bass), 0.5F);
        QCOMPARE(count(encoding::Family::Drums), 1.0F); // bass drum and hi-hat
    }

    void aFixedNumberOfEachInstrument() {
        const RollOptions roll;
        std::vector<float> scores(640, 0.0F);
        for (const int pitch : {60, 64, 67}) scores[roll.cell(0, pitch)] = 0.9F;
        ChoosingOptions options{.choosing = Choosing::Instruments, .sharpness = 40};
        options.notes = {2, 3, 1, 2, 0};
        nn::Random random(1);
        const auto row = chosenRow(scores, roll, kAllHeard, options, random);
        QCOMPARE(sounding(row, roll, encoding::Family::Piano), 2);
        QCOMPARE(row[60] + row[64] + row[67], 2.0F);
        QCOMPARE(sounding(row, roll, encoding::Family::Guitar), 3); // of silence: at random
        QCOMPARE(sounding(row, roll, encoding::Family::Drums), 0);
        auto heard = kAllHeard;
        heard[1] = 0;
        QCOMPARE(sounding(chosenRow(scores, roll, heard, options, random), roll,
                          encoding::Family::Guitar),
                 0);
        options.choosing = Choosing::Whole;
        const auto whole = chosenRow(scores, roll, kAllHeard, options, random);
        QCOMPARE(std::accumulate(whole.begin(), whole.end(), 0.0F), 3.0F); // no other has 0.001
    }

    /// Twice what the network says and one more, from twice as many candidates.
    void asManyAsTheCountsSay() {
        const RollOptions roll{.counts = true};
        std::vector<float> scores(645, 0.0F);
        for (int i = 0; i < 12; ++i)
            scores[roll.cell(0, 50 + i)] = 1 - 0.02F * static_cast<float>(i);
        scores[roll.cell(0, encoding::kPitches)] = 1.2F;
        for (int family = 1; family < encoding::kFamilies; ++family)
            scores[roll.cell(family, encoding::kPitches)] = -1;
        const ChoosingOptions options{.choosing = Choosing::Counts, .sharpness = 10};
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            nn::Random random(seed);
            const auto row = chosenRow(scores, roll, kAllHeard, options, random);
            QCOMPARE(sounding(row, roll, encoding::Family::Piano), 3);
            QCOMPARE(row[roll.cell(0, encoding::kPitches)], 1.5F);
            for (int pitch = 56; pitch < 62; ++pitch) QCOMPARE(row[roll.cell(0, pitch)], 0.0F);
            QCOMPARE(sounding(row, roll, encoding::Family::Bass), 0);
        }
    }

    /// Sure cells always; of three that share a probability of one, one.
    void asManyAsExpected() {
        const RollOptions roll;
        std::vector<float> scores(640, 0.0F);
        scores[roll.cell(0, 48)] = 1;
        for (const int pitch : {60, 64, 67}) scores[roll.cell(0, pitch)] = 1.0F / 3;
        std::array<int, 128> often{};
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            nn::Random random(seed);
            const auto row = chosenRow(scores, roll, kAllHeard, {}, random);
            QCOMPARE(row[roll.cell(0, 48)], 1.0F);
            QCOMPARE(sounding(row, roll, encoding::Family::Piano), 2);
            for (int pitch = 0; pitch < 128; ++pitch)
                often[static_cast<std::size_t>(pitch)] += row[roll.cell(0, pitch)] > 0;
        }
        for (const std::size_t pitch : {60, 64, 67}) QVERIFY(often[pitch] > 60);
    }

    /// A note of two steps in four: half of its cells follow one that sounds, and it begins in one
    /// of all cells. Each cell has seen its instrument's mean once besides.
    void theChainByHand() {
        encoding::GridSong song;
        song.steps = 4;
        song.notes[0] = {{0, 2, 60, 100}};
        const StepChain chain({song});
        auto on = torch::zeros({encoding::kFamilies, encoding::kPitches});
        on[0][60] = 1;
        const auto silent = torch::zeros_like(on);
        const auto probability = [&](const torch::Tensor& before) {
            const auto odds = chain.nll(before, silent) - chain.nll(before, on);
            return 1 / (1 + std::exp(-odds.item<double>()));
        };
        const double begins = 1.0 / (4 * 128);
        QVERIFY(std::abs(probability(on) - (1 + 0.5) / (2 + 1)) < 1e-5);
        QVERIFY(std::abs(probability(silent) - (1 + begins) / (2 + 1)) < 1e-5);
        QVERIFY(std::abs(chain.rates()[0][60].item<double>() - (2 + begins) / 5) < 1e-6);
    }

    void eachKindLearnsASong() {
        const QTemporaryDir folder;
        const fs::path path(folder.path().toStdString());
        QVERIFY(shareOfLossLeft(path / "squared", {{"layers", "1"}}, 150) < 0.1);
        QVERIFY(shareOfLossLeft(path / "likelihood",
                                {{"layers", "2"}, {"loss", "likelihood"}, {"learns", "every"}},
                                150) < 0.1);
    }

    void itGoesOnInTheGivenTempoAndMeterAndSaysWhatItLacks() {
        const QTemporaryDir folder;
        const auto run = fs::path(folder.path().toStdString()) / "run";
        const auto wanted = tests::toyTraining(system(), system().presetParams("cpu"), run, 40);
        QVERIFY(tests::trainToTheEnd(wanted).ok());
        const auto curves = readCurves(run).value();
        const auto last = [&](const char* key) { return tests::newest(curves, key); };
        QVERIFY(last("val_nll") > 0 && last("step_nll") > 0);
        QCOMPARE(last("val_nll"), last("val_loss"));

        auto before = wanted.corpus->songs.back().score;
        before.tempo = score::TempoMap(before.ppq(), {{score::Tick(), 400'000}});
        before.meter = score::MeterMap(before.ppq(), {{score::Tick(), 3, 4}});
        const auto composer = (*loadNetworks())->open(run).value();
        GenerationRequest request{
            .controls = system().generation.defaults(), .bars = 3, .continueFrom = before};
        int told = 0;
        request.onMusic = [&](const score::Score&) { ++told; };
        const auto begin = std::clock(); // the processor's time, whatever else the machine does
        const auto made = composer->generate(request, {}).value();
        constexpr int kSteps = 3 * 16;
        QVERIFY(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / kSteps < 0.01);
        QVERIFY(told > 0 && made.score.noteCount() > 0);
        QVERIFY(std::abs(made.score.tempo.bpmAt(score::Tick()) - 150) < 0.01);
        QCOMPARE(made.score.meter.at(score::Tick()).numerator, 3);
        QVERIFY(made.score.end().value <= 3LL * 4 * 480);
        request.controls.set("choosing", std::string("counts"));
        QCOMPARE(composer->generate(request, {}).value().remarks.size(), std::size_t{1});
    }
};

CONTRAFACT_TEST(TestMultiRnn)
#include "tst_multi_rnn.moc"
