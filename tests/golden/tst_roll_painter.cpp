// SPDX-License-Identifier: GPL-3.0-or-later
// The roll as pictures, compared with a tolerance. CONTRAFACT_UPDATE_GOLDEN=1 writes them anew; on
// a difference the actual picture is left beside the test program.
#include "tests/support/paths.h"
#include "tests/support/test.h"
#include "ui/roll/roll_margins.h"
#include "ui/roll/roll_painter.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>

#include <random>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

constexpr QSize kSize(480, 240);
/// Antialiased edges may differ by a shade between builds of Qt; shapes and places may not.
constexpr int kShade = 24;
constexpr double kDifferentPixels = 0.002;

score::Note note(int step, int steps, int pitch) {
    return {.onset = score::Tick(step * 120),
            .length = score::Tick(steps * 120),
            .pitch = score::Pitch(std::int16_t(pitch))};
}

score::Score twoTracks() {
    score::Score score;
    score::TrackInfo piano{.name = "Piano"};
    score::TrackInfo bass{.name = "Bass", .channel = 1, .program = 33};
    std::vector<score::Note> high{note(0, 4, 60), note(4, 2, 64), note(6, 2, 67), note(16, 8, 72)};
    std::vector<score::Note> low{note(0, 16, 50), note(16, 16, 53)};
    for (auto* notes : {&high, &low})
        for (auto& each : *notes) each.id = score.newNoteId();
    score.addTrack(score::Track(piano, high));
    score.addTrack(score::Track(bass, low));
    return score;
}

RollGeometry geometry() {
    RollGeometry g;
    g.setViewport(kSize);
    g.setPixelsPerTick(0.11);
    g.setRowHeight(10);
    g.setTopPixel((127 - 74) * 10);
    return g;
}

QImage painted(const RollScene& scene, const RollGeometry& g) {
    QImage image(kSize, QImage::Format_RGB32);
    QPainter painter(&image);
    paintRoll(painter, scene, g, QRect(QPoint(), kSize));
    return image;
}

bool near(QRgb a, QRgb b) {
    return std::abs(qRed(a) - qRed(b)) <= kShade && std::abs(qGreen(a) - qGreen(b)) <= kShade &&
           std::abs(qBlue(a) - qBlue(b)) <= kShade;
}

void compare(const QImage& actual, const QString& name) {
    const auto path =
        QString::fromStdString(test::sourcePath("tests/golden/data/")) + name + ".png";
    if (qEnvironmentVariableIsSet("CONTRAFACT_UPDATE_GOLDEN")) QVERIFY(actual.save(path));
    const QImage wanted = QImage(path).convertToFormat(QImage::Format_RGB32);
    QVERIFY2(!wanted.isNull(), qPrintable("no golden picture " + path));
    QCOMPARE(actual.size(), wanted.size());
    int different = 0;
    for (int y = 0; y < actual.height(); ++y)
        for (int x = 0; x < actual.width(); ++x)
            if (!near(actual.pixel(x, y), wanted.pixel(x, y))) ++different;
    if (different > kDifferentPixels * actual.width() * actual.height()) {
        const auto left = QDir::current().filePath(name + "-actual.png");
        actual.save(left);
        QFAIL(qPrintable(QStringLiteral("%1 pixels differ, see %2").arg(different).arg(left)));
    }
}

} // namespace

class TestRollPainter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }

    void notesOfTwoTracks() {
        const auto score = twoTracks();
        compare(painted({&score}, geometry()), "two_tracks");
    }

    void regionSelectionAndScale() {
        const auto score = twoTracks();
        RollScene scene{&score};
        scene.region = score::barRange(score, 1, 1);
        scene.selection = NoteMask(score::Selection{{0, 4}});
        scene.scale = score::Scale{9, score::kMinorMask};
        compare(painted(scene, geometry()), "region");
    }

    void mutedAndLockedTracks() {
        auto score = twoTracks();
        score.editTrack(0).info.mute = true;
        score.editTrack(1).info.locked = true;
        RollScene scene{&score};
        scene.currentTrack = 1;
        compare(painted(scene, geometry()), "muted_locked");
    }

    void light() {
        applyTheme(*qApp, ThemeChoice::Light);
        const auto score = twoTracks();
        compare(painted({&score}, geometry()), "light");
        applyTheme(*qApp, ThemeChoice::Dark);
    }

    void aPreviewStandsInForTheRegion() {
        const auto score = twoTracks();
        score::Score preview;
        preview.addTrack(score::Track({.name = "Piano"}, {note(18, 2, 65)}));
        RollScene scene{&score};
        scene.region = score::barRange(score, 1, 1);
        scene.preview = &preview;
        scene.previewRange = *scene.region;
        const auto image = painted(scene, geometry());
        const auto at = [&](int step, int pitch) {
            const auto rect = geometry().rectOf(note(step, 1, pitch));
            return image.pixelColor(rect.center().toPoint());
        };
        QCOMPARE(at(18, 65), theme().track[0]);  // what composing would give
        QVERIFY(at(17, 72) != theme().track[0]); // hidden: the old note of the region
        QCOMPARE(at(1, 60), theme().track[0]);   // outside the region all is as it was
    }

    /// However many notes there are and whatever way they are painted in, a note shows where it is.
    void everyWayOfPaintingAgrees_data() {
        QTest::addColumn<int>("count");
        for (int count : {50, 2000, 20000}) QTest::addRow("%d notes", count) << count;
    }
    void everyWayOfPaintingAgrees() {
        QFETCH(int, count);
        std::mt19937 random(7);
        std::uniform_int_distribution<int> step(0, 200), pitch(55, 70);
        std::vector<score::Note> notes;
        for (int i = 0; i < count; ++i) notes.push_back(note(step(random), 2, pitch(random)));
        score::Score score;
        score.addTrack(score::Track({.name = "Piano"}, notes));
        const auto image = painted({&score}, geometry());
        for (int i = 0; i < 50; ++i) {
            const auto rect = geometry().rectOf(notes[std::size_t(i)]);
            const auto middle = rect.center().toPoint();
            if (image.rect().contains(middle)) QCOMPARE(image.pixelColor(middle), theme().track[0]);
        }
    }

    void aStripLooksLikeItsSurroundings() {
        const auto score = twoTracks();
        const RollScene scene{&score};
        const auto whole = painted(scene, geometry());
        auto patched = whole;
        QPainter painter(&patched);
        paintRoll(painter, scene, geometry(), QRect(97, 0, 14, kSize.height()));
        painter.end();
        QCOMPARE(patched, whole);
    }

    void thePictureOfAPieceShowsAllOfIt() {
        const auto image = pictureOf(twoTracks(), {600, 300});
        QCOMPARE(image.size(), QSize(600, 300));
        int noteColours = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, y) == theme().track[2]) ++noteColours;
        QVERIFY(noteColours > 1000); // two notes of a bar each
    }
};

CONTRAFACT_TEST(TestRollPainter)
#include "tst_roll_painter.moc"
