// SPDX-License-Identifier: GPL-3.0-or-later
// What a listener would mend first: each fault is found in music that was made to have it, and
// music without it has none.
#include "core/metrics/faults.h"
#include "core/metrics/metric.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <algorithm>

using namespace contrafact;
using metrics::Fault;
using score::Note, score::Score;
using test::note, test::scoreOf, test::instrument;

namespace {

constexpr int kBeat = score::kDefaultPpq;
constexpr int kBars = 8;

/// A tune in quarters; its fifth and sixth bars are the first two again.
std::vector<Note> tune() {
    constexpr int kTonics[kBars] = {60, 65, 67, 62, 60, 65, 69, 67};
    constexpr int kShapes[kBars][4] = {{0, 4, 7, 4}, {0, 4, 7, 0}, {0, 4, 7, 10}, {0, 3, 7, 3},
                                       {0, 4, 7, 4}, {0, 4, 7, 0}, {0, 3, 7, 0},  {0, 4, 10, 4}};
    std::vector<Note> notes;
    for (int bar = 0; bar < kBars; ++bar)
        for (int beat = 0; beat < 4; ++beat)
            notes.push_back(
                note((4 * bar + beat) * kBeat, kBeat, kTonics[bar] + kShapes[bar][beat]));
    return notes;
}

bool has(const std::vector<Fault>& faults, std::string_view metric) {
    return std::ranges::find(faults, metric, &Fault::metric) != faults.end();
}

std::vector<Fault> faultsOf(std::vector<Note> notes) {
    return metrics::faultsOf(scoreOf(instrument(0), std::move(notes)), kBars);
}

} // namespace

class TestFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTuneHasNone() {
        const auto faults = faultsOf(tune());
        for (const auto& fault : faults) qInfo("%s %g", fault.metric.data(), fault.value);
        QVERIFY(faults.empty());
    }

    void clustersAreFound() {
        auto notes = tune();
        for (const auto& each : tune())
            notes.push_back(note(static_cast<int>(each.onset.value), kBeat, each.pitch.value + 1));
        const auto faults = faultsOf(notes);
        QVERIFY(has(faults, "clash"));
        const auto clash = std::ranges::find(faults, std::string_view("clash"), &Fault::metric);
        QCOMPARE(clash->scope, metrics::scopeOf(0));
        QVERIFY(clash->value > 90 && clash->weight > 5);
    }

    void dronesAndWallsAreFound() {
        auto notes = tune();
        for (const int pitch : {28, 31, 36, 40, 43, 48, 52})
            notes.push_back(note(0, 4 * kBars * kBeat, pitch));
        const auto faults = faultsOf(notes);
        QVERIFY(has(faults, "polyphony"));
        QVERIFY(has(faults, "drone"));
    }

    void notesOutsideOfAnyKeyAreFound() {
        std::vector<Note> notes;
        for (int i = 0; i < 4 * kBars; ++i)
            notes.push_back(note(i * kBeat, kBeat, 48 + (i * 7) % 24));
        QVERIFY(has(faultsOf(notes), "best_key"));
    }

    void whatNeverReturnsAndWhatAlwaysDoes() {
        auto notes = tune();
        for (auto& each : notes)
            if (each.onset.value >= 16 * kBeat) each.pitch.value += 12;
        QVERIFY(has(faultsOf(notes), "repeats"));

        std::vector<Note> same;
        for (int i = 0; i < 4 * kBars; ++i) same.push_back(note(i * kBeat, kBeat, 60));
        const auto faults = faultsOf(same);
        QVERIFY(has(faults, "repeats"));
        QVERIFY(has(faults, "change"));
    }

    void fourBarsNeedNotReturn() {
        auto notes = tune();
        std::erase_if(notes, [](const Note& each) { return each.onset.value >= 16 * kBeat; });
        QVERIFY(!has(metrics::faultsOf(scoreOf(instrument(0), notes), 4), "repeats"));
    }

    void silenceIsWorseThanAnyMusic() {
        std::vector<Note> wall;
        for (int pitch = 36; pitch < 96; ++pitch)
            wall.push_back(note(0, 4 * kBars * kBeat, pitch));
        QVERIFY(metrics::faultiness(Score(), kBars) >
                metrics::faultiness(scoreOf(instrument(0), wall), kBars));
    }
};

CONTRAFACT_TEST(TestFaults)
#include "tst_faults.moc"
