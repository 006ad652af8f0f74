// SPDX-License-Identifier: GPL-3.0-or-later
// Runs get other names: by key and menu, everywhere they are shown, never while something trains
// them, and names that are not allowed say why.
#include "tests/gui/run_folders.h"
#include "ui/plots/plot_grid.h"
#include "ui/plots/run_legend.h"
#include "ui/services/moved_path.h"

#include <QLabel>
#include <QLineEdit>
#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

/// Knows where it was opened, and nothing else.
class Opened : public models::Composer {
public:
    explicit Opened(std::filesystem::path path) { m_info.path = std::move(path); }
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest&, std::stop_token) override {
        return Error{"not asked for"};
    }
    Result<models::LatentMap> latentMap() override { return Error{"none"}; }

private:
    models::CheckpointInfo m_info;
};

} // namespace

class TestRenaming : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", m_home->path().toLocal8Bit());
    }

    void f2RenamesARunWhereverItIsShown() {
        makeRun("first", "midi-rnn", "finished");
        makeRun("second", "midi-rnn", "finished");
        RunsFixture f;
        f.click(f.rowOf("first"));
        f.click(f.rowOf("second"), Qt::ControlModifier);
        QTest::mouseClick(f.button("Overlay 2"), Qt::LeftButton);
        auto* legend = f.dock.findChild<RunLegend*>();
        QTRY_COMPARE(legend->runs().size(), 2);
        for (const auto* name : {"first", "second"}) {
            f.click(f.rowOf(name));
            rename(f, QString("slow ") + name);
            QTRY_VERIFY(std::filesystem::exists(run(std::string("slow ") + name) / "run.json"));
            QVERIFY(!std::filesystem::exists(run(name)));
            QTRY_VERIFY(f.rowOf(QString("slow ") + name) >= 0);
            QCOMPARE(f.list()->currentRow(), f.rowOf(QString("slow ") + name));
        }
        auto names = legend->runs();
        names.sort();
        QCOMPARE(names, QStringList({"slow first", "slow second"}));
        QCOMPARE(f.training.request().run.parent_path(), models::runsFolder());
        QVERIFY(std::filesystem::exists(f.training.request().run));
    }

    void namesThatAreNotAllowedSayWhy_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("why");
        const std::tuple<const char*, QString, QString> rows[] = {
            {"none", "  ", "needs a name"},
            {"two folders", "a/b", "slash"},
            {"hidden", ".quiet", "dot"},
            {"taken", "second", "Another run"},
            {"long", QString(300, QLatin1Char('x')), "too long"}};
        for (const auto& [row, name, why] : rows) QTest::newRow(row) << name << why;
    }
    void namesThatAreNotAllowedSayWhy() {
        QFETCH(QString, name);
        QFETCH(QString, why);
        makeRun("first", "midi-rnn", "finished");
        makeRun("second", "midi-rnn", "finished");
        RunsFixture f;
        f.click(f.rowOf("first"));
        QTest::keyClick(f.list(), Qt::Key_F2);
        auto* field = fieldOf(f);
        QVERIFY(field);
        QCOMPARE(field->text(), QString("first"));
        field->clear();
        QTest::keyClicks(field, name);
        QVERIFY2(field->accessibleDescription().contains(why),
                 qPrintable(field->accessibleDescription()));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(fieldOf(f)); // it still asks
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(std::filesystem::exists(run("first")));
    }

    void whatIsTrainedKeepsItsName() {
        makeRun("alive", "midi-rnn", "running"); // by another program
        RunsFixture f;
        QSignalSpy problem(&f.runs, &RunsView::problem);
        f.click(0);
        QTest::keyClick(f.list(), Qt::Key_F2);
        QCOMPARE(problem.count(), 1);
        QVERIFY(problem.front().front().toString().contains("is being trained"));
        QVERIFY(!fieldOf(f));
    }

    void aFolderThatIsThereAlreadyIsNotTouched() {
        makeRun("first", "midi-rnn", "finished");
        RunsFixture f;
        std::filesystem::create_directories(run("other")); // which is no run
        QSignalSpy problem(&f.library.runs(), &RunStore::problem);
        f.click(0);
        rename(f, "other");
        QTRY_COMPARE(problem.count(), 1);
        QVERIFY(problem.front().front().toString().contains("already"));
        QVERIFY(std::filesystem::exists(run("first") / "run.json"));
    }

    void theModelInUseFollows() {
        makeRun("first", "midi-rnn", "finished");
        ComposeService compose(
            [](const std::filesystem::path& path) -> Result<std::unique_ptr<models::Composer>> {
                return std::unique_ptr<models::Composer>(std::make_unique<Opened>(path));
            },
            nullptr);
        QSignalSpy ready(&compose, &ComposeService::ready);
        compose.load(run("first"));
        QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 10'000);
        const auto within = compose.info()->path.lexically_relative(run("first"));
        compose.moveRun(run("first"), run("new"));
        QCOMPARE(compose.info()->path, run("new") / within);
        compose.moveRun(run("n"), run("x")); // another folder whose name begins alike
        QCOMPARE(compose.info()->path, run("new") / within);
    }

    void pathsFollowTheirFolder() {
        QCOMPARE(movedPath("/a/b/c", "/a/b", "/a/x"), std::filesystem::path("/a/x/c"));
        QCOMPARE(movedPath("/a/b", "/a/b", "/a/x"), std::filesystem::path("/a/x"));
        QCOMPARE(movedPath("/a/bc", "/a/b", "/a/x"), std::filesystem::path("/a/bc"));
        QCOMPARE(movedPath("", "/a/b", "/a/x"), std::filesystem::path());
    }

private:
    static QLineEdit* fieldOf(const RunsFixture& f) {
        auto* dialog = f.runs.findChild<QDialog*>();
        return dialog && dialog->isVisible() ? dialog->findChild<QLineEdit*>() : nullptr;
    }
    static void rename(RunsFixture& f, const QString& name) {
        QTest::keyClick(f.list(), Qt::Key_F2);
        auto* field = fieldOf(f);
        QVERIFY(field);
        QTest::keyClicks(field, name); // all of it is selected
        QTest::keyClick(field, Qt::Key_Return);
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

CONTRAFACT_TEST(TestRenaming)
#include "tst_renaming.moc"
