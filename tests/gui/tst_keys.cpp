// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and commands of the whole window: Space plays whatever was clicked last, every action and
// every choice of a menu is in the palette, Tab goes along the window, combo boxes say what they
// are for.
#include "core/session/session.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/compose/compose_panel.h"
#include "ui/document/document.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/library/library_panel.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/theme/theme.h"
#include "ui/training/training_dock.h"
#include "ui/transport/transport_bar.h"
#include "ui/window/command_palette.h"
#include "ui/window/main_window.h"
#include "ui/window/tab_order.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

using namespace contrafact;
using namespace contrafact::ui;

class TestKeys : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("keys");
        applyTheme(*qApp, ThemeChoice::Dark);
    }
    void init() {
        QSettings().clear();
        session::discardRecovery();
        m_window = std::make_unique<MainWindow>();
        m_window->resize(1500, 1000);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        document().reset(test::scale(60, 64));
        m_window->studio().player.open({.driver = "null"});
        QTRY_VERIFY(m_window->studio().player.ready());
    }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
    }

    void spacePlaysWhateverWasClickedLast() {
        int clicked = 0;
        for (auto* widget : m_window->findChildren<QWidget*>()) {
            const bool takesFocus = widget->focusPolicy() & Qt::ClickFocus;
            if (!widget->isVisible() || !widget->isEnabled() || !takesFocus) continue;
            if (qobject_cast<QLineEdit*>(widget) || qobject_cast<QComboBox*>(widget)) continue;
            widget->setFocus(Qt::MouseFocusReason);
            if (QApplication::focusWidget() != widget) continue;
            QVERIFY2(playsWithSpace(widget), widget->metaObject()->className());
            ++clicked;
        }
        QVERIFY2(clicked > 6, qPrintable(QString::number(clicked)));
    }

    void spacePlaysAfterARealClick() {
        auto* mute = m_window->roll().findChild<QToolButton*>("mute");
        QVERIFY(mute && mute->isVisible());
        mute->setFocus(Qt::TabFocusReason);
        QTest::mouseClick(mute, Qt::LeftButton);
        QVERIFY(mute->isChecked());
        QVERIFY(playsWithSpace(mute));
        QVERIFY(mute->isChecked()); // and is not clicked again
        auto* tempo = m_window->transport().findChild<QDoubleSpinBox*>();
        QTest::mouseClick(tempo->findChild<QLineEdit*>(), Qt::LeftButton);
        QVERIFY(playsWithSpace(QApplication::focusWidget()));
        for (auto* box : m_window->findChildren<QComboBox*>())
            if (box->isVisible() && box->isEnabled()) {
                box->setFocus(Qt::MouseFocusReason);
                QVERIFY2(playsWithSpace(box), qPrintable(box->accessibleName()));
                QVERIFY(!box->view()->isVisible());
            }
    }

    void textKeepsItsSpaces() {
        QLineEdit field(m_window.get());
        field.show();
        field.setFocus(Qt::MouseFocusReason);
        QTest::keyClicks(&field, "my piece");
        QCOMPARE(field.text(), QString("my piece"));
        QVERIFY(!m_window->studio().player.playing());
    }

    void whatTabReachedIsPressedBySpace() {
        QCheckBox box("choice", m_window.get());
        box.show();
        box.setFocus(Qt::TabFocusReason);
        QTest::keyClick(&box, Qt::Key_Space);
        QVERIFY(box.isChecked());
        QVERIFY(!m_window->studio().player.playing());
    }

    void choicesOfMenusAreCommands_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("found");
        for (const auto& [typed, found] : std::vector<std::pair<const char*, const char*>>{
                 {"snap: 1/8 trip", "Snap: 1/8 triplet"},
                 {"key: e♭ major", "Key: E♭ major"},
                 {"meter: 6/8", "Meter: 6/8"},
                 {"sound: violin", "Sound: 41 Violin"},
                 {"soundfont: open", "SoundFont: Open SoundFont…"},
                 {"midi output: none", "MIDI output: None"},
                 {"export the evaluation", "Export the evaluation: Page (HTML)…"},
                 {"blend", "Blend: There is nothing before these bars to lead from"},
                 {"add style", "Add style: File…"},
                 {"open recent", "Open recent: Nothing has been opened yet"},
                 {"evaluate", "Evaluate"},
                 {"next note", "Next note"}})
            QTest::newRow(typed) << typed << found;
    }
    void choicesOfMenusAreCommands() {
        QFETCH(QString, typed);
        QFETCH(QString, found);
        auto* palette = new CommandPalette(*m_window);
        palette->show();
        auto* field = palette->findChild<QLineEdit*>();
        auto* list = palette->findChild<QTreeWidget*>();
        field->setText(typed);
        const auto has = [&] {
            for (int i = 0; i < list->topLevelItemCount(); ++i)
                if (list->topLevelItem(i)->text(0) == found) return true;
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(has(), 8000); // ports are looked for meanwhile
        palette->close();
    }

    void aChoiceRunsFromThePalette() {
        auto* palette = new CommandPalette(*m_window);
        palette->show();
        auto* field = palette->findChild<QLineEdit*>();
        QTest::keyClicks(field, "meter: 6/8");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(document().score().meter.at(score::Tick(0)).numerator, 6);
    }

    void everyButtonWithAMenuHasItsChoicesInThePalette() {
        for (auto* button : m_window->findChildren<QAbstractButton*>()) {
            auto* tool = qobject_cast<QToolButton*>(button);
            auto* push = qobject_cast<QPushButton*>(button);
            auto* menu = tool ? tool->menu() : push ? push->menu() : nullptr;
            // A track's own sound menu is the Track menu's for the current track.
            const bool ofATrack = button->accessibleName().startsWith("Sound of");
            const bool ofQt = button->objectName().startsWith("qt_"); // what a tool bar cannot show
            if (!menu || ofATrack || ofQt) continue;
            Q_EMIT menu->aboutToShow();
            const bool named =
                !menu->actions().isEmpty() && !menu->actions().front()->objectName().isEmpty();
            QVERIFY2(named || menu->property("choicesOf").isValid(),
                     qPrintable(button->accessibleName() + button->text()));
        }
    }

    void tabGoesAlongTheWindowAndAround() {
        const std::vector<std::pair<QString, QWidget*>> panels{
            {"transport", &m_window->transport()},
            {"library", m_window->findChild<LibraryPanel*>()},
            {"roll", &m_window->roll()},
            {"compose", &m_window->compose()},
            {"training", &m_window->training()}};
        tabOrder({&m_window->transport()}).front()->setFocus();
        auto* const first = QApplication::focusWidget();
        QStringList way;
        int stops = 0;
        do {
            for (const auto& [name, panel] : panels)
                if (panel->isAncestorOf(QApplication::focusWidget()) &&
                    (way.isEmpty() || way.back() != name))
                    way << name;
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(++stops < 400);
        } while (QApplication::focusWidget() != first);
        QCOMPARE(way, QStringList({"transport", "library", "roll", "compose", "training"}));
        QTest::keyClick(first, Qt::Key_Backtab);
        QVERIFY(m_window->training().isAncestorOf(QApplication::focusWidget()));
    }

    void comboBoxesSayWhatTheyAreForAndWhatIsChosen() {
        int boxes = 0;
        for (auto* box : m_window->findChildren<QComboBox*>()) {
            if (box->isEditable()) continue;
            auto* spoken = QAccessible::queryAccessibleInterface(box);
            const auto name = spoken->text(QAccessible::Name);
            QVERIFY2(!name.isEmpty(), qPrintable(box->currentText()));
            QVERIFY2(name != box->currentText(), qPrintable(name));
            QCOMPARE(spoken->text(QAccessible::Value), box->currentText());
            QCOMPARE(spoken->role(), QAccessible::ComboBox);
            ++boxes;
        }
        QVERIFY(boxes > 5);
    }

private:
    Document& document() { return m_window->studio().document; }
    bool playsWithSpace(QWidget* widget) {
        auto& player = m_window->studio().player;
        player.stop();
        QTest::keyClick(widget, Qt::Key_Space);
        const bool plays = player.playing();
        player.stop();
        return plays;
    }

    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestKeys)
#include "tst_keys.moc"
