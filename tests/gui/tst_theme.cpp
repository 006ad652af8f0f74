// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test.h"
#include "ui/roll/track_colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QStyle>

#include <cmath>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

double linear(double c) {
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}
double luminance(const QColor& c) {
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}
/// As the Web Content Accessibility Guidelines define it, 1..21.
double contrast(const QColor& a, const QColor& b) {
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textIsReadable_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }
    void textIsReadable() {
        QFETCH(bool, dark);
        const auto t = loadTheme(dark);
        for (const auto& back : {t.panel, t.window}) {
            QVERIFY(contrast(t.text, back) >= 7);
            QVERIFY(contrast(t.textDim, back) >= 4.5);
        }
        QVERIFY(contrast(t.onAccent, t.accent) >= 4);
        QVERIFY(t.track[0].isValid() && t.playhead.isValid() && t.selectedNote.isValid());
    }
    void buttonsOfDialogsAreWords() {
        applyTheme(*qApp, ThemeChoice::Dark);
        QDialogButtonBox box(QDialogButtonBox::Save | QDialogButtonBox::Discard);
        for (auto* button : box.buttons()) QVERIFY(button->icon().isNull());
        const auto sign = QApplication::style()
                              ->standardIcon(QStyle::SP_MessageBoxWarning)
                              .pixmap(32, 32)
                              .toImage();
        QVERIFY(sign.pixelColor(16, 4) == theme().warn); // its ring
    }
    void tracksOfOneFamilyAreToldApart_data() { textIsReadable_data(); }
    void tracksOfOneFamilyAreToldApart() {
        QFETCH(bool, dark);
        const auto t = loadTheme(dark);
        score::Score band;
        for (const int program : {0, 4, 1, 32, 5}) // three more pianos and a bass
            band.addTrack(score::Track({.program = program}));
        const auto colours = trackColours(band);
        QCOMPARE(t.trackColour(colours[0]), t.track[0]);
        QCOMPARE(t.trackColour(colours[3]), t.track[2]);
        std::vector<QColor> all = {t.panel};
        for (const int colour : colours) {
            const auto now = t.trackColour(colour);
            for (const auto& other : all) {
                const int apart = std::abs(now.red() - other.red()) +
                                  std::abs(now.green() - other.green()) +
                                  std::abs(now.blue() - other.blue());
                QVERIFY2(apart > 45, qPrintable(now.name() + " " + other.name()));
            }
            all.push_back(now);
        }
    }
    void everyTokenOfTheSheetIsFilled() {
        applyTheme(*qApp, ThemeChoice::Light);
        QVERIFY(!qApp->styleSheet().contains('$'));
        QCOMPARE(theme().dark, false);
        applyTheme(*qApp, ThemeChoice::Dark);
        QCOMPARE(theme().dark, true);
    }
    void changingTheThemeTellsPainters() {
        int told = 0;
        connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [&] { ++told; });
        applyTheme(*qApp, ThemeChoice::Light);
        QCOMPARE(told, 1);
    }
    void iconsTakeTheThemesColour() {
        applyTheme(*qApp, ThemeChoice::Dark);
        const auto image = icon("stop").pixmap(16, 16).toImage();
        QCOMPARE(image.pixelColor(8, 8), theme().text);
        QVERIFY(!applicationIcon().isNull());
    }
};

CONTRAFACT_TEST(TestTheme)
#include "tst_theme.moc"
