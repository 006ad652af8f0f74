// SPDX-License-Identifier: GPL-3.0-or-later
// What holds of every edit and every tempo map, over many random ones.
#include "core/score/transforms.h"
#include "tests/support/random_score.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact::score;
using namespace contrafact::test;

namespace {

/// Equal in every field, ids included; only the counter of ids may differ.
bool identical(const Score& a, const Score& b) {
    if (!(mapsOf(a) == mapsOf(b)) || a.trackCount() != b.trackCount()) return false;
    for (int i = 0; i < a.trackCount(); ++i)
        if (!(a.track(i) == b.track(i))) return false;
    return true;
}

Selection randomSelection(const Score& score, Random& random) {
    Selection out;
    for (int i = 0; i < score.trackCount(); ++i)
        for (const auto& note : score.track(i).notes())
            if (random.chance(30)) out.push_back({i, note.id});
    return out;
}

ScoreEdit randomMapsChange(const Score& score, Random& random) {
    Score changed = score;
    randomMaps(random, changed);
    return {"Maps", {MapsChange{mapsOf(score), mapsOf(changed)}}};
}

ScoreEdit randomEdit(Score& score, Random& random) {
    const int track = random.in(0, score.trackCount() - 1);
    const auto selection = randomSelection(score, random);
    switch (random.in(0, 10)) {
    case 0:
        return addNotes(score, track, randomNotes(random, random.in(1, 9)));
    case 1:
        return removeNotes(score, selection);
    case 2:
        return moveNotes(score, selection, Tick(random.in(-900, 900)), random.in(-20, 20));
    case 3:
        return resizeNotes(score, selection, Tick(random.in(-900, 900)), random.chance(50),
                           Tick{10});
    case 4:
        return quantise(score, selection, Tick(random.in(1, 500)));
    case 5:
        return setTrackInfo(score, track, randomInfo(random, random.in(0, 15)), "Info");
    case 6: {
        const int from = random.in(0, 20'000);
        return replaceRange(score, track, {Tick(from), Tick(from + 3000)}, randomNotes(random, 5));
    }
    case 7:
        return insertTrack(score, random.in(0, score.trackCount()),
                           Track(randomInfo(random, 1), randomNotes(random, 5)));
    case 9:
        return setEvents(score, track, randomEvents(random, random.in(0, 9)), "Events");
    case 8:
        return score.trackCount() > 1 ? removeTrack(score, track) : ScoreEdit{};
    default:
        return randomMapsChange(score, random);
    }
}

Score randomScore(Random& random) {
    Score score;
    for (int i = random.in(1, 4); i > 0; --i) {
        Track track(randomInfo(random, i), randomNotes(random, random.in(0, 40)));
        if (random.chance(50)) track.events = randomEvents(random, random.in(0, 30));
        score.addTrack(std::move(track));
    }
    return score;
}

} // namespace

class TestScoreEdits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theInverseUndoes() {
        for (unsigned seed = 1; seed <= 600; ++seed) {
            Random random(seed);
            auto score = randomScore(random);
            const Score before = score;
            const auto edit = randomEdit(score, random);
            const auto changes = edit.apply(score);
            QCOMPARE(changes.empty(), edit.empty());
            const Score after = score;
            edit.inverse().apply(score);
            QVERIFY2(identical(score, before), message(seed, edit));
            edit.inverse().inverse().apply(score);
            QVERIFY2(identical(score, after), message(seed, edit));
        }
    }

    void mergedEditsHaveTheEffectOfBoth() {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            Random random(seed);
            const Score before = randomScore(random);
            Score stepwise = before;
            ScoreEdit merged;
            for (int i = random.in(2, 6); i > 0; --i) {
                const auto edit = randomEdit(stepwise, random);
                edit.apply(stepwise);
                merged.merge(edit);
            }
            Score atOnce = before;
            merged.apply(atOnce);
            QVERIFY2(identical(atOnce, stepwise), message(seed, merged));
            merged.inverse().apply(atOnce);
            QVERIFY2(identical(atOnce, before), message(seed, merged));
        }
    }

    void anEditMergedWithItsInverseIsNothing() {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            Random random(seed);
            auto score = randomScore(random);
            auto edit = randomEdit(score, random);
            edit.merge(edit.inverse());
            QVERIFY2(edit.empty(), message(seed, edit));
        }
    }

    void ticksSurviveTheWayThroughSeconds() {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            Random random(seed);
            Score score(random.in(1, 32'767));
            randomMaps(random, score);
            for (int i = 0; i < 50; ++i) {
                const Tick tick(random.in(0, 100'000));
                const double back = score.tempo.toTicks(score.tempo.toSeconds(tick));
                QVERIFY2(std::abs(back - static_cast<double>(tick.value)) < 0.01,
                         qPrintable(QString("seed %1 tick %2").arg(seed).arg(tick.value)));
            }
        }
    }

    void aCopyNeverChanges() {
        for (unsigned seed = 1; seed <= 100; ++seed) {
            Random random(seed);
            auto score = randomScore(random);
            const Score snapshot = score;
            std::vector<std::vector<Note>> notes;
            for (int i = 0; i < snapshot.trackCount(); ++i)
                notes.emplace_back(snapshot.track(i).notes().begin(),
                                   snapshot.track(i).notes().end());
            for (int i = 0; i < 5; ++i) randomEdit(score, random).apply(score);
            for (int i = 0; i < snapshot.trackCount(); ++i)
                QVERIFY(std::equal(notes[std::size_t(i)].begin(), notes[std::size_t(i)].end(),
                                   snapshot.track(i).notes().begin(),
                                   snapshot.track(i).notes().end()));
        }
    }

private:
    static const char* message(unsigned seed, const ScoreEdit& edit) {
        static std::string text;
        text = "seed " + std::to_string(seed) + ", " + edit.label;
        return text.c_str();
    }
};

CONTRAFACT_TEST(TestScoreEdits)
#include "tst_score_edits.moc"
