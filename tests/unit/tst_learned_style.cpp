// SPDX-License-Identifier: GPL-3.0-or-later
// Learned styles as files: what was written is read, and nothing else is taken for one.
#include "models/api/learned_style.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace contrafact;
using namespace contrafact::models;

namespace {

LearnedStyle someStyle() {
    LearnedStyle style{.name = "Airs",
                       .system = "bar-rnn",
                       .checkpoint = "abc",
                       .natsBefore = 6.25,
                       .natsAfter = 5.5,
                       .numbers = {}};
    style.numbers["style/inputs"] = {.type = DType::F32, .shape = {2}, .bytes = {}};
    style.numbers["style/inputs"].bytes.resize(8, std::byte{1});
    return style;
}

} // namespace

class TestLearnedStyle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void comesBackFromAFile() {
        QTemporaryDir folder;
        const auto path = folder.filePath("airs.style").toStdString();
        QVERIFY(saveStyle(someStyle(), path).ok());
        const auto back = loadStyle(path);
        QVERIFY2(back.ok(), back.ok() ? "" : back.message().c_str());
        QCOMPARE(back->name, std::string("Airs"));
        QCOMPARE(back->system, std::string("bar-rnn"));
        QCOMPARE(back->checkpoint, std::string("abc"));
        QCOMPARE(back->natsBefore, 6.25);
        QCOMPARE(back->natsAfter, 5.5);
        QVERIFY(back->numbers.at("style/inputs").bytes ==
                someStyle().numbers.at("style/inputs").bytes);
    }

    void whatIsNoStyleIsRefused() {
        TensorFile other;
        other.metadata["system"] = "bar-rnn";
        const auto said = decodeStyle(encodeTensors(other), "starter.safetensors");
        QVERIFY(!said.ok());
        QVERIFY(said.message().starts_with("starter.safetensors"));
        auto damaged = encodeStyle(someStyle());
        damaged.back() ^= std::byte{1};
        QVERIFY(!decodeStyle(damaged, "damaged").ok());
        QVERIFY(!decodeStyle({}, "empty").ok());
        QVERIFY(!loadStyle("no such file").ok());
    }

    /// A model's name is wanted where a style was given.
    void aStyleIsNoCheckpoint() {
        QTemporaryDir folder;
        const auto path = folder.filePath("airs.style").toStdString();
        QVERIFY(saveStyle(someStyle(), path).ok());
        QVERIFY(!peekCheckpoint(path).ok());
    }
};

CONTRAFACT_TEST(TestLearnedStyle)
#include "tst_learned_style.moc"
