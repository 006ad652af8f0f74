// SPDX-License-Identifier: GPL-3.0-or-later
// Notes and lengths as tokens: the worked example, waits, what is left out, there and back.
#include "core/encoding/pair_tokens.h"
#include "tests/support/test.h"

using namespace contrafact;
using namespace contrafact::encoding;
using Text = std::vector<int>;

namespace {

score::Note note(int sixteenth, int length, int pitch) {
    constexpr int kSixteenth = score::kDefaultPpq / 4;
    return {score::Tick(sixteenth * kSixteenth), score::Tick(length * kSixteenth),
            score::Pitch(static_cast<std::int16_t>(pitch)), 100};
}

score::Score piece(std::vector<score::Note> notes, Family family = Family::Piano) {
    score::Score score;
    score.addTrack(score::Track(trackFor(family), std::move(notes)));
    return score;
}

const PairTokens kPlain, kFamilyTokens{.families = true};

} // namespace

class TestPairTokens : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// C, E and G for half a bar, then a C above for a quarter, as musicautobot numbers them.
    void theWorkedExample() {
        const auto text = pairTokens(
            piece({note(0, 8, 60), note(0, 8, 64), note(0, 8, 67), note(8, 4, 72)}), kPlain);
        QCOMPARE(text, (Text{0, 1, 76, 145, 73, 145, 69, 145, 8, 145, 81, 141}));
        QCOMPARE(pairPositions(text, kPlain), (Text{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 8}));
        QCOMPARE(pairNotes(text, kPlain), std::int64_t{4});
        std::string names;
        for (const int token : text) names += kPlain.name(token) + " ";
        QCOMPARE(names, std::string("xxbos xxpad n67 d8 n64 d8 n60 d8 xxsep d8 n72 d4 "));
        QCOMPARE(kFamilyTokens.name(kFamilyTokens.note(2, 36)), std::string("bass-n36"));
        QCOMPARE(kPlain.size(), 312);
        QCOMPARE(kPlain.length(kPairLongest), 297);
    }

    void longWaitsNotesAndEmptyBars() {
        const auto text = pairTokens(piece({note(36, 200, 60), note(236, 4, 62)}), kPlain);
        QCOMPARE(text, (Text{0, 1, 8, 141, 69, 137 + 128, 8, 297, 8, 137 + 40, 71, 141}));
        const auto toTheBar = pairTokens(piece({note(2, 2, 60)}), kPlain, true);
        QCOMPARE(toTheBar, (Text{0, 1, 8, 139, 69, 139, 8, 137 + 14}));
    }

    void whatIsLeftOut() {
        auto score = piece({note(0, 4, 20), note(0, 4, 108), note(0, 4, 60)});
        score.addTrack(score::Track(trackFor(Family::Bass), {note(0, 8, 60), note(0, 4, 40)}));
        score.addTrack(score::Track(trackFor(Family::Drums), {note(0, 1, 36)}));
        QCOMPARE(pairTokens(score, kPlain), (Text{0, 1, 69, 145, 49, 141}));
        QCOMPARE(pairNotes(pairTokens(score, kFamilyTokens), kFamilyTokens), std::int64_t{4});
        QCOMPARE(pairTokens(score::Score(), kPlain), (Text{0, 1}));
    }

    void thereAndBackWithInstruments() {
        auto score = piece({note(0, 4, 60), note(0, 8, 67), note(6, 2, 62)});
        score.addTrack(score::Track(trackFor(Family::Bass), {note(0, 4, 36), note(4, 4, 36)}));
        score.addTrack(score::Track(trackFor(Family::Drums), {note(0, 1, 36), note(4, 1, 38)}));
        const auto text = pairTokens(score, kFamilyTokens);
        QVERIFY(pairSong(text, kFamilyTokens) == toGrid(score, kPairStepsPerBeat));
        for (std::size_t i = 1; i < text.size(); ++i) { // from the highest to the lowest
            if (!kFamilyTokens.isNote(text[i]) || i < 4 || !kFamilyTokens.isNote(text[i - 2]))
                continue;
            QVERIFY(kFamilyTokens.rank(text[i]) < kFamilyTokens.rank(text[i - 2]));
        }
        QVERIFY(kFamilyTokens.length(kPairLongest) < kFamilyTokens.size());
    }

    void oddTextIsRead() {
        const Text text{8, 69, 145, 145, 8, 8, 141, 69, 69, 137, 4, 300, 69};
        const auto song = pairSong(text, kPlain);
        QCOMPARE(song.noteCount(), std::size_t{2});
        QCOMPARE(song.notes[0][1].step, 4);
        QCOMPARE(song.notes[0][1].length, std::int16_t{1}); // no note is without length
    }

    void transposingKeepsDrumsAndTheRange() {
        auto score = piece({note(0, 4, 60)});
        score.addTrack(score::Track(trackFor(Family::Drums), {note(0, 1, 36)}));
        auto text = pairTokens(score, kFamilyTokens);
        const auto drum = text[4];
        transposePairs(text, kFamilyTokens, 5);
        QCOMPARE(kFamilyTokens.pitchOf(text[2]), 65);
        QCOMPARE(text[4], drum);
        auto high = pairTokens(piece({note(0, 4, 60), note(0, 4, 105)}), kPlain);
        const auto before = high;
        transposePairs(high, kPlain, 3);
        QCOMPARE(high, before);
    }
};

CONTRAFACT_TEST(TestPairTokens)
#include "tst_pair_tokens.moc"
