// SPDX-License-Identifier: GPL-3.0-or-later
// Warnings of a training stand above the plots until they are dismissed; one that has broken off
// offers the way on only where there is a checkpoint.
#include "tests/support/test.h"
#include "ui/training/warning_banner.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace contrafact::ui;

class TestWarningBanner : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void warningsStandUntilDismissed() {
        WarningBanner banner;
        QVERIFY(banner.isHidden());
        banner.warn(1200, "The music has collapsed.");
        QVERIFY(!banner.isHidden());
        QVERIFY(banner.text().contains("1200"));
        QVERIFY(banner.text().contains("The music has collapsed."));
        banner.warn(1400, "The discriminator wins.");
        QVERIFY(banner.text().contains("1400"));
        QVERIFY(banner.text().contains("1 more"));
        QTest::mouseClick(banner.findChild<QToolButton*>("dismiss"), Qt::LeftButton);
        QVERIFY(banner.isHidden());
        banner.warn(1600, "Again.");
        QVERIFY(!banner.text().contains("more")); // those before were seen
    }

    void aWarningLeadsToItsAdvice() {
        WarningBanner banner;
        QSignalSpy clicked(&banner, &WarningBanner::adviceClicked);
        banner.warn(1200, "The music has collapsed.");
        const auto buttons = banner.findChildren<QPushButton*>();
        QVERIFY(buttons[0]->isHidden() && !buttons[1]->isHidden());
        QTest::mouseClick(buttons[1], Qt::LeftButton);
        QCOMPARE(clicked.count(), 1);
        banner.fail("The loss is no number.", true);
        QVERIFY(buttons[1]->isHidden());
    }

    void goingOnIsOfferedOnlyWithACheckpoint() {
        WarningBanner banner;
        auto* resume = banner.findChild<QPushButton*>();
        QSignalSpy clicked(&banner, &WarningBanner::resumeClicked);
        banner.fail("The loss is no number.", false);
        QVERIFY(banner.text().contains("The loss is no number."));
        QVERIFY(resume->isHidden());
        banner.fail("The loss is no number.", true);
        QVERIFY(!resume->isHidden());
        QTest::mouseClick(resume, Qt::LeftButton);
        QCOMPARE(clicked.count(), 1);
        banner.warn(1, "Something else.");
        QVERIFY(resume->isHidden());
    }
};

CONTRAFACT_TEST(TestWarningBanner)
#include "tst_warning_banner.moc"
