// SPDX-License-Identifier: GPL-3.0-or-later
// Composing from songs: which cells sound, the bank in a file, and a walk that follows songs.
#include "models/api/descriptor.h"
#include "models/compose/velocities.h"
#include "models/nn/random.h"
#include "models/systems/vae_nn/note_choice.h"
#include "models/systems/vae_nn/song_composer.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <algorithm>

using namespace contrafact;
using namespace contrafact::models;
namespace vae = contrafact::models::vae_nn;

namespace {

std::size_t cellAt(int step, int pitch) {
    return static_cast<std::size_t>(step * encoding::kPitches + pitch);
}

vae::Likelihoods unlikely() {
    return vae::Likelihoods(encoding::kPatchCells, 0.0F);
}

/// A bank of `rows` rows of one song, random latents, everything but the guitar playing.
vae::Bank randomBank(std::int64_t rows, std::int64_t latent) {
    auto generator = nn::generator(7);
    auto bank = vae::Bank::empty(latent);
    bank.latents = torch::randn({rows, encoding::kFamilies, latent}, generator);
    bank.cells = torch::full({rows, encoding::kFamilies}, 20.0F);
    bank.cells.select(1, 1).zero_();
    bank.song.assign(static_cast<std::size_t>(rows), 0);
    bank.songs = {"song"};
    bank.follows.assign(static_cast<std::size_t>(rows), 1);
    bank.follows.back() = 0;
    return bank;
}

vae::Model untrainedModel() {
    vae::Model model(findSystem("vae-nn")->presetParams("studio"));
    auto generator = nn::generator(1);
    for (auto& network : model.nets.vaes) network->initialise(generator, 0.02);
    model.nets.melody->initialise(generator);
    for (auto& network : model.nets.conditionals) network->initialise(generator);
    model.bank = randomBank(40, model.nets.latent);
    return model;
}

vae::SongIndex indexOf(const vae::Model& model) {
    return {model.bank, model.bank.latents.std(0)};
}

/// How far a row's family is from a place, number by number.
double latentsApart(const vae::Bank& bank, const torch::Tensor& deviation, std::int64_t row,
                    std::int64_t family, const torch::Tensor& z) {
    const auto away = (bank.latents[row][family] - z[family]) / deviation[family];
    return away.square().mean().item<double>();
}

} // namespace

