// SPDX-License-Identifier: GPL-3.0-or-later
// Parameters as typed, checked, written and read back; and every system's own schema.
#include "models/api/descriptor.h"
#include "models/api/params.h"
#include "tests/support/test.h"

#include <random>
#include <set>

using namespace contrafact::models;

namespace {

ParamSchema smallSchema() {
    ParamSpec noise{"noise_sd", "Noise", "How much."};
    noise.defaultValue = 0.7;
    noise.range = {0, 2};
    ParamSpec batch{"batch", "Batch", "How many."};
    batch.kind = ParamKind::Int;
    batch.defaultValue = std::int64_t{32};
    batch.range = {1, 64};
    ParamSpec mode{"mode", "Mode", "Which."};
    mode.kind = ParamKind::Choice;
    mode.defaultValue = std::string("a");
    mode.choices = {{"a", "A"}, {"b", "B"}};
    ParamSpec flag{"flag", "Flag", "Whether."};
    flag.kind = ParamKind::Bool;
    flag.defaultValue = false;
    return {{noise, batch, mode, flag}};
}

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

/// A random value that the spec allows, as text.
std::string randomText(const ParamSpec& spec, std::mt19937& random) {
    const auto between = [&](double a, double b) {
        return std::uniform_real_distribution<double>(a, b)(random);
    };
    switch (spec.kind) {
    case ParamKind::Bool:
        return random() % 2 ? "true" : "false";
    case ParamKind::Int:
        return std::to_string(static_cast<std::int64_t>(between(spec.range.min, spec.range.max)));
    case ParamKind::Real:
        return toText(between(spec.range.min, spec.range.max));
    case ParamKind::Choice:
        return spec.choices[random() % spec.choices.size()].id;
    }
    return {};
}

} // namespace

class TestParams : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textsAreLaidOverDefaults() {
        const auto params = smallSchema().parse({{"noise_sd", "1"}, {"flag", "yes"}});
        QVERIFY(params.ok());
        QCOMPARE(params->real("noise_sd"), 1.0);
        QCOMPARE(params->integer("batch"), std::int64_t{32});
        QVERIFY(params->flag("flag"));
    }

    void everyProblemIsListedAtOnce() {
        const auto params = smallSchema().parse(
            {{"noise_ds", "1"}, {"batch", "65"}, {"mode", "c"}, {"flag", "perhaps"}});
        QVERIFY(!params.ok());
        for (const char* part : {"'noise_ds' (did you mean 'noise_sd'?)", "from 1 to 64",
                                 "one of a, b", "flag must be true or false"})
            QVERIFY2(contains(params.message(), part), params.message().c_str());
    }

    void numbersMustBeWholeAndClean() {
        for (const char* text : {"3.5", "", "12x", "nan", "1e999"})
            QVERIFY2(!smallSchema().parse({{"batch", text}}).ok(), text);
        for (const char* text : {"nan", "inf", "-0.1", "0,5", ""})
            QVERIFY2(!smallSchema().parse({{"noise_sd", text}}).ok(), text);
    }

    void checkFindsMissingAndForeignValues() {
        Params params;
        params.set("noise_sd", std::int64_t{1});
        const auto result = smallSchema().check(params);
        QVERIFY(!result.ok());
        QVERIFY(contains(result.message(), "batch must be"));
        QVERIFY(contains(result.message(), "is missing"));
        QVERIFY(contains(result.message(), "noise_sd must be a number"));
    }

    void jsonKeepsEveryBit_data() {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 20; ++seed) QTest::newRow(std::to_string(seed).c_str()) << seed;
    }
    void jsonKeepsEveryBit() {
        QFETCH(int, seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        for (const auto* system : systems())
            for (const auto* schema : {&system->training, &system->generation}) {
                std::map<std::string, std::string> texts;
                for (const auto& spec : schema->specs()) texts[spec.key] = randomText(spec, random);
                const auto params = schema->parse(texts);
                QVERIFY2(params.ok(), params.ok() ? "" : params.message().c_str());
                const auto back = paramsFromJson(*schema, toJson(*params));
                QVERIFY(back.ok());
                QVERIFY(*back == *params);
            }
    }

    void jsonWithUnknownKeysIsRefused() {
        QVERIFY(!paramsFromJson(smallSchema(), R"({"batch": 3, "bacth": 4})").ok());
        QVERIFY(!paramsFromJson(smallSchema(), "[1]").ok());
        QVERIFY(!paramsFromJson(smallSchema(), "{").ok());
        QCOMPARE(paramsFromJson(smallSchema(), R"({"batch": 3})")->integer("batch"),
                 std::int64_t{3});
    }

    void everySystemDescribesItself() {
        for (const auto* system : systems()) {
            QVERIFY(findSystem(system->id) == system);
            for (const auto* schema : {&system->training, &system->generation}) {
                QVERIFY(schema->check(schema->defaults()).ok());
                for (const auto& spec : schema->specs())
                    QVERIFY2(!spec.label.empty() && spec.help.ends_with('.') && !spec.group.empty(),
                             spec.key.c_str());
            }
            for (const auto& preset : system->presets)
                QVERIFY2(system->training.parse(preset.values).ok(), preset.id.c_str());
        }
    }

    void curvesBelongToPanels() {
        for (const auto* system : systems()) {
            std::set<std::string> panels, keys;
            for (const auto& panel : system->panels) panels.insert(panel.title);
            for (const auto& curve : system->curves) {
                QVERIFY2(panels.contains(curve.panel), curve.key.c_str());
                QVERIFY2(keys.insert(curve.key).second, curve.key.c_str());
            }
        }
    }
};

CONTRAFACT_TEST(TestParams)
#include "tst_params.moc"
