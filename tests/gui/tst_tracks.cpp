// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/writer.h"
#include "tests/support/test.h"
#include "ui/compose/compose_plan.h"
#include "ui/document/document.h"
#include "ui/tracks/gm_programs.h"
#include "ui/tracks/track_commands.h"
#include "ui/tracks/track_header.h"
#include "ui/tracks/track_list.h"
#include "ui/window/file_commands.h"

#include <QApplication>
#include <QEventLoop>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTimer>
#include <QToolButton>

using namespace contrafact;
using namespace contrafact::ui;

class TestTracks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_document = std::make_unique<Document>();
        m_document->reset(emptyPiece());
        m_list = std::make_unique<TrackList>(*m_document);
        m_list->resize(170, 400);
        m_list->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_list.get()));
    }
    void cleanup() {
        m_list.reset();
        m_document.reset();
    }

    void anEmptyPieceHasATrackForEachFamily() {
        QCOMPARE(m_document->score().trackCount(), 5);
        QCOMPARE(info(4).channel, 9);
        QCOMPARE(soundName(info(4)), QString("Drum kit"));
    }

    void soundsAreNamedInWholeWords() {
        for (int i = 0; i < 5; ++i)
            for (const auto* sound : m_list->header(i)->findChildren<QPushButton*>()) {
                QVERIFY2(!sound->text().contains(u'…'), qPrintable(sound->text()));
                QVERIFY(soundName(info(i)).startsWith(sound->text()) && !sound->text().isEmpty());
            }
    }

    void muteAndSoloByMouse() {
        QTest::mouseClick(button(1, "mute"), Qt::LeftButton);
        QVERIFY(info(1).mute);
        QTest::mouseClick(button(2, "solo"), Qt::LeftButton);
        QVERIFY(info(2).solo);
        m_document->undoStack().undo();
        QVERIFY(!info(2).solo);
        QVERIFY(!button(2, "solo")->isChecked());
        m_document->undoStack().undo();
        QVERIFY(!info(1).mute);
    }

    /// A dialog that asks after a session was opened runs a loop of its own, in which what goes is
    /// still there.
    void headersWhoseTracksAreGoneDoNoHarm() {
        score::Score one;
        one.addTrack(score::Track({.name = "Alone"}));
        bool passed = false;
        QTimer::singleShot(0, m_list.get(), [&] {
            m_document->reset(one);
            m_list->resize(140, 300);
            QEventLoop dialog;
            QTimer::singleShot(50, &dialog, &QEventLoop::quit);
            dialog.exec();
            passed = true;
        });
        QTRY_VERIFY(passed);
        QTRY_COMPARE(m_list->findChildren<TrackHeader*>().size(), 1);
    }

    void aClickMakesTheTrackCurrent() {
        QTest::mouseClick(m_list->header(3), Qt::LeftButton, {}, QPoint(60, 4));
        QCOMPARE(m_document->currentTrack(), 3);
    }

    void draggingTheVolumeIsOneStep() {
        auto* slider = m_list->header(0)->findChild<QSlider*>("volume");
        slider->setSliderDown(true);
        for (int value : {90, 80, 70}) slider->setValue(value);
        slider->setSliderDown(false);
        QCOMPARE(info(0).volume, 70);
        QCOMPARE(m_document->undoStack().count(), 1);
        m_document->undoStack().undo();
        QCOMPARE(info(0).volume, 100);
        QCOMPARE(slider->value(), 100);
    }

    void doubleClickRenames() {
        auto* header = m_list->header(0);
        QTest::mouseDClick(header, Qt::LeftButton, {}, QPoint(60, 4));
        auto* field = header->findChild<QLineEdit*>();
        QVERIFY(field);
        field->setText("Clavinet");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(info(0).name, std::string("Clavinet"));
        m_document->undoStack().undo();
        QCOMPARE(info(0).name, std::string("Piano"));
    }

    void theProgramMenuHoldsAllOfGeneralMidi() {
        QMenu menu;
        fillProgramMenu(menu, *m_document, 0);
        int programs = 0;
        for (auto* group : menu.findChildren<QMenu*>()) programs += int(group->actions().size());
        QCOMPARE(programs, 128);
        auto* groups = menu.actions().at(4)->menu();
        groups->actions().at(1)->trigger();
        QCOMPARE(info(0).program, 33);
        QCOMPARE(soundName(info(0)), QString("Finger bass"));
    }

    void addingDuplicatingAndDeletingCanBeUndone() {
        addTrack(*m_document);
        QCOMPARE(m_document->score().trackCount(), 6);
        QCOMPARE(m_document->currentTrack(), 5);
        QCOMPARE(info(5).channel, 4); // the first that is free
        duplicateTrack(*m_document, 0);
        QCOMPARE(info(1).name, std::string("Piano copy"));
        removeTrack(*m_document, 6);
        removeTrack(*m_document, 5);
        QCOMPARE(m_document->score().trackCount(), 5);
        while (m_document->undoStack().canUndo()) m_document->undoStack().undo();
        QCOMPARE(m_document->score().trackCount(), 5);
        QVERIFY(m_document->score().sounds(emptyPiece()));
    }

    void theCurrentTrackStaysInTheList() {
        m_document->setCurrentTrack(4);
        removeTrack(*m_document, 4);
        QCOMPARE(m_document->currentTrack(), 3);
    }

    void anImportedPieceShowsItsFirstTrack() {
        score::Score other;
        other.addTrack(score::Track({.name = "Lead"}));
        m_document->perform(replacement(m_document->score(), other, "Import"));
        m_document->setCurrentTrack(0);
        QCOMPARE(m_document->currentTrack(), 0);
        QCOMPARE(m_document->score().trackCount(), 1);
    }

private:
    const score::TrackInfo& info(int track) const { return m_document->score().track(track).info; }
    QToolButton* button(int track, const char* name) {
        return m_list->header(track)->findChild<QToolButton*>(name);
    }

    std::unique_ptr<Document> m_document;
    std::unique_ptr<TrackList> m_list;
};

CONTRAFACT_TEST(TestTracks)
#include "tst_tracks.moc"
