// SPDX-License-Identifier: GPL-3.0-or-later
// A musician's way through the window with the starter's own network: a melody drawn by hand,
// accompanied, two bars filled, the bass varied, other chords, a take kept and exported. Left out
// where the networks or the starter are not there. With CONTRAFACT_SHOTS=FOLDER each step leaves a
// picture.
#include "core/midi/reader.h"
#include "core/midi/writer.h"
#include "core/session/session.h"
#include "models/api/open_model.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/compose/compose_panel.h"
#include "ui/compose/instruments_button.h"
#include "ui/document/document.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <algorithm>
#include <set>

using namespace contrafact;
using namespace contrafact::ui;
using score::Tick;

namespace {

constexpr int kBarTicks = 4 * score::kDefaultPpq;
constexpr int kComposingMs = 120'000;

} // namespace

class TestMusician : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("musician");
        applyTheme(*qApp, ThemeChoice::Dark);
        QSettings().clear();
        session::discardRecovery();
        const auto starter = models::starterCheckpoint("bar-rnn");
        if (!starter || !models::openModel(*starter)) QSKIP("the networks are not here");
        m_window = std::make_unique<MainWindow>();
        m_window->resize(1600, 1000);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QSignalSpy ready(&m_window->studio().compose, &ComposeService::ready);
        m_window->studio().compose.load(*starter);
        QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, kComposingMs);
        m_window->compose().restoreFrom({{"compose.seed", "4"}, {"compose.seedLocked", "1"}});
    }
    void cleanupTestCase() {
        m_window.reset();
        session::discardRecovery();
    }

    void drawsAMelody() {
        trigger("tool.draw");
        m_window->roll().state().setNoteLength(Tick(kBarTicks / 2));
        static constexpr int kPitches[] = {64, 67, 69, 67, 64, 62, 60, 62,
                                           64, 67, 72, 71, 69, 67, 64, 60};
        for (int i = 0; i < 16; ++i) drawNote(Tick(i * kBarTicks / 2), kPitches[i]);
        trigger("tool.select");
        QCOMPARE(document().score().track(0).notes().size(), std::size_t{16});
        m_melody = document().score().track(0);
        shoot("1-melody");
    }

    void isAccompanied() {
        document().select({});
        click("Accompany");
        QVERIFY(document().score().noteCount() > 40);
        QVERIFY(std::ranges::equal(document().score().track(0).notes(), m_melody.notes()));
        shoot("2-accompanied");
    }

    void twoBarsAreFilled() {
        const auto before = document().score();
        document().setRegion(score::barRange(before, 4, 2));
        click("Infill");
        const score::TickRange bars{Tick(4 * kBarTicks), Tick(6 * kBarTicks)};
        for (int i = 0; i < before.trackCount(); ++i)
            for (const auto& note : before.track(i).notes())
                if (!bars.contains(note.onset))
                    QCOMPARE(*document().score().track(i).find(note.id), note);
        QVERIFY(!document().score().sounds(before));
        shoot("3-filled");
    }

    void theBassIsVaried() {
        const int bass = 2;
        const auto before = document().score();
        QVERIFY(!before.track(bass).notes().empty());
        document().setCurrentTrack(bass);
        trigger("edit.select_all");
        click("Vary pitches");
        // The rhythm stays; a note that would fall on another of its pitch is left out.
        const auto onsets = [](const score::Track& track) {
            std::set<std::int64_t> found;
            for (const auto& note : track.notes()) found.insert(note.onset.value);
            return found;
        };
        const auto was = onsets(before.track(bass)), is = onsets(document().score().track(bass));
        QVERIFY(std::ranges::includes(was, is));
        QVERIFY(4 * is.size() >= 3 * was.size());
        for (int i = 0; i < before.trackCount(); ++i)
            if (i != bass)
                QVERIFY(std::ranges::equal(document().score().track(i).notes(),
                                           before.track(i).notes()));
        shoot("4-bass-varied");
    }

    void otherChordsAreTyped() {
        document().select({});
        document().setCurrentTrack(0);
        document().setRegion(score::barRange(document().score(), 0, 8));
        auto* chords = field("Chords");
        QTest::mouseClick(chords, Qt::LeftButton);
        QTest::keyClicks(chords, "C Am F G");
        click("Accompany");
        QVERIFY(std::ranges::count_if(m_window->studio().library.takes().all(), [](const auto& t) {
                    return t.provenance.find("C Am F G") != std::string::npos;
                }) > 0);
        shoot("5-chords");
    }

    void howLikelyItIs() {
        trigger("view.heat");
        QTRY_VERIFY_WITH_TIMEOUT(document().heat(), kComposingMs);
        trigger("view.next_unlikely");
        shoot("6-likelihood");
        trigger("view.heat");
    }

    void takesAreComparedAndOneIsKept() {
        trigger("takes.compare");
        QVERIFY(document().guest());
        shoot("7-compared");
        trigger("takes.keep");
        QVERIFY(!document().guest());
        trigger("takes.star");
        shoot("8-kept");
    }

    void isExported() {
        const QTemporaryDir folder;
        const auto path = folder.filePath("mine.mid").toStdString();
        QVERIFY(midi::writeFile(document().score(), path).ok());
        const auto back = midi::readFile(path);
        QVERIFY(back.ok());
    }

private:
    Document& document() { return m_window->studio().document; }
    void trigger(const char* name) { m_window->findChild<QAction*>(name)->trigger(); }
    void drawNote(Tick at, int pitch) {
        auto& state = m_window->roll().state();
        auto shown = test::note(static_cast<int>(at.value), 480, pitch);
        state.showNote(shown);
        const auto rect = state.geometry().rectOf(shown);
        const QPoint from(int(rect.left()) + 2, int(rect.center().y()));
        auto* view = m_window->roll().view().viewport();
        QTest::mouseClick(view, Qt::LeftButton, {}, from);
    }
    void click(const QString& text) {
        QPushButton* found = nullptr;
        for (auto* each : m_window->compose().findChildren<QPushButton*>())
            if (each->text() == text) found = each;
        QVERIFY2(found && found->isVisible() && found->isEnabled(), qPrintable(text));
        const auto steps = document().undoStack().count();
        QTest::mouseClick(found, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(document().undoStack().count(), steps + 1, kComposingMs);
    }
    QLineEdit* field(const QString& name) {
        for (auto* each : m_window->compose().findChildren<QLineEdit*>())
            if (each->accessibleName() == name) return each;
        return nullptr;
    }
    void shoot(const QString& name) {
        const auto folder = qEnvironmentVariable("CONTRAFACT_SHOTS");
        if (folder.isEmpty()) return;
        QTest::qWait(100);
        QVERIFY(m_window->grab().save(QDir(folder).filePath(name + ".png")));
    }

    score::Track m_melody;
    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestMusician)
#include "tst_musician.moc"
