// SPDX-License-Identifier: GPL-3.0-or-later
// A folder and a word make a system that is listed, trained, saved, opened and composed with.
#include "models/api/networks.h"
#include "models/api/run.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <set>

using namespace contrafact;
using namespace contrafact::models;

extern "C" Networks* contrafact_networks();

class TestToySystem : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCatalogueListsIt() {
        QCOMPARE(systems().back()->id, std::string("toy"));
        QVERIFY(systems().size() > 1);
    }

    void itTrainsAndComposes() {
        const QTemporaryDir folder;
        TrainingRequest wanted;
        wanted.system = "toy";
        wanted.params = findSystem("toy")->training.defaults();
        wanted.corpus = tests::toyCorpus();
        wanted.run = std::filesystem::path(folder.path().toStdString()) / "run";
        wanted.device = "cpu";
        wanted.threads = 1;
        TrainingChannel channel;
        const auto trained = contrafact_networks()->train(wanted, channel);
        QVERIFY2(trained.ok(), trained ? "" : trained.message().c_str());
        const auto loss = readCurves(wanted.run).value().front();
        QCOMPARE(loss.value.size(), std::size_t{120}); // 144 notes, two whole batches an epoch
        QVERIFY(loss.value.back() < 0.75 * loss.value.front());

        const auto composer = contrafact_networks()->open(wanted.run);
        QVERIFY2(composer.ok(), composer ? "" : composer.message().c_str());
        GenerationRequest request{.controls = findSystem("toy")->generation.defaults()};
        const auto made = (*composer)->generate(request, {}).value();
        QCOMPARE(made.score.noteCount(), std::size_t{32});
        QVERIFY(shareHeard(made.score, *wanted.corpus) > 0.8);
    }

private:
    /// Of the notes, those whose pitch the corpus' pianos play.
    static double shareHeard(const score::Score& score, const corpus::Corpus& corpus) {
        std::set<int> heard;
        for (const auto& song : corpus.songs) {
            const auto grid = encoding::toGrid(song.score);
            for (const auto& note : grid.notes.front()) heard.insert(note.pitch);
        }
        double right = 0;
        for (const auto& note : score.track(0).notes())
            right += static_cast<double>(heard.count(note.pitch.value));
        return right / static_cast<double>(score.noteCount());
    }
};

CONTRAFACT_TEST(TestToySystem)
#include "tst_toy_system.moc"
