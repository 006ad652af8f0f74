// SPDX-License-Identifier: GPL-3.0-or-later
// Sliders and latent bars by mouse, wheel and keyboard.
#include "tests/support/test.h"
#include "ui/controls/latent_bars.h"
#include "ui/controls/value_slider.h"

#include <QAccessible>
#include <QLineEdit>
#include <QSignalSpy>
#include <QWheelEvent>

using namespace contrafact::ui;

namespace {

SliderSpec spec() {
    SliderSpec s;
    s.label = "Noise";
    s.max = 2;
    s.defaultValue = 0.7;
    s.useful = {0.5, 1.0};
    return s;
}

void wheel(QWidget& widget, int angle, Qt::KeyboardModifiers modifiers = {}) {
    const QPointF at(widget.width() / 2.0, widget.height() / 2.0);
    QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, angle}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

} // namespace

class TestValueSlider : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void draggingEditsAndEndsOnce() {
        ValueSlider slider(spec());
        slider.resize(214, 34);
        QSignalSpy edited(&slider, &ValueSlider::edited);
        QSignalSpy finished(&slider, &ValueSlider::editingFinished);
        const int y = 25;
        QTest::mousePress(&slider, Qt::LeftButton, {}, {107, y});
        QCOMPARE(slider.value(), 1.0);
        for (const int x : {150, 180, 207}) QTest::mouseMove(&slider, {x, y});
        // Off-screen windows get moves only with a button when sent by hand.
        QMouseEvent move(QEvent::MouseMove, QPointF(207, y), slider.mapToGlobal(QPointF(207, y)),
                         Qt::LeftButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&slider, &move);
        QCOMPARE(slider.value(), 2.0);
        QCOMPARE(finished.count(), 0);
        QTest::mouseRelease(&slider, Qt::LeftButton, {}, {207, y});
        QCOMPARE(finished.count(), 1);
        QVERIFY(edited.count() >= 2);
    }

    void doubleClickResets() {
        ValueSlider slider(spec());
        slider.resize(214, 34);
        slider.setValue(1.9);
        QTest::mouseDClick(&slider, Qt::LeftButton, {}, {20, 25});
        QCOMPARE(slider.value(), 0.7);
    }

    void keysStep() {
        ValueSlider slider(spec());
        QSignalSpy finished(&slider, &ValueSlider::editingFinished);
        QTest::keyClick(&slider, Qt::Key_Right);
        QCOMPARE(slider.text(), QString("0.71"));
        QTest::keyClick(&slider, Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(qFuzzyCompare(slider.value(), 0.709));
        QTest::keyClick(&slider, Qt::Key_End);
        QCOMPARE(slider.value(), 2.0);
        QTest::keyClick(&slider, Qt::Key_Right); // beyond the end is the end
        QCOMPARE(slider.value(), 2.0);
        QTRY_VERIFY(finished.count() >= 1);
    }

    void aBurstOfKeysIsOneGesture() {
        ValueSlider slider(spec());
        QSignalSpy finished(&slider, &ValueSlider::editingFinished);
        for (int i = 0; i < 5; ++i) QTest::keyClick(&slider, Qt::Key_Up);
        QCOMPARE(finished.count(), 0);
        QTRY_COMPARE(finished.count(), 1);
    }

    void wheelNeedsFocus() {
        QWidget window;
        auto* slider = new ValueSlider(spec(), &window);
        window.show();
        wheel(*slider, 120);
        QCOMPARE(slider->value(), 0.7);
        window.activateWindow();
        slider->setFocus();
        QTRY_VERIFY(slider->hasFocus());
        wheel(*slider, 120);
        QCOMPARE(slider->text(), QString("0.71"));
        wheel(*slider, -60); // half a notch waits for its other half
        QCOMPARE(slider->text(), QString("0.71"));
        wheel(*slider, -60);
        QCOMPARE(slider->text(), QString("0.70"));
    }

    void typingANumberSetsIt_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<double>("value");
        QTest::newRow("point") << "1.25" << 1.25;
        QTest::newRow("comma") << "1,5" << 1.5;
        QTest::newRow("too large") << "99" << 2.0;
        QTest::newRow("no number") << "1x" << 0.7;
    }

    void typingANumberSetsIt() {
        QFETCH(QString, typed);
        QFETCH(double, value);
        ValueSlider slider(spec());
        slider.show();
        QTest::keyClicks(&slider, typed.left(1));
        auto* editor = slider.findChild<QLineEdit*>();
        QVERIFY(editor);
        QTest::keyClicks(editor, typed.mid(1));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(slider.value(), value);
    }

    void escapeLeavesTheNumber() {
        ValueSlider slider(spec());
        slider.show();
        QTest::keyClicks(&slider, "1");
        QTest::keyClick(slider.findChild<QLineEdit*>(), Qt::Key_Escape);
        QCOMPARE(slider.value(), 0.7);
    }

    void screenReadersGetTheValue() {
        installSliderAccessibility();
        ValueSlider slider(spec());
        auto* interface = QAccessible::queryAccessibleInterface(&slider);
        QVERIFY(interface && interface->valueInterface());
        QCOMPARE(interface->text(QAccessible::Name), QString("Noise"));
        QCOMPARE(interface->valueInterface()->currentValue().toDouble(), 0.7);
        QCOMPARE(interface->valueInterface()->maximumValue().toDouble(), 2.0);
    }

    void numbersHaveTheirStepsDecimals() {
        QCOMPARE(numberText(0.7, 0.01), QString("0.70"));
        QCOMPARE(numberText(12, 1), QString("12"));
        QCOMPARE(numberText(-0.0001, 0.01), QString("0.00"));
        QCOMPARE(numberText(0.25, 0.05), QString("0.25"));
    }

    void latentBarsKeepWhatWasAdded() {
        LatentBars bars;
        bars.resize(160, 84);
        bars.setValues({0, 1, -1, 0.5f});
        QSignalSpy finished(&bars, &LatentBars::editingFinished);
        QTest::mouseClick(&bars, Qt::LeftButton, {}, {60, 42}); // the middle of bar 1: zero
        QCOMPARE(finished.count(), 1);
        QVERIFY(std::abs(bars.values()[1]) < 0.05f);
        QVERIFY(std::abs(bars.offsets()[1] + 1) < 0.05f);
        QCOMPARE(bars.offsets()[0], 0.0f);
        QTest::mouseDClick(&bars, Qt::LeftButton, {}, {60, 42});
        QCOMPARE(bars.offsets()[1], 0.0f);
        QCOMPARE(bars.values()[1], 1.0f);
        bars.setValues({0, 0}); // another model: nothing is left of the old offsets
        QCOMPARE(bars.offsets().size(), std::size_t{2});
        QCOMPARE(bars.offsets()[1], 0.0f);
    }
};

CONTRAFACT_TEST(TestValueSlider)
#include "tst_value_slider.moc"
