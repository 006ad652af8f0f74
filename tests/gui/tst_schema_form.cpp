// SPDX-License-Identifier: GPL-3.0-or-later
// Forms made from schemas: any valid parameters go in and come out the same, wrong numbers are
// named, presets are recognised, and what does not apply is not shown.
#include "models/api/descriptor.h"
#include "tests/support/test.h"
#include "ui/forms/schema_form.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>

#include <cmath>
#include <random>

using namespace contrafact;
using namespace contrafact::ui;
using models::ParamKind;

namespace {

models::Value randomValue(const models::ParamSpec& spec, std::mt19937& random) {
    const auto share = std::uniform_real_distribution<double>(0, 1)(random);
    const double number = spec.range.min + share * (spec.range.max - spec.range.min);
    switch (spec.kind) {
    case ParamKind::Bool:
        return share < 0.5;
    case ParamKind::Int:
        return static_cast<std::int64_t>(std::floor(number));
    case ParamKind::Real:
        return number;
    case ParamKind::Choice:
        break;
    }
    return spec.choices[random() % spec.choices.size()].id;
}

bool close(const models::Params& a, const models::Params& b) {
    for (const auto& [key, value] : a.values()) {
        const auto* left = std::get_if<double>(&value);
        const auto* right = std::get_if<double>(&b.at(key));
        if (!left || !right ? value != b.at(key)
                            : std::abs(*left - *right) > 1e-6 * std::max(1.0, std::abs(*left)))
            return false;
    }
    return a.values().size() == b.values().size();
}

models::ParamSchema smallSchema() {
    models::ParamSpec mode{.key = "mode", .label = "Mode"};
    mode.kind = ParamKind::Choice;
    mode.defaultValue = std::string("a");
    mode.choices = {{"a", "A"}, {"b", "B"}};
    models::ParamSpec rate{.key = "rate", .label = "Rate"};
    rate.defaultValue = 0.5;
    rate.visibleIf = {"mode", models::Value(std::string("b"))};
    models::ParamSpec count{.key = "count", .label = "Count"};
    count.kind = ParamKind::Int;
    count.defaultValue = std::int64_t{4};
    count.range = {1, 10};
    count.advanced = true;
    return models::ParamSchema({mode, rate, count});
}

} // namespace

class TestSchemaForm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesSurvive_data() {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 12; ++seed) QTest::addRow("seed=%d", seed) << seed;
    }

    void valuesSurvive() {
        QFETCH(int, seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        for (const auto* system : models::systems())
            for (const auto* schema : {&system->training, &system->generation})
                for (const auto style : {NumberStyle::Field, NumberStyle::Slider}) {
                    SchemaForm form(*schema, style);
                    models::Params params = schema->defaults();
                    for (const auto& spec : schema->specs())
                        params.set(spec.key, randomValue(spec, random));
                    form.setValues(params);
                    const auto back = form.values();
                    QVERIFY2(back.ok(), back.ok() ? "" : back.message().c_str());
                    QVERIFY(close(params, *back));
                }
    }

    void everyPresetIsRecognised() {
        for (const auto* system : models::systems()) {
            SchemaForm form(system->training, NumberStyle::Field, system->presets);
            for (const auto& preset : system->presets) {
                form.choosePreset(QString::fromStdString(preset.id));
                QCOMPARE(form.preset().toStdString(), preset.id);
                QVERIFY(*form.values() == system->presetParams(preset.id));
            }
        }
    }

    void wrongNumbersAreNamed() {
        SchemaForm form(smallSchema(), NumberStyle::Field);
        auto* field = form.editor("count")->findChild<QLineEdit*>();
        field->clear();
        QTest::keyClicks(field, "11");
        QVERIFY(!form.values().ok());
        QVERIFY(QString::fromStdString(form.values().message()).contains("Count"));
        field->clear();
        QTest::keyClicks(field, "7");
        QCOMPARE(form.values()->integer("count"), 7);
    }

    void arrowsStepFields() {
        SchemaForm form(smallSchema(), NumberStyle::Field);
        QSignalSpy finished(&form, &SchemaForm::editingFinished);
        auto* field = form.editor("rate")->findChild<QLineEdit*>();
        QTest::keyClick(field, Qt::Key_Up);
        QCOMPARE(form.values()->real("rate"), 0.51);
        QCOMPARE(finished.count(), 1);
    }

    void conditionsAndFoldsHideRows() {
        SchemaForm form(smallSchema(), NumberStyle::Field);
        form.show();
        QVERIFY(!form.editor("rate")->isVisible());
        QVERIFY(!form.editor("count")->isVisible());
        auto* mode = form.editor("mode")->findChild<QComboBox*>();
        QTest::keyClick(mode, Qt::Key_Down);
        QVERIFY(form.editor("rate")->isVisible());
        form.showAdvanced(true);
        QVERIFY(form.editor("count")->isVisible());
        // What is not shown keeps its value all the same.
        QCOMPARE(form.values()->integer("count"), 4);
    }
};

CONTRAFACT_TEST(TestSchemaForm)
#include "tst_schema_form.moc"
