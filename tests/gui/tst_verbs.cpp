// SPDX-License-Identifier: GPL-3.0-or-later
// What can be asked of a network in the roll: composing, continuing, filling, varying and
// accompanying in the window, with a composer that answers at the place it is given. Each is one
// step of undo, what is locked stays, and what a system cannot do is not there.
#include "core/session/session.h"
#include "tests/support/music.h"
#include "tests/support/place_composer.h"
#include "tests/support/test.h"
#include "ui/compose/compose_panel.h"
#include "ui/compose/instruments_button.h"
#include "ui/compose/report_line.h"
#include "ui/controls/value_slider.h"
#include "ui/document/document.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/roll/ruler.h"
#include "ui/tracks/track_header.h"
#include "ui/tracks/track_list.h"
#include "ui/window/command_palette.h"
#include "ui/window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTimer>

#include <algorithm>

using namespace contrafact;
using namespace contrafact::ui;
using score::Tick;

namespace {

constexpr int kBar = test::kBar;

} // namespace

class TestVerbs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("verbs");
    }
    void init() { open("bar-rnn"); }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
    }

    void infillReplacesTheChosenBarsAlone() {
        const auto before = document().score();
        choose(2, 2);
        click("Infill");
        QTRY_COMPARE(document().undoStack().count(), 1);
        QCOMPARE(document().undoStack().text(0), QString("Infill bars 3–4"));
        const auto& place = *m_asked.back().place;
        QCOMPARE(place.tracks, std::vector<int>{0}); // no new instruments in the middle of a piece
        QVERIFY(place.locked.empty());
        QCOMPARE(notesIn(0, 2, 2), 2);
        for (const auto& note : before.track(0).notes())
            if (note.onset < Tick(2 * kBar) || note.onset >= Tick(4 * kBar))
                QCOMPARE(*document().score().track(0).find(note.id), note);
        document().undoStack().undo();
        QVERIFY(document().score().sounds(before));
    }

    void whatIsLockedStays() {
        const auto kept = document().score().track(0).notes()[4]; // bar 3
        document().select({{0, kept.id}});
        trigger("edit.lock");
        document().select({});
        QVERIFY(document().lockedNotes().contains(kept.id));
        choose(2, 2);
        click("Infill");
        QTRY_COMPARE(document().undoStack().count(), 1);
        QCOMPARE(m_asked.back().place->locked, std::vector<score::NoteId>{kept.id});
        QCOMPARE(*document().score().track(0).find(kept.id), kept);
    }

    void locksComeBackWithTheSession() {
        const auto id = document().score().track(0).notes()[0].id;
        document().setLockedNotes({id});
        std::map<std::string, std::string> settings;
        m_window->compose().saveTo(settings);
        document().setLockedNotes({});
        m_window->compose().restoreFrom(settings);
        QCOMPARE(document().lockedNotes(), std::set<score::NoteId>{id});
    }

    void selectedNotesAreVariedAlone() {
        const auto before = document().score();
        const auto first = before.track(0).notes()[2], second = before.track(0).notes()[3];
        document().select({{0, first.id}, {0, second.id}}); // bar 2
        click("Vary pitches");
        QTRY_COMPARE(document().undoStack().count(), 1);
        const auto& place = *m_asked.back().place;
        QVERIFY(place.kept == models::KeptPart::Rhythm);
        QCOMPARE(place.range.begin, Tick(kBar));
        QCOMPARE(place.range.end, Tick(2 * kBar));
        QVERIFY(!document().region());                           // no bars were chosen, so none are
        QCOMPARE(document().selection().size(), std::size_t{1}); // the new note, to vary again
        click("Vary rhythm");
        QTRY_COMPARE(document().undoStack().count(), 2);
        QVERIFY(m_asked.back().place->kept == models::KeptPart::Pitches);
        document().undoStack().undo();
        document().undoStack().undo();
        QVERIFY(document().score().sounds(before));
    }

    void barsThatAreChosenLaterAreMeantAndNotTheNotesBefore() {
        document().select({{0, document().score().track(0).notes()[0].id}});
        QTRY_COMPARE(place(), QString("Infill: bar 1 · vary: 1 note of Melody"));
        dragBars(2, 4);
        QVERIFY(document().selection().empty());
        QTRY_COMPARE(place(), QString("Infill and vary: bars 3–4 of all instruments"));
        chooseInMenu(*m_window->findChild<InstrumentsButton*>()->menu(), "Current track");
        QTRY_COMPARE(place(), QString("Infill and vary: bars 3–4 of Melody"));
        click("Vary pitches");
        QTRY_COMPARE(document().undoStack().count(), 1);
        QCOMPARE(m_asked.back().place->range, score::barRange(document().score(), 2, 2));
    }

    void notesOfAnotherTrackAreNotMeantAnyMore() {
        trigger("track.add");
        const score::Selection note{{0, document().score().track(0).notes()[0].id}};
        document().select(note);
        QTest::mouseClick(m_window->roll().tracks().header(0), Qt::LeftButton, {}, QPoint(20, 10));
        QCOMPARE(document().selection(), note);
        QTest::mouseClick(m_window->roll().tracks().header(1), Qt::LeftButton, {}, QPoint(20, 10));
        QCOMPARE(document().currentTrack(), 1);
        QVERIFY(document().selection().empty());
        QTRY_COMPARE(place(), QString("Infill and vary: choose bars or notes"));
    }

    void composedBarsAreMarkedAsLongAsTheyAreThere() {
        document().setLockedNotes({document().score().track(0).notes()[0].id});
        choose(2, 2);
        click("Infill");
        QTRY_COMPARE(document().undoStack().count(), 1);
        const std::vector<score::TickRange> marked{score::barRange(document().score(), 2, 2)};
        QCOMPARE(document().generated(), marked);
        auto* report = m_window->findChild<ReportLine*>();
        QVERIFY(report->isVisible());
        trigger("edit.undo");
        QVERIFY(document().generated().empty());
        QVERIFY(!report->isVisible()); // it told of what is gone
        trigger("edit.redo");
        QCOMPARE(document().generated(), marked);
        trigger("edit.undo");
        const auto byHand = test::note(0, 480, 50);
        document().perform(score::addNotes(document().scoreForIds(), 0, {byHand}));
        QVERIFY(document().generated().empty()); // another step in its place
    }

    void controlsThatWouldDoNothingAreNotThere() {
        open("vae-nn");
        QVERIFY(!slider("Style α")->isVisible());
        QVERIFY(slider("Noise σ")->isVisible());
        m_window->studio().library.styles().add("Scale", test::scale(60, 12));
        QVERIFY(slider("Style α")->isVisible());
        m_window->studio().library.styles().remove(0);
        QVERIFY(!slider("Style α")->isVisible());
    }

    void chordsAreNoStoryOfASystemThatDoesNotHearThem() {
        open("vae-nn");
        std::map<std::string, std::string> settings;
        m_window->compose().saveTo(settings);
        settings["compose.chords"] = "Am F";
        m_window->compose().restoreFrom(settings);
        m_window->compose().perform(Verb::Compose);
        const auto& takes = m_window->studio().library.takes();
        QTRY_COMPARE(takes.all().size(), std::size_t{1});
        QVERIFY(takes.all().front().provenance.find("Am F") == std::string::npos);
    }

    void withNothingChosenItSaysWhatToChoose() {
        click("Infill");
        QVERIFY2(status().contains("Choose bars in the ruler"), qPrintable(status()));
        click("Vary pitches");
        QVERIFY2(status().contains("Select notes"), qPrintable(status()));
        QVERIFY(m_asked.empty());
    }

    void accompanyingLeavesTheMelodyAndBringsTracks() {
        const auto before = document().score();
        click("Accompany");
        QTRY_COMPARE(document().undoStack().count(), 1);
        const auto& score = document().score();
        QCOMPARE(score.trackCount(), 5); // guitar, bass, strings, drums
        QVERIFY(std::ranges::equal(score.track(0).notes(), before.track(0).notes()));
        QCOMPARE(score.track(2).info.name, std::string("Bass"));
        QCOMPARE(score.track(2).notes().size(), std::size_t{8});
        document().undoStack().undo();
        QVERIFY(document().score().sounds(before));
    }

    void onlyWhatIsWrittenFor() {
        auto* instruments = m_window->findChild<InstrumentsButton*>();
        QVERIFY(instruments->isVisible());
        chooseInMenu(*instruments->menu(), "Bass");
        QCOMPARE(instruments->text(), QString("Bass"));
        click("Accompany");
        QTRY_COMPARE(document().undoStack().count(), 1);
        QCOMPARE(document().score().trackCount(), 2);
        QCOMPARE(document().score().track(1).info.name, std::string("Bass"));
        chooseInMenu(*instruments->menu(), "Current track");
        choose(0, 1);
        click("Infill");
        QTRY_COMPARE(document().undoStack().count(), 2);
        QCOMPARE(m_asked.back().place->tracks, std::vector<int>{document().currentTrack()});
    }

    void severalTakesEachFromThePieceAsItWas() {
        std::map<std::string, std::string> settings;
        m_window->compose().saveTo(settings);
        settings["compose.takes"] = "3";
        m_window->compose().restoreFrom(settings);
        click("Accompany");
        const auto& takes = m_window->studio().library.takes();
        QTRY_COMPARE(takes.all().size(), std::size_t{3});
        for (const auto& take : takes.all()) QCOMPARE(take.score.trackCount(), 5);
        QCOMPARE(document().undoStack().count(), 1);
    }

    void chordsAreTyped() {
        auto* chords = field("Chords");
        QVERIFY(chords && chords->isVisible());
        QTest::mouseClick(chords, Qt::LeftButton);
        QTest::keyClicks(chords, "Am F C G");
        choose(0, 4);
        click("Infill");
        QTRY_COMPARE(m_asked.size(), std::size_t{1});
        QCOMPARE(m_asked.back().chords, std::string("Am F C G"));
        QTRY_COMPARE(m_window->studio().library.takes().all().size(), std::size_t{1});
        const auto& story = m_window->studio().library.takes().all().front().provenance;
        QVERIFY(story.find("Am F C G") != std::string::npos);
        QVERIFY(story.find(R"("verb":"infill")") != std::string::npos);
    }

    void theRollsMenuHasTheVerbs() {
        const auto note = document().score().track(0).notes()[2];
        document().select({{0, note.id}});
        auto* view = m_window->roll().view().viewport();
        const auto at = m_window->roll().state().geometry().rectOf(note).center().toPoint();
        QStringList shown;
        QTimer::singleShot(200, this, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY(menu);
            for (auto* action : menu->actions())
                if (action->isVisible()) shown << action->text();
            menu->close();
        });
        QTest::mouseClick(view, Qt::RightButton, {}, at);
        QTRY_VERIFY(shown.contains("Vary the pitches"));
        QVERIFY(shown.contains("Accompany"));
        QVERIFY(shown.contains("Lock or unlock notes for composing"));
        QVERIFY(document().score().track(0).find(note.id)); // and erases nothing
    }

    void theRightButtonStillErasesWhatIsNotSelected() {
        const auto note = document().score().track(0).notes()[2];
        const auto at = m_window->roll().state().geometry().rectOf(note).center().toPoint();
        QTest::mouseClick(m_window->roll().view().viewport(), Qt::RightButton, {}, at);
        QVERIFY(!document().score().track(0).find(note.id));
    }

    void whatASystemCannotIsNotThere() {
        QVERIFY(inPalette("Accompany"));
        open("dcgan");
        for (const auto* text : {"Infill", "Continue", "Vary pitches", "Vary rhythm", "Accompany"})
            QVERIFY2(!button(text)->isVisible(), text);
        QVERIFY(!inPalette("Accompany"));
        QVERIFY(!field("Chords")->isVisible());
        QVERIFY(!m_window->findChild<InstrumentsButton*>()->isVisible());
    }

