// SPDX-License-Identifier: GPL-3.0-or-later
// DCGAN: sizes, losses by hand, what the switches do, resuming bit for bit, warnings, composing.
#include "models/api/gan_watch.h"
#include "models/api/networks.h"
#include "models/api/run.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/systems/dcgan/network.h"
#include "models/train/adversarial.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

using namespace contrafact;
using namespace contrafact::models;
namespace gan = contrafact::models::dcgan;
namespace fs = std::filesystem;
using tests::sameTensors, tests::tensors, tests::trainToTheEnd;

namespace {

constexpr std::int64_t kSteps = 12;

const SystemDescriptor& system() {
    return *findSystem("dcgan");
}

TrainingRequest request(const fs::path& run, std::map<std::string, std::string> texts = {}) {
    std::map<std::string, std::string> values{{"batch", "4"},
                                              {"look_every", "3"},
                                              {"loss", "bce"},
                                              {"spectral_norm", "false"},
                                              {"d_norm", "batch"}};
    for (auto& [key, value] : texts) values[key] = value;
    return tests::toyTraining(system(),
                              system().training.parse(values, system().presetParams("cpu")).value(),
                              run, kSteps);
}

constexpr int kRed = 60, kBlue = 66; // the roots of the two pieces there are

/// One of two pieces of four bars: a red chord on each beat, or a blue one off each beat.
corpus::Song oneOfTwo(int number) {
    corpus::Song song;
    const bool red = number % 2 == 0;
    song.name = song.path = song.hash = "piece " + std::to_string(number);
    encoding::GridSong grid;
    for (int step = red ? 0 : 1; step < encoding::kSteps; step += 2)
        for (const int third : {0, 4, 7})
            grid.notes[0].push_back(
                {step, 1, static_cast<std::uint8_t>((red ? kRed : kBlue) + third), 90});
    song.score = encoding::toScore(grid);
    song.seconds = 8;
    song.noteCount = static_cast<int>(grid.notes[0].size());
    return song;
}

std::shared_ptr<const corpus::Corpus> twoPieces() {
    auto made = std::make_shared<corpus::Corpus>();
    made->name = made->hash = "two pieces";
    for (int i = 0; i < 8; ++i) made->songs.push_back(oneOfTwo(i));
    return made;
}

/// Of the cells that sound in either, the share that sounds in both.
double alike(const encoding::GridSong& a, const encoding::GridSong& b) {
    const auto cells = [](const encoding::GridSong& song) {
        std::set<std::pair<int, int>> out;
        for (const auto& note : song.notes[0])
            for (int step = note.step; step < note.end(); ++step) out.insert({step, note.pitch});
        return out;
    };
    const auto ours = cells(a), theirs = cells(b);
    const auto common = std::ranges::count_if(ours, [&](auto c) { return theirs.contains(c); });
    const auto all = static_cast<double>(ours.size() + theirs.size()) - static_cast<double>(common);
    return all == 0 ? 0 : static_cast<double>(common) / all;
}

bool near(double a, double b, double tolerance = 1e-5) {
    return std::abs(a - b) < tolerance;
}

} // namespace

