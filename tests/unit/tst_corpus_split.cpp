// SPDX-License-Identifier: GPL-3.0-or-later
// Which songs are held out: always the same ones, never the same music on both sides.
#include "core/base/sha256.h"
#include "core/corpus/assemble.h"
#include "tests/support/music_folder.h"
#include "tests/support/test.h"

#include <random>

using namespace contrafact;
using namespace contrafact::test;

class TestCorpusSplit : public QObject, private test::MusicFolder {
    Q_OBJECT
private Q_SLOTS:
    void init() { open(); }

    void theSameMusicInAnotherKeyOrTempoStaysOnItsSide() {
        const auto tune = randomTune(1);
        put(m_music / "a.mid", tune);
        auto high = tune;
        auto notes = std::vector(high.track(0).notes().begin(), high.track(0).notes().end());
        for (auto& note : notes) note.pitch = note.pitch + score::Pitch(3);
        high.editTrack(0).setNotes(notes);
        put(m_music / "b high.mid", high);
        for (auto& note : notes) { // augmented, and not by a whole number
            note.onset = score::Tick(note.onset.value * 13 / 9);
            note.length = score::Tick(note.length.value * 13 / 9);
        }
        high.editTrack(0).setNotes(notes);
        put(m_music / "c slow.mid", high);
        for (unsigned seed = 2; seed < 12; ++seed)
            put(m_music / ("other " + std::to_string(seed) + ".mid"), randomTune(seed));
        const auto corpus = import();
        QVERIFY(corpus.ok());
        QCOMPARE(corpus->songs.size(), std::size_t{13});
        QCOMPARE(corpus->songs[1].sameAs, corpus->songs[0].hash);
        QCOMPARE(corpus->songs[2].sameAs, corpus->songs[0].hash);
        for (std::size_t i = 3; i < 13; ++i) QVERIFY(corpus->songs[i].sameAs.empty());
        for (const double share : {0.1, 0.5, 0.9}) {
            auto songs = corpus->songs;
            corpus::splitValidation(songs, share);
            QVERIFY(songs[0].validation == songs[1].validation &&
                    songs[1].validation == songs[2].validation);
        }
    }

    void theSplitIsStable() {
        std::vector<corpus::Song> many(1000);
        for (std::size_t i = 0; i < many.size(); ++i)
            many[i].hash = base::sha256(bytesOf(std::to_string(i)));
        corpus::splitValidation(many, 0.1);
        const auto held = std::ranges::count(many, true, &corpus::Song::validation);
        QVERIFY2(held > 70 && held < 130, std::to_string(held).c_str());
        // A song's place does not depend on which others are there.
        std::vector<corpus::Song> half(many.begin(), many.begin() + 500);
        corpus::splitValidation(half, 0.1);
        for (std::size_t i = 0; i < half.size(); ++i)
            QCOMPARE(half[i].validation, many[i].validation);
    }

    void smallCorporaKeepBothSides() {
        for (int trial = 0; trial < 100; ++trial) {
            std::vector<corpus::Song> songs(5);
            for (std::size_t i = 0; i < songs.size(); ++i)
                songs[i].hash = base::sha256(bytesOf(std::to_string(trial * 5 + int(i))));
            corpus::splitValidation(songs, 0.01);
            QCOMPARE(std::ranges::count(songs, true, &corpus::Song::validation), 1);
            corpus::splitValidation(songs, 0.99);
            QVERIFY(std::ranges::count(songs, true, &corpus::Song::validation) < 5);
            corpus::splitValidation(songs, 0);
            QCOMPARE(std::ranges::count(songs, true, &corpus::Song::validation), 0);
        }
    }

    void aTuneInManyKeysIsNotMostOfWhatIsHeldOut() {
        for (int trial = 0; trial < 50; ++trial) {
            std::vector<corpus::Song> songs(6);
            for (std::size_t i = 0; i < songs.size(); ++i)
                songs[i].hash = base::sha256(bytesOf(std::to_string(trial * 6 + int(i))));
            for (std::size_t i = 1; i < 4; ++i) songs[i].sameAs = songs[0].hash; // four of six
            corpus::splitValidation(songs, 0.1);
            const auto held = std::ranges::count(songs, true, &corpus::Song::validation);
            QVERIFY2(held >= 1 && held <= 3, std::to_string(held).c_str());
            for (std::size_t i = 1; i < 4; ++i) QCOMPARE(songs[i].validation, songs[0].validation);
        }
    }

private:
    /// 64 notes that no other seed has.
    static score::Score randomTune(unsigned seed) {
        std::mt19937 random(seed);
        std::vector<score::Note> notes;
        int at = 0;
        for (int i = 0; i < 64; ++i) {
            const int length = 120 * (1 + static_cast<int>(random() % 4));
            notes.push_back(test::note(at, length, 50 + static_cast<int>(random() % 24)));
            at += length;
        }
        return test::scoreOf(test::instrument(0), std::move(notes));
    }
};

CONTRAFACT_TEST(TestCorpusSplit)
#include "tst_corpus_split.moc"