private:
    Document& document() { return m_window->studio().document; }
    void open(const std::string& system) {
        QSettings().clear();
        session::discardRecovery();
        m_asked.clear();
        m_window = std::make_unique<MainWindow>(
            [this,
             system](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
                return std::unique_ptr<models::Composer>(
                    std::make_unique<test::PlaceComposer>(system, m_asked));
            });
        m_window->resize(1500, 1000);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QSignalSpy ready(&m_window->studio().compose, &ComposeService::ready);
        m_window->studio().compose.load(QCoreApplication::applicationFilePath().toStdString());
        QTRY_COMPARE(ready.count(), 1);
        document().reset(test::melody());
    }
    void choose(int bar, int count) {
        document().setRegion(score::barRange(document().score(), bar, count));
    }
    int notesIn(int track, int bar, int count) {
        int notes = 0;
        document().score().track(track).forEachIn(score::barRange(document().score(), bar, count),
                                                  [&](const score::Note&) { ++notes; });
        return notes;
    }
    QPushButton* button(const QString& text) {
        for (auto* each : m_window->compose().findChildren<QPushButton*>())
            if (each->text() == text) return each;
        return nullptr;
    }
    void click(const QString& text) {
        auto* found = button(text);
        QVERIFY2(found && found->isVisible() && found->isEnabled(), qPrintable(text));
        QTest::mouseClick(found, Qt::LeftButton);
    }
    void trigger(const char* name) { m_window->findChild<QAction*>(name)->trigger(); }
    static void chooseInMenu(QMenu& menu, const QString& text) {
        Q_EMIT menu.aboutToShow();
        for (auto* action : menu.actions())
            if (action->text() == text) action->trigger();
    }
    QLineEdit* field(const QString& name) {
        for (auto* each : m_window->compose().findChildren<QLineEdit*>())
            if (each->accessibleName() == name) return each;
        return nullptr;
    }
    bool inPalette(const QString& text) {
        return std::ranges::any_of(commandsOf(*m_window),
                                   [&](const auto& command) { return command.text == text; });
    }
    /// What infilling and varying would change now.
    QString place() {
        for (auto* label : m_window->compose().findChildren<QLabel*>())
            if (label->accessibleName() == "What infilling and varying change")
                return label->toolTip();
        return {};
    }
    QWidget* slider(const QString& name) {
        for (auto* each : m_window->compose().findChildren<ValueSlider*>())
            if (each->accessibleName() == name) return each;
        return nullptr;
    }
    void dragBars(int from, int to) {
        auto* ruler = m_window->roll().findChild<Ruler*>();
        const auto& geometry = m_window->roll().state().geometry();
        const QPoint first(int(geometry.xOf(Tick(from * kBar))) + 3, 10);
        const QPoint last(int(geometry.xOf(Tick(to * kBar))) - 3, 10);
        QTest::mousePress(ruler, Qt::LeftButton, {}, first);
        QTest::mouseMove(ruler, last);
        QTest::mouseRelease(ruler, Qt::LeftButton, {}, last);
    }
    QString status() {
        for (auto* label : m_window->findChildren<QLabel*>())
            if (label->accessibleName() == "Status") return label->text();
        return {};
    }

    std::vector<models::GenerationRequest> m_asked; ///< read only while nothing is composed
    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestVerbs)
#include "tst_verbs.moc"
