// SPDX-License-Identifier: GPL-3.0-or-later
// What a network sees of a song is shown for every system, and is what its encoding says.
#include "core/encoding/events.h"
#include "core/encoding/preview.h"
#include "models/api/descriptor.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

using namespace contrafact;
using namespace contrafact::encoding;

namespace {

constexpr int kQuarter = score::kDefaultPpq;

template<typename Content>
Content contentOf(std::string_view encoding, const score::Score& score) {
    return std::get<Content>(previewOf(encoding, score, {})->value().content);
}

score::Score drumsOnly() {
    return test::scoreOf(test::instrument(0, 9), {test::note(0, 60, 36), test::note(480, 60, 38)});
}

} // namespace

class TestPreview : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySystemHasOne_data() {
        QTest::addColumn<QString>("encoding");
        for (const auto* system : models::systems())
            QTest::newRow(system->id.c_str()) << QString::fromStdString(system->encoding);
    }
    void everySystemHasOne() {
        QFETCH(QString, encoding);
        const auto id = encoding.toStdString();
        const auto preview = previewOf(id, test::scale(60, 64), "X:1\nK:C\nCDEF|");
        QVERIFY2(preview, "no preview");
        QVERIFY2(preview->ok(), preview->ok() ? "" : preview->message().c_str());
        QVERIFY(!(*preview)->caption.empty());
        const auto silent = previewOf(id, score::Score(), {});
        QVERIFY(silent && !silent->ok() && !silent->message().empty());
    }

    void eventsAreNamed() {
        auto score = test::scoreOf(test::instrument(0),
                                   {test::note(0, kQuarter, 60), test::note(0, kQuarter, 64),
                                    test::note(0, kQuarter, 67)});
        std::vector<score::Note> hits{test::note(2 * kQuarter, 60, 36)};
        hits[0].id = score.newNoteId();
        score.addTrack(score::Track(test::instrument(0, 9), hits));
        QCOMPARE(contentOf<TextPreview>("events-12", score).text,
                 std::string("bar C +0 piano C4:12 piano E4:12 piano G4:12 +24 drums 36"));
    }

    void whatComesAgainIsNamed() {
        std::vector<score::Note> notes;
        for (int bar = 0; bar < 2; ++bar) notes.push_back(test::note(bar * 1920, kQuarter, 57));
        const auto score = test::scoreOf(test::instrument(32), notes);
        const auto text = contentOf<TextPreview>("events-12", score).text;
        QVERIFY2(text.find(" again all 1") != std::string::npos, text.c_str());
    }

    void aPageIsAsManyCellsAsSound() {
        const auto page = contentOf<RollPreview>("image-106x100", test::scale(60, 8));
        QCOMPARE(page.columns, 100);
        QCOMPARE(page.cells.size(), std::size_t{8 * 2}); // eight eighths
        QCOMPARE(int(page.cells.front().row), 60 - 21);
    }

    void aBarIsCutOnItsLine() {
        const auto bar = contentOf<RollPreview>("roll-96x84", test::scale(60, 12));
        QCOMPARE(bar.cells.size(), std::size_t{96}); // eight eighths of twelve steps
        QCOMPARE(int(bar.cells.front().row), 60 - 24);
    }

    void drumsAloneAreNothingForAMelodySystem() {
        for (const char* encoding : {"chord-tokens", "pitch-words-100", "pitch-sets-100",
                                     "image-106x100", "note-rows-3", "pair-tokens"}) {
            const auto preview = previewOf(encoding, drumsOnly(), {});
            QVERIFY2(preview && !preview->ok(), encoding);
            QVERIFY(preview->message().find("pitched notes") != std::string::npos);
        }
        QVERIFY(previewOf("events-12", drumsOnly(), {})->ok());
    }
};

CONTRAFACT_TEST(TestPreview)
#include "tst_preview.moc"