class TestDcgan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(trainToTheEnd(request(path("trained"))).ok());
        auto opened = (*loadNetworks())->open(path("trained"));
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.message().c_str());
        m_composer = std::move(opened).value();
    }

    void countsAreTheSeeds() {
        for (const std::int64_t width : {1, 2, 3}) {
            auto params = system().training.defaults();
            params.set("width", width);
            const auto counts = system().parameterCounts(params);
            QCOMPARE(counts[0].torch, nn::parameterCount(*gan::Generator(width)));
            QCOMPARE(counts[1].torch,
                     nn::parameterCount(*gan::Discriminator(gan::DiscriminatorOptions{width})));
            if (width > 1) continue;
            QCOMPARE(counts[0].torch, std::int64_t{87'498});
            QCOMPARE(counts[1].torch, std::int64_t{13'111});
        }
    }

    void lossesAreThoseByHand() {
        auto generator = nn::generator(1);
        const auto real = torch::tensor({2.0F, -1.0F}), made = torch::tensor({0.5F, -3.0F});
        const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
        train::GameOptions game;
        const double cross = (softplus(-2) + softplus(1) + softplus(0.5) + softplus(-3)) / 4;
        QVERIFY(near(train::discriminatorLoss(game, real, made, generator).item<double>(), cross));
        QVERIFY(near(train::generatorLoss(game, made).item<double>(),
                     (softplus(-0.5) + softplus(3)) / 2));
        game.labelSmoothing = true;
        QVERIFY(!near(train::discriminatorLoss(game, real, made, generator).item<double>(), cross));
        game.loss = train::GameLoss::Hinge; // (0 + 2) / 2 + (1.5 + 0) / 2
        QVERIFY(near(train::discriminatorLoss(game, real, made, generator).item<double>(), 1.75));
        QVERIFY(near(train::generatorLoss(game, made).item<double>(), 1.25));

        const auto a = torch::tensor({{1.0F, 0.0F}, {1.0F, 0.0F}}), b = torch::zeros({2, 2});
        QVERIFY(
            near(train::matchingLoss(train::FeatureMatching::Scalar, a, b).item<double>(), 0.25));
        QVERIFY(near(train::matchingLoss(train::FeatureMatching::Cells, a, b).item<double>(), 1.0));
        QCOMPARE(train::meanPairwiseDistance(torch::tensor({{0.0F, 1.0F}, {1.0F, 1.0F}})), 0.5);
        QCOMPARE(train::meanPairwiseDistance(a), 0.0);
    }

    void theSpectralNormIsOne() {
        auto generator = nn::generator(4);
        const auto weight = torch::randn({20, 7}, generator);
        auto u = torch::ones({7});
        torch::Tensor normed;
        for (int i = 0; i < 200; ++i) normed = train::spectralNormed(weight, u, true);
        QVERIFY(near(torch::linalg_norm(normed, 2).item<double>(), 1, 1e-3));
    }

    void drawnCellsSoundAsOftenAsTheySayAndPassTheSigmoidsGradient() {
        const auto logits = torch::tensor({-2.0F, 0.0F, 1.5F}).repeat({20'001, 1});
        logits.requires_grad_(true);
        const auto cells = train::drawnCells(logits, 7);
        QVERIFY(((cells == 0) | (cells == 1)).all().item<bool>());
        QVERIFY(torch::allclose(cells.mean(0), logits.sigmoid().mean(0), 0, 0.015));
        QVERIFY(cells.equal(train::drawnCells(logits, 7)));
        QVERIFY(!cells.equal(train::drawnCells(logits, 8)));
        cells.sum().backward();
        const auto p = logits.detach().sigmoid();
        QVERIFY(torch::allclose(logits.grad(), p * (1 - p)));
    }

    void r1GoesThroughTheNetworkTwice() {
        auto generator = nn::generator(5);
        gan::Discriminator network(gan::DiscriminatorOptions{.dropout = 0});
        network->initialise(generator);
        auto x = torch::rand({4, gan::kCells}, generator).requires_grad_(true);
        const auto penalty = train::r1Penalty(10, network->forward(x, generator).logits, x);
        penalty.backward();
        double squares = 0;
        for (const auto& weight : network->parameters())
            if (weight.grad().defined()) squares += weight.grad().square().sum().item<double>();
        QVERIFY(penalty.item<double>() > 0 && std::isfinite(squares) && squares > 0);
        // A plane has the same gradient everywhere: γ/2 |w|².
        auto y = torch::ones({3, 2}).requires_grad_(true);
        const auto plane = y.mv(torch::tensor({3.0F, 4.0F}));
        QVERIFY(near(train::r1Penalty(2, plane, y).item<double>(), 25));
    }

    void theSpectralNormCoversEveryWeight() {
        auto generator = nn::generator(6);
        gan::Discriminator network(
            gan::DiscriminatorOptions{.norm = gan::RowNorm::None, .spectral = true, .dropout = 0});
        network->initialise(generator);
        const auto x = torch::rand({4, gan::kCells}, generator);
        for (int i = 0; i < 50; ++i) network->forward(x, generator); // power iterations
        const auto before = network->forward(x, generator).logits;
        const torch::NoGradGuard still;
        for (const auto& item : network->named_parameters())
            if (item.key().ends_with("weight")) item.value().mul_(10);
        QVERIFY(torch::allclose(network->forward(x, generator).logits, before, 1e-3, 1e-3));
    }

    void eachSwitchChangesTheGame_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        for (const auto& [key, value] :
             std::map<const char*, const char*>{{"label_smoothing", "false"},
                                                {"feature_matching", "false"},
                                                {"matched", "scalar"},
                                                {"ttur", "false"},
                                                {"loss", "hinge"},
                                                {"spectral_norm", "true"},
                                                {"r1", "10"},
                                                {"ema", "0"},
                                                {"d_norm", "none"},
                                                {"shown_cells", "probabilities"},
                                                {"width", "2"}})
            QTest::newRow(key) << key << value;
    }
    void eachSwitchChangesTheGame() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        const auto folder = path("switch-" + key.toStdString());
        const auto trained =
            trainToTheEnd(request(folder, {{key.toStdString(), value.toStdString()}}));
        QVERIFY2(trained.ok(), trained.ok() ? "" : trained.message().c_str());
        QVERIFY(!sameTensors(tensors(folder), tensors(path("trained"))));
        QVERIFY((*loadNetworks())->open(folder).ok());
    }

    /// Half the music is one piece, half another: the generator must learn both and nothing else.
    void itLearnsAToyDistribution() {
        auto wanted =
            request(path("toy"), {{"batch", "8"},
                                  {"key", "written"}, // the two pieces are a tritone apart
                                  {"loss", "hinge"},
                                  {"spectral_norm", "true"},
                                  {"d_norm", "none"},
                                  {"shown_cells", "probabilities"},
                                  {"dropout", "0"},
                                  {"lr_g", "0.002"},
                                  {"lr_d", "0.004"},
                                  {"ema", "0.99"}});
        wanted.corpus = twoPieces();
        wanted.maxSteps = 700;
        QVERIFY(trainToTheEnd(wanted).ok());
        const auto composer = (*loadNetworks())->open(path("toy"));
        QVERIFY(composer.ok());
        const auto red = encoding::toGrid(oneOfTwo(0).score),
                   blue = encoding::toGrid(oneOfTwo(1).score);
        constexpr int kPieces = 24;
        int reds = 0, blues = 0;
        for (int seed = 0; seed < kPieces; ++seed) {
            auto asked = makeRequest({});
            asked.seed = static_cast<std::uint64_t>(seed);
            asked.bars = 4;
            const auto piece = encoding::toGrid((*composer)->generate(asked, {})->score);
            const double toRed = alike(piece, red), toBlue = alike(piece, blue);
            reds += toRed > 0.8;
            blues += toBlue > 0.8;
        }
        QVERIFY2(reds + blues >= kPieces * 3 / 4 && reds >= kPieces / 8 && blues >= kPieces / 8,
                 qPrintable(QString("%1 red, %2 blue of %3").arg(reds).arg(blues).arg(kPieces)));
    }

    void warningsComeOnceAnEpisode() {
        GanWatch watch;
        const auto rings = [&](int steps, double real, double made) {
            std::size_t count = 0;
            for (int i = 0; i < steps; ++i) count += watch.afterStep(real, made).size();
            return count;
        };
        QCOMPARE(rings(1000, 0.6, 0.6), std::size_t{0});
        QCOMPARE(rings(2000, 1, 1), std::size_t{1}); // wins
        QCOMPARE(rings(2000, 0.5, 0.5), std::size_t{0});
        QCOMPARE(rings(2000, 1, 1), std::size_t{1});     // again
        QCOMPARE(rings(2000, 0.1, 0.1), std::size_t{1}); // lost
        for (int i = 0; i < 5; ++i) QVERIFY(watch.afterLook({0.02, 0.02, 50, 50}).empty());
        QCOMPARE(watch.afterLook({0.002, 0.02, 50, 50}).size(), std::size_t{1}); // collapsed
        QVERIFY(watch.afterLook({0.008, 0.02, 50, 50}).empty());                 // still
        QVERIFY(watch.afterLook({0.02, 0.02, 50, 50}).empty());                  // varied
        QCOMPARE(watch.afterLook({0.0, 0.02, 1, 50}).size(), std::size_t{1});    // silent only
        QCOMPARE(watch.afterLook({0.1, 0.02, 900, 50}).size(), std::size_t{1});  // a wall
    }

    void slidersMoveTheLatent() {
        const auto before = compose({});
        QCOMPARE(before.latent.size(), std::size_t{8});
        auto wanted = makeRequest({});
        wanted.latentOffset.assign(8, 0.0F);
        wanted.latentOffset[3] = 2.0F;
        const auto after = m_composer->generate(wanted, {}).value();
        QVERIFY(std::abs(after.latent[3] - before.latent[3] - 2.0F) < 1e-3F);
        QVERIFY(std::abs(after.latent[1] - before.latent[1]) < 1e-3F);
        wanted.latentOffset.assign(5, 0.0F);
        QVERIFY(!m_composer->generate(wanted, {}).ok());
    }

    void aHigherThresholdSoundsLess() {
        std::size_t last = SIZE_MAX;
        for (const char* threshold : {"0.01", "0.05", "0.2", "0.9"}) {
            const auto notes =
                compose({{"selection", "threshold"}, {"threshold", threshold}}).score;
            const auto cells = encoding::toGrid(notes);
            std::size_t sounding = 0;
            for (const auto& family : cells.notes)
                for (const auto& note : family) sounding += static_cast<std::size_t>(note.length);
            QVERIFY(sounding <= last);
            last = sounding;
        }
    }

private:
    fs::path path(const std::string& name) const {
        return fs::path(m_folder.path().toStdString()) / name;
    }
    static GenerationRequest makeRequest(const std::map<std::string, std::string>& texts) {
        GenerationRequest made;
        made.controls = system().generation.parse(texts).value();
        return made;
    }
    Generated compose(const std::map<std::string, std::string>& texts) {
        return m_composer->generate(makeRequest(texts), {}).value();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Composer> m_composer;
};

CONTRAFACT_TEST(TestDcgan)
#include "tst_dcgan.moc"