class TestVaeSongs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLikeliestSound() {
        auto cells = unlikely();
        cells[cellAt(0, 60)] = 0.9F;
        cells[cellAt(0, 67)] = 0.8F;
        cells[cellAt(4, 64)] = 0.3F;
        const auto chosen = vae::chooseCells(cells, 2, 0.5F);
        QCOMPARE(std::ranges::count(chosen, true), 2);
        QVERIFY(chosen[cellAt(0, 60)] && chosen[cellAt(0, 67)]);
        QCOMPARE(std::ranges::count(vae::chooseCells(cells, 0, 0.5F), true), 0);
    }

    void anUnsureNeighbourIsNoChord() {
        auto cells = unlikely();
        cells[cellAt(0, 60)] = 0.9F;
        cells[cellAt(0, 61)] = 0.3F;
        cells[cellAt(0, 74)] = 0.3F;
        cells[cellAt(1, 61)] = 0.2F;
        const auto pitched = vae::chooseCells(cells, 2, 0.5F);
        QVERIFY(pitched[cellAt(0, 60)] && !pitched[cellAt(0, 61)] && !pitched[cellAt(0, 74)]);
        QVERIFY(pitched[cellAt(1, 61)]);                       // at another step it is no neighbour
        QVERIFY(vae::chooseCells(cells, 2, 0)[cellAt(0, 61)]); // drums have no neighbours
        cells[cellAt(0, 61)] = 0.6F;
        QVERIFY(vae::chooseCells(cells, 2, 0.5F)[cellAt(0, 61)]); // it is meant
    }

    void equallyLikelyCellsAreAllOrNone() {
        auto cells = unlikely();
        for (const int step : {0, 8, 16, 24}) cells[cellAt(step, 40)] = 0.5F;
        QCOMPARE(std::ranges::count(vae::chooseCells(cells, 2, 0.5F), true), 4);
    }

    void barsAlikeBecomeTheSame() {
        auto cells = unlikely();
        for (int bar = 0; bar < 4; ++bar) {
            cells[cellAt(8 * bar, bar == 3 ? 70 : 60)] = 0.8F;
            cells[cellAt(8 * bar + 4, bar == 3 ? 72 : 64)] = bar == 1 ? 0.6F : 0.8F;
        }
        vae::alikeBars(cells);
        QCOMPARE(cells[cellAt(4, 64)], cells[cellAt(12, 64)]);
        QCOMPARE(cells[cellAt(4, 64)], cells[cellAt(20, 64)]);
        QCOMPARE(cells[cellAt(24, 70)], 0.8F); // another bar stays as it is
        QCOMPARE(cells[cellAt(24, 60)], 0.0F);
    }

    void theBankSurvivesItsFile() {
        const auto bank = randomBank(30, 16);
        TensorFile file;
        bank.save(file);
        const auto silent = torch::full({encoding::kFamilies, 16}, -3.0F);
        auto back = vae::Bank::empty(16);
        back.load(file, silent);
        QVERIFY(back.walkable());
        QCOMPARE(back.song, bank.song);
        QCOMPARE(back.follows, bank.follows);
        QVERIFY(torch::equal(back.cells, bank.cells));
        QVERIFY((back.latents.select(1, 0) - bank.latents.select(1, 0)).abs().max().item<float>() <
                0.02F);
        QVERIFY(torch::equal(back.latents.select(1, 1), silent[1].expand({30, 16})));
        TensorFile again;
        back.save(again);
        auto twice = vae::Bank::empty(16);
        twice.load(again, silent);
        QVERIFY(torch::allclose(twice.latents, back.latents, 0, 1e-4));
    }

    void banksOfEarlierVersionsOpenAndAreNotFollowed() {
        auto bank = randomBank(5, 16);
        bank.cells = torch::zeros({0, encoding::kFamilies});
        TensorFile file;
        bank.save(file);
        auto back = vae::Bank::empty(16);
        back.load(file, torch::zeros({encoding::kFamilies, 16}));
        QVERIFY(!back.walkable());
        QCOMPARE(back.size(), 5);
    }

    void whatIsNearIsFoundByOneProduct() {
        auto bank = randomBank(30, 16);
        for (std::int64_t row = 0; row < 30; ++row) bank.cells[row][4] = row % 3 * 10.0F;
        const auto deviation = bank.latents.std(0);
        const vae::SongIndex index(bank, deviation);
        const vae::Place here{bank.latents[3] + 0.5, {20, 0, 20, 20, 10}};
        const vae::Place meant{here.z, {20, 0, 0, 54, 10}};
        const auto pitched = index.distances(here, meant, false);
        const auto drums = index.distances(here, meant, true);
        QVERIFY(std::isinf(pitched.back()) && std::isinf(drums.back()));
        for (std::int64_t row = 0; row + 1 < 30; ++row) {
            double apart = 0;
            for (const std::int64_t family : {0, 2, 3})
                apart += latentsApart(bank, deviation, row, family, here.z);
            apart += 2;                                   // a bass that was not meant
            apart += 0.5 * std::abs(std::log(21.0 / 55)); // strings much thinner
            QVERIFY(std::abs(pitched[static_cast<std::size_t>(row)] - apart) < 1e-3);
            const double sounding = row % 3 * 10, next = (row + 1) % 3 * 10;
            double struck =
                sounding > 0 ? latentsApart(bank, deviation, row, 4, here.z) : 0;
            struck += next > 0 ? 0.5 * std::abs(std::log((next + 1) / 11)) : 2;
            QVERIFY(std::abs(drums[static_cast<std::size_t>(row)] - struck) < 1e-3);
        }
    }

    void silenceIsKept() {
        const auto model = untrainedModel();
        const auto songs = indexOf(model);
        vae::SongComposer composer(model, songs, {}, 3);
        composer.start();
        for (int turn = 0; turn < 4; ++turn) {
            const auto segment = composer.next(songs, {});
            QVERIFY(std::ranges::all_of(segment.cells[1], [](auto cell) { return cell == 0; }));
            QVERIFY(std::ranges::any_of(segment.cells[0], [](auto cell) { return cell != 0; }));
        }
    }

    void oneSeedOnePieceAndNoiseMakesAnother() {
        const auto model = untrainedModel();
        const auto songs = indexOf(model);
        const auto compose = [&](std::uint64_t seed, double noise) {
            vae::WalkControls controls;
            controls.noiseSd = noise;
            vae::SongComposer composer(model, songs, controls, seed);
            composer.startFrom(torch::zeros({1, encoding::kFamilies, encoding::kPatchCells}));
            for (int turn = 0; turn < 3; ++turn) composer.next(songs, {});
            return composer.z().clone();
        };
        QVERIFY(torch::equal(compose(1, 0.7), compose(1, 0.7)));
        QVERIFY(!torch::equal(compose(1, 0.7), compose(2, 0.7)));
    }

    void accentsBelongToPlacesInTheBar() {
        compose::VelocityTable table{};
        for (auto& family : table)
            for (auto& step : family) step = {80, 10};
        const compose::VelocityPattern pattern(table, 5);
        double sum = 0;
        for (int step = 0; step < 800; ++step) {
            const auto velocity = pattern.at(0, step);
            QVERIFY(std::abs(velocity - pattern.at(0, step + 8)) <= 16);
            sum += velocity;
        }
        QVERIFY(std::abs(sum / 800 - 80) < 12);
        QVERIFY(pattern.at(0, 0) != pattern.at(0, 1) || pattern.at(0, 1) != pattern.at(0, 2));
    }

    void aNoteStruckAgainEndsBefore() {
        auto score =
            test::scoreOf(test::instrument(0), {test::note(0, 480, 60), test::note(480, 480, 60),
                                                test::note(960, 480, 62)});
        vae::articulate(score);
        const auto notes = score.track(0).notes();
        QCOMPARE(notes[0].length, score::Tick(336));
        QCOMPARE(notes[1].length, score::Tick(480));
    }
};

CONTRAFACT_TEST(TestVaeSongs)
#include "tst_vae_songs.moc"
