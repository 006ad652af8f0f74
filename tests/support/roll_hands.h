// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keys on a real piano roll with an empty piece. A test of the roll derives from it.
#pragma once

#include "ui/document/document.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/window/file_commands.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>

#include <memory>
#include <span>

namespace contrafact::test {

class RollHands {
protected:
    void open() {
        m_document = std::make_unique<ui::Document>();
        m_area = std::make_unique<ui::RollArea>(*m_document, nullptr);
        m_area->resize(1100, 700);
        m_area->show();
        QVERIFY(QTest::qWaitForWindowActive(m_area.get()));
        m_document->reset(ui::emptyPiece());
        m_area->view().setFocus();
    }
    void close() {
        m_area.reset();
        m_document.reset();
    }

    ui::RollState& state() { return m_area->state(); }
    QWidget* viewport() { return m_area->view().viewport(); }
    std::span<const score::Note> notes() { return m_document->score().track(0).notes(); }
    int count() { return int(notes().size()); }
    score::Note only() { return notes().empty() ? score::Note{} : notes()[0]; }
    double tolerance() { return 2 / state().geometry().pixelsPerTick(); }

    void add(int onset, int length, int pitch, int track = 0) {
        const score::Note note{.onset = score::Tick(onset),
                               .length = score::Tick(length),
                               .pitch = score::Pitch(std::int16_t(pitch))};
        m_document->perform(score::addNotes(m_document->scoreForIds(), track, {note}));
    }
    /// The middle of a row, a pixel right of a tick.
    QPoint at(double tick, int pitch) {
        const auto& geometry = state().geometry();
        return QPointF(geometry.xOf(tick) + 1,
                       geometry.yOf(score::Pitch(std::int16_t(pitch))) + geometry.rowHeight() / 2)
            .toPoint();
    }
    void press(QPoint pos, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(viewport(), Qt::LeftButton, modifiers, pos);
    }
    void release(QPoint pos, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseRelease(viewport(), Qt::LeftButton, modifiers, pos);
    }
    void click(QPoint pos) { QTest::mouseClick(viewport(), Qt::LeftButton, {}, pos); }
    void dragOn(QPoint pos, Qt::KeyboardModifiers modifiers) {
        QMouseEvent move(QEvent::MouseMove, pos, viewport()->mapToGlobal(pos), Qt::NoButton,
                         Qt::LeftButton, modifiers);
        QApplication::sendEvent(viewport(), &move);
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        press(from, modifiers);
        dragOn((from + to) / 2, modifiers);
        dragOn(to, modifiers);
        release(to, modifiers);
    }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&m_area->view(), which, modifiers);
    }
    void wheel(QPoint pos, int delta, Qt::KeyboardModifiers modifiers) {
        QWheelEvent event(pos, viewport()->mapToGlobal(pos), {}, QPoint(0, delta), Qt::NoButton,
                          modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(viewport(), &event);
    }
    void undo() { m_document->undoStack().undo(); }
    void redo() { m_document->undoStack().redo(); }

    std::unique_ptr<ui::Document> m_document;
    std::unique_ptr<ui::RollArea> m_area;
};

} // namespace contrafact::test
