// SPDX-License-Identifier: GPL-3.0-or-later
// Piano rolls as 106 x 100 pictures.
#include "core/exchange/roll_image.h"
#include "tests/support/test.h"

using namespace contrafact;
using exchange::RollImage;

class TestRollImage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNoteIsARunOfPixels() {
        const auto pages = exchange::toImages(scoreOf({note(240, 480, 60)}));
        QVERIFY(pages.ok());
        QCOMPARE(pages->size(), std::size_t{1});
        const auto& page = pages->front();
        int lit = 0;
        for (const auto pixel : page.pixels) lit += pixel == 255;
        QCOMPARE(lit, 4);
        for (int column = 2; column < 6; ++column) QCOMPARE(int(page.at(60 - 21, column)), 255);
    }

    void timesAreRoundedAndNothingVanishes() {
        const auto pages = exchange::toImages(scoreOf({note(70, 10, 60), note(0, 170, 21)}));
        QVERIFY(pages.ok());
        QCOMPARE(int(pages->front().at(39, 1)), 255); // 70 of 120 ticks: the second column
        QCOMPARE(int(pages->front().at(39, 2)), 0);   // one column long
        QCOMPARE(int(pages->front().at(0, 0)), 255);
        QCOMPARE(int(pages->front().at(0, 1)), 0); // 170 ticks: one column
    }

    void pitchesBeyondTheEdgeAreMovedThere() {
        const auto pages = exchange::toImages(scoreOf({note(0, 120, 3), note(0, 120, 127)}));
        QVERIFY(pages.ok());
        QCOMPARE(int(pages->front().at(0, 0)), 255);
        QCOMPARE(int(pages->front().at(105, 0)), 255);
    }

    void drumsAreDrawnOnlyAlone() {
        auto score = scoreOf({note(0, 120, 60)});
        score.addTrack(score::Track({.channel = 9}, {note(0, 120, 38)}));
        QCOMPARE(int(exchange::toImages(score)->front().at(38 - 21, 0)), 0);
        score.removeTrack(0);
        QCOMPARE(int(exchange::toImages(score)->front().at(38 - 21, 0)), 255);
    }

    void pagesJoinAgain() {
        const auto before =
            scoreOf({note(0, 240, 60), note(11'880, 480, 72), note(60'000, 120, 21)});
        const auto pages = exchange::toImages(before);
        QVERIFY(pages.ok());
        QCOMPARE(pages->size(), std::size_t{6}); // silent ones in between are kept
        const auto after = exchange::fromImages(*pages);
        QCOMPARE(after.noteCount(), std::size_t{3});
        const auto notes = after.track(0).notes();
        QCOMPARE(notes[1].onset.value, std::int64_t{11'880});
        QCOMPARE(notes[1].length.value, std::int64_t{480}); // across a page's edge
        QCOMPARE(notes[2].onset.value, std::int64_t{60'000});
    }

    void pngGivesTheSamePixels() {
        RollImage before;
        for (std::size_t i = 0; i < before.pixels.size(); i += 37) before.pixels[i] = 255;
        const auto bytes = exchange::encodeImage(before);
        QVERIFY(bytes.ok());
        const auto after = exchange::decodeImage(*bytes, "a.png");
        QVERIFY2(after.ok(), after.ok() ? "" : after.message().c_str());
        QCOMPARE(*after == before, true);
    }

    void otherPicturesAreRefused() {
        const auto bytes = exchange::encodeImage({});
        QVERIFY(bytes.ok());
        auto wider = *bytes;
        wider[19] = std::byte{101}; // the header's width; its checksum no longer fits either
        for (const auto& each : {wider, std::vector<std::byte>(), std::vector<std::byte>(200)}) {
            const auto image = exchange::decodeImage(each, "b.png");
            QVERIFY(!image.ok());
            QVERIFY(image.message().starts_with("b.png"));
        }
    }

    void damagedPicturesAreNeverFatal() {
        RollImage page;
        page.pixels.fill(255);
        const auto bytes = exchange::encodeImage(page);
        for (std::size_t i = 0; i < bytes->size(); ++i) {
            auto damaged = *bytes;
            damaged[i] ^= std::byte{0x10};
            static_cast<void>(exchange::decodeImage(damaged, "c.png"));
            const auto cut = exchange::decodeImage(std::span(*bytes).first(i), "c.png");
            QVERIFY(!cut.ok() || i > bytes->size() / 2); // the end mark may be missing
        }
    }

    void endlessMusicIsRefused() {
        const auto pages = exchange::toImages(scoreOf({note(std::int64_t{1} << 40, 120, 60)}));
        QVERIFY(!pages.ok());
    }

private:
    static score::Note note(std::int64_t onset, std::int64_t length, int pitch) {
        return {score::Tick(onset), score::Tick(length),
                score::Pitch(static_cast<std::int16_t>(pitch))};
    }
    static score::Score scoreOf(std::vector<score::Note> notes) {
        score::Score score;
        for (auto& each : notes) each.id = score.newNoteId();
        score.addTrack(score::Track({}, std::move(notes)));
        return score;
    }
};

CONTRAFACT_TEST(TestRollImage)
#include "tst_roll_image.moc"
