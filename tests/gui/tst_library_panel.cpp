// SPDX-License-Identifier: GPL-3.0-or-later
// The library as it is seen: the story of a take without scrolling, songs with all the room, which
// take the piece is, and what the takes are told apart by.
#include "core/session/session.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/document/document.h"
#include "ui/library/library_panel.h"
#include "ui/library/row_delegate.h"
#include "ui/library/take_story.h"
#include "ui/library/takes_view.h"
#include "ui/theme/theme.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QTimer>
#include <QTreeView>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

constexpr auto kLongStory = R"({"system":"bar-rnn","step":1392,"checkpoint":"af28c79763d1",
    "verb":"compose","place":"bars 1-8 of Piano, Guitar, Bass, Strings, Drums","region":"bars 1–8",
    "bars":8,"primer":true,"chords":"C Am F G","seed":71674930,"controls":{"temperature":1.3}})";

QString detail(const char* story) {
    session::Take take;
    take.provenance = story;
    take.score = test::scale(60, 16);
    return takeDetail(take);
}

} // namespace

class TestLibraryPanel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("library-panel");
        applyTheme(*qApp, ThemeChoice::Dark);
    }
    void init() {
        QSettings().clear();
        session::discardRecovery();
        m_window = std::make_unique<MainWindow>();
        m_window->resize(1600, 1000);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
    }

    void theStoryOfATakeIsReadWithoutScrolling() {
        takes().add("Take 1", test::scale(60, 16), kLongStory);
        auto* originality = label("Originality");
        QTRY_COMPARE(storyArea()->verticalScrollBar()->maximum(), 0);
        QCOMPARE(originality->visibleRegion().boundingRect(), originality->rect());
        originality->setText("Comparing with 160 training songs…");
        QTest::qWait(50);
        originality->setText("Longest run shared with the training songs: <b>12 notes</b> in <b>a "
                             "song with a rather long name</b>.<br>Nearest piece <b>another song "
                             "with a long name, bar 16</b> (distance 0.75).");
        QTRY_COMPARE(originality->visibleRegion().boundingRect(), originality->rect());
        QTRY_COMPARE(storyArea()->verticalScrollBar()->maximum(), 0);
    }

    void itSaysEachThingOnce() {
        session::Take take;
        take.provenance = kLongStory;
        QStringList names;
        for (const auto& [name, value] : takeStory(take)) {
            names << name;
            if (name == "Where")
                QCOMPARE(value, QString("bars 1–8 of Piano, Guitar, Bass, Strings, Drums"));
        }
        QVERIFY(names.contains("Where"));
        for (const auto* name : {"Composed", "Bars", "Primer"}) QVERIFY(!names.contains(name));
    }

    void songsHaveTheRoomForThemselves() {
        takes().add("Take 1", test::scale(60, 16), kLongStory);
        panel()->showTab(LibraryPanel::Data);
        QTRY_VERIFY(!storyArea()->isVisible());
        QTRY_VERIFY(panel()->findChild<QTreeView*>()->height() > 300);
        panel()->showTab(LibraryPanel::Takes);
        QTRY_VERIFY(storyArea()->isVisible());
    }

    void theNamesOfSystemsDoNotWidenIt() {
        const int before = panel()->width();
        panel()->showTab(LibraryPanel::Data);
        QTest::qWait(50);
        QCOMPARE(panel()->width(), before);
    }

    void theTakeThatIsThePieceIsMarked() {
        takes().add("Take 1", test::scale(60, 16), "{}");
        const auto piece = test::scale(62, 16);
        takes().add("Take 2", piece, "{}");
        document().reset(piece);
        QTRY_VERIFY(marked(0));
        QVERIFY(!marked(1));
        document().perform(
            score::addNotes(document().scoreForIds(), 0, {test::note(9600, 480, 70)}));
        QTRY_VERIFY(!marked(0));
        document().undoStack().undo();
        QTRY_VERIFY(marked(0));
    }

    void itsMenuComparesATakeWithThePiece() {
        takes().add("Take 1", test::scale(60, 16), "{}");
        QTimer::singleShot(200, this, [] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY(menu);
            for (auto* action : menu->actions())
                if (action->text() == "Compare with the piece") action->trigger();
            menu->close();
        });
        Q_EMIT list()->customContextMenuRequested(list()->visualItemRect(list()->item(0)).center());
        QVERIFY(document().guest() && document().guest()->beside);
        QCOMPARE(document().guest()->caption, QString("Take 1"));
    }

    void f2RenamesATakeAndNoTrack() {
        const auto id = takes().add("Take 1", test::scale(60, 16), "{}");
        takes().setStarred(id, true); // the star is no part of the name
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {},
                          list()->visualItemRect(list()->item(0)).center());
        QTest::keyClick(list(), Qt::Key_F2);
        auto* field = list()->findChild<QLineEdit*>();
        QVERIFY(field && field->isVisible());
        QCOMPARE(field->text(), QString("Take 1"));
        QTest::keyClicks(field, "Refrain");
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(takes().find(id)->name, std::string("Refrain"));
        QTRY_COMPARE(list()->item(0)->text(), QString("★ Refrain"));
    }

    void takesAreToldApartByWhatWasAskedFor() {
        QCOMPARE(detail(R"({"system":"bar-rnn","verb":"infill","chords":"C F"})"),
                 QString("infill"));
        QCOMPARE(detail(R"({"system":"bar-rnn","verb":"compose","chords":"C F"})"), QString("C F"));
        QCOMPARE(detail(R"({"system":"vae-nn","controls":{"noise_sd":0.7,"alpha":0.8}})"),
                 QString("α 0.80")); // noise is as usual
        QCOMPARE(detail(R"({"system":"vae-nn","controls":{"noise_sd":0.7,"alpha":0.5}})"),
                 QString("σ 0.70"));
        QCOMPARE(detail("nonsense"), QString("2 bars"));
    }

private:
    Document& document() { return m_window->studio().document; }
    TakeStore& takes() { return m_window->studio().library.takes(); }
    LibraryPanel* panel() { return m_window->findChild<LibraryPanel*>(); }
    QLabel* label(const QString& name) {
        for (auto* each : panel()->findChildren<QLabel*>())
            if (each->accessibleName() == name) return each;
        return nullptr;
    }
    QScrollArea* storyArea() {
        for (auto* each : panel()->findChildren<QScrollArea*>())
            if (each->isAncestorOf(label("Originality"))) return each;
        return nullptr;
    }
    QListWidget* list() {
        for (auto* each : panel()->findChildren<QListWidget*>())
            if (each->accessibleName() == "Takes") return each;
        return nullptr;
    }
    bool marked(int row) { return list()->item(row)->data(RowDelegate::kMarkedRole).toBool(); }

    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestLibraryPanel)
#include "tst_library_panel.moc"
