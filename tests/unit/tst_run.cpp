// SPDX-License-Identifier: GPL-3.0-or-later
// Run folders as they are left by finished, stopped and killed trainings.
#include "core/base/file.h"
#include "models/api/descriptor.h"
#include "models/api/run.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::models;

class TestRun : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void curvesHaveGapsAndLoseACutLine() {
        QTemporaryDir temporary;
        const std::filesystem::path folder = temporary.path().toStdString();
        write(folder / "metrics.csv",
              "step,seconds,stage,a,b\n1,0.1,0,0.5,\n2,0.2,0,,7\n3,0.3,0,0.2");
        const auto curves = readCurves(folder);
        QVERIFY(curves.ok());
        QCOMPARE(curves->size(), std::size_t{2});
        QCOMPARE((*curves)[0].step, std::vector<double>{1});
        QCOMPARE((*curves)[0].value, std::vector<double>{0.5});
        QCOMPARE((*curves)[1].step, std::vector<double>{2});
        QCOMPARE((*curves)[1].value, std::vector<double>{7});
    }

    void aFileThatIsNoTableIsRefused() {
        QTemporaryDir temporary;
        const std::filesystem::path folder = temporary.path().toStdString();
        QVERIFY(!readCurves(folder).ok());
        write(folder / "metrics.csv", "hello\n");
        QVERIFY(!readCurves(folder).ok());
    }

    void runsAreListedNewestFirst() {
        QTemporaryDir temporary;
        const std::filesystem::path parent = temporary.path().toStdString();
        writeRun(parent / "old", "2026-01-01T00:00:00Z");
        writeRun(parent / "new", "2026-02-01T00:00:00Z");
        std::filesystem::create_directories(parent / "no-run");
        std::filesystem::create_directories(parent / "broken");
        write(parent / "broken" / "run.json", "{");
        const auto runs = listRuns(parent);
        QCOMPARE(runs.size(), std::size_t{2});
        QCOMPARE(runs[0].folder.filename().string(), std::string("new"));
        QCOMPARE(runs[0].seed, std::uint64_t{3});
        QCOMPARE(runs[0].steps, std::int64_t{44});
        QCOMPARE(runs[0].metrics.at("f1_piano"), 0.25);
        QVERIFY(runs[0].params == systems().front()->training.defaults());
    }

private:
    static void write(const std::filesystem::path& path, const std::string& text) {
        QVERIFY(base::writeFileAtomically(path, std::string_view(text)).ok());
    }
    static void writeRun(const std::filesystem::path& folder, const std::string& started) {
        std::filesystem::create_directories(folder);
        write(folder / "run.json", R"({"system": ")" + systems().front()->id +
                                       R"(", "params": {}, "seed": 3, "steps": 44,
                 "started": ")" + started +
                                       R"(", "metrics": {"f1_piano": 0.25}})");
    }
};

CONTRAFACT_TEST(TestRun)
#include "tst_run.moc"
