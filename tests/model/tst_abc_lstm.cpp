// SPDX-License-Identifier: GPL-3.0-or-later
// The ABC LSTM: songs as text and back, lengths of bars, counts, tunes that parse whatever the
// network has learned, meters and keys that are asked for, continuing a tune.
#include "models/api/networks.h"
#include "models/nn/tensors.h"
#include "models/systems/abc_lstm/model.h"
#include "models/systems/abc_lstm/text.h"
#include "tests/model/runs.h"
#include "tests/support/test.h"

#include <QRegularExpression>
#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::models;
namespace fs = std::filesystem;

namespace {

constexpr const char* kJig = "X:1\nT:A jig\nM:6/8\nL:1/8\nK:G Major\n"
                             "D|GBd gdB|cec AFD|GAB cBA|G3 G2:|\n";
constexpr const char* kReel = "X:2\nT:A reel\nM:4/4\nL:1/8\nK:D Major\n"
                              "d2 fd Ad fd|e2 ge Be ge|d2 fd Ad fd|gf ed d4|\n";

const SystemDescriptor& system() {
    return *findSystem("abc-lstm");
}

std::shared_ptr<const corpus::Corpus> tunes() {
    auto corpus = std::make_shared<corpus::Corpus>();
    corpus->name = corpus->hash = "tunes";
    for (int i = 0; i < 10; ++i) {
        corpus::Song song;
        song.name = song.hash = std::to_string(i);
        song.text = i % 2 ? kJig : kReel;
        song.score = *abc_lstm::read(song.text);
        song.validation = i >= 8;
        corpus->songs.push_back(std::move(song));
    }
    return corpus;
}

} // namespace

class TestAbcLstm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        const TrainingRequest wanted{
            .system = system().id,
            .params = system()
                          .training
                          .parse({{"hidden", "48"}, {"batch", "8"}}, system().presetParams("cpu"))
                          .value(),
            .corpus = tunes(),
            .run = run(),
            .device = "cpu",
            .maxSteps = 60,
            .threads = 1};
        QVERIFY(tests::trainToTheEnd(wanted).ok());
    }

    void songsAreText() {
        const auto jig = *abc_lstm::read(kJig);
        QCOMPARE(abc_lstm::abcOf(jig, "X:1\r\nT:\xC3\xA9t\xC3\xA9 \r\n\r\nK:C\r\nCDE|\r\n"),
                 std::string("X:1\nT:t\nK:C\nCDE|\n\n")); // plain ASCII, no blank lines
        const auto written = abc_lstm::abcOf(jig, {});
        QVERIFY(abc_lstm::parses(written));
        QCOMPARE(abc_lstm::read(written)->noteCount(), jig.noteCount());
        QCOMPARE(abc_lstm::abcOf(score::Score(), {}), std::string());
        QCOMPARE(abc_lstm::writtenNotes(kJig), std::int64_t{21});
        QVERIFY(!abc_lstm::parses("T:x\nK:C\nCDE|\n"));
        QVERIFY(!abc_lstm::parses("X:1\nK:C\n"));
    }

    void barsHaveLengths() {
        constexpr const char* kHeader = "X:1\nM:6/8\nL:1/8\nK:G\n";
        const auto ticks = [&](const char* piece) {
            const auto length = abc_lstm::pieceLength(kHeader, piece);
            return length ? length->ticks : -1;
        };
        QCOMPARE(abc_lstm::pieceLength(kHeader, "")->bar, std::int64_t{1440});
        QCOMPARE(ticks("GBd gdB|"), std::int64_t{1440});
        QCOMPARE(ticks(":|"), std::int64_t{0});
        QCOMPARE(ticks(":GBd g3:|"), std::int64_t{1440}); // repeats count once
        QCOMPARE(ticks("2 GBd g3|"), std::int64_t{1440}); // a second ending
        QCOMPARE(ticks("(3GBd g|"), std::int64_t{720});
        QCOMPARE(ticks("[GB d|"), std::int64_t{-1});
    }

    void countsAreThoseOfTheSource() {
        const auto params = system().training.defaults();
        abc_lstm::Model model(params);
        std::vector<std::string> names;
        for (char c = '!'; c < '!' + 83; ++c) names.emplace_back(1, c);
        model.setTokens(names);
        const auto count = system().parameterCounts(params).front();
        QCOMPARE(nn::parameterCount(*model.network), count.torch);
        QCOMPARE(count.torch, std::int64_t{5'357'395});
        QCOMPARE(count.keras, std::int64_t{5'353'299});
    }

    void constrainedTunesParse() {
        const auto composer = (*loadNetworks())->open(run()).value();
        for (const char* meter : {"free", "6/8"}) {
            GenerationRequest request{.controls = system().generation.defaults(), .bars = 4};
            request.controls.set("meter", std::string(meter));
            const auto made = composer->generate(request, {}).value();
            const auto first = made.abc.substr(0, made.abc.find("\n\n") + 1);
            if (made.score.noteCount() == 0) { // so short a training may find no tune; it is told
                QVERIFY(!made.remarks.empty());
                continue;
            }
            QVERIFY2(abc_lstm::parses(first), first.c_str());
            QVERIFY2(*meter != '6' || first.find("M:6/8") != std::string::npos, first.c_str());
        }
    }

    /// "X:6/8" would be a header that no key can follow.
    void aTunesNumberIsANumber() {
        const auto composer = (*loadNetworks())->open(run()).value();
        static const QRegularExpression any(QStringLiteral("^X:.*$"),
                                            QRegularExpression::MultilineOption);
        int tunes = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            GenerationRequest request{.controls = system().generation.defaults(), .bars = 2};
            request.seed = seed;
            const auto text = QString::fromStdString(composer->generate(request, {})->abc);
            for (auto found = any.globalMatch(text); found.hasNext(); ++tunes) {
                const auto line = found.next().captured();
                const bool foundNone = line == "X:"; // so short a training may; the tune ends there
                QVERIFY2(foundNone || line.sliced(2).toInt() > 0, qPrintable(text));
            }
        }
        QVERIFY(tunes > 0);
    }

    void aTuneIsContinued() {
        const auto composer = (*loadNetworks())->open(run()).value();
        auto before = *abc_lstm::read(kJig);
        before.tempo = score::TempoMap(before.ppq(), {{score::Tick(), 400'000}});
        const GenerationRequest request{
            .controls = system().generation.defaults(), .bars = 2, .continueFrom = before};
        const auto made = composer->generate(request, {}).value();
        QVERIFY(made.abc.find("M:6/8") != std::string::npos);
        QVERIFY(made.score.noteCount() > 0 || !made.remarks.empty());
        if (made.score.noteCount() == 0) return; // so short a training may find no way on
        QCOMPARE(made.score.meter.at(score::Tick()).numerator, 6);
        QVERIFY(std::abs(made.score.tempo.bpmAt(score::Tick()) - 150) < 0.01);
        QVERIFY(made.score.end().value <= std::int64_t{2 * 4 * 480});
    }

private:
    fs::path run() const { return fs::path(m_folder.path().toStdString()) / "run"; }
    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestAbcLstm)
#include "tst_abc_lstm.moc"
