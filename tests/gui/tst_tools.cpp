// SPDX-License-Identifier: GPL-3.0-or-later
// What the pointer does on the roll, chosen in the window: buttons beside the overview and the keys
// 1, 2 and 3, wherever one clicked before.
#include "core/session/session.h"
#include "tests/support/test.h"
#include "ui/compose/compose_panel.h"
#include "ui/document/document.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QToolButton>

using namespace contrafact;
using namespace contrafact::ui;

class TestTools : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("tools");
    }
    void init() {
        QSettings().clear();
        session::discardRecovery();
        m_window = std::make_unique<MainWindow>();
        m_window->resize(1400, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
    }

    void aMelodyIsDrawnWithTheMouseAlone() {
        QTest::mouseClick(button("Draw tool"), Qt::LeftButton);
        QVERIFY(button("Draw tool")->isChecked());
        QVERIFY(!button("Select tool")->isChecked());
        clickRoll(60, 100);
        clickRoll(160, 120);
        QCOMPARE(document().score().track(0).notes().size(), std::size_t{2});
        QTest::mouseClick(button("Erase tool"), Qt::LeftButton);
        clickRoll(160, 120);
        QCOMPARE(document().score().track(0).notes().size(), std::size_t{1});
        QTest::mouseClick(button("Select tool"), Qt::LeftButton);
        clickRoll(300, 140);
        QCOMPARE(document().score().track(0).notes().size(), std::size_t{1});
    }

    void digitsChooseThemWhateverWasClickedLast() {
        for (auto* clicked : m_window->compose().findChildren<QPushButton*>()) {
            if (!clicked->isVisible()) continue;
            clicked->setFocus(Qt::MouseFocusReason);
            QTest::keyClick(focus(), Qt::Key_1);
            QCOMPARE(tool(), ToolId::Select);
            QTest::keyClick(focus(), Qt::Key_2);
            QCOMPARE(tool(), ToolId::Draw);
            QTest::keyClick(focus(), Qt::Key_3);
            QCOMPARE(tool(), ToolId::Erase);
        }
    }

    void digitsThatAreTypedStayDigits() {
        QSpinBox* bars = nullptr;
        for (auto* box : m_window->compose().findChildren<QSpinBox*>())
            if (box->accessibleName() == "Bars") bars = box;
        QVERIFY(bars);
        bars->setFocus(Qt::MouseFocusReason);
        bars->selectAll();
        QTest::keyClicks(focus(), "12");
        QCOMPARE(bars->value(), 12);
        QLineEdit text(m_window.get());
        text.show();
        text.setFocus(Qt::MouseFocusReason);
        QTest::keyClicks(&text, "G7 C3");
        QCOMPARE(text.text(), QString("G7 C3"));
        QCOMPARE(tool(), ToolId::Select);
    }

    void theButtonsAreThereInTheSmallestWindow() {
        m_window->resize(790, 450);
        m_window->resetLayout();
        for (const auto* name : {"Select tool", "Draw tool", "Erase tool"}) {
            QTRY_VERIFY(!button(name)->visibleRegion().isEmpty());
            QCOMPARE(button(name)->visibleRegion().boundingRect(), button(name)->rect());
        }
    }

private:
    Document& document() { return m_window->studio().document; }
    ToolId tool() { return m_window->roll().state().tool(); }
    static QWidget* focus() { return QApplication::focusWidget(); }
    QToolButton* button(const QString& name) {
        for (auto* each : m_window->roll().findChildren<QToolButton*>())
            if (each->accessibleName() == name) return each;
        return nullptr;
    }
    void clickRoll(int x, int y) {
        QTest::mouseClick(m_window->roll().view().viewport(), Qt::LeftButton, {}, QPoint(x, y));
    }

    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestTools)
#include "tst_tools.moc"
