// SPDX-License-Identifier: GPL-3.0-or-later
// The Evaluation tab: a small corpus and a composer of scales, from the click to the exported file.
#include "core/midi/writer.h"
#include "models/api/evaluation.h"
#include "tests/gui/run_folders.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/evaluation/evaluation_table.h"
#include "ui/plots/plot_title.h"
#include "ui/services/library.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

/// Composes the same scale always.
class Scales : public models::Composer {
public:
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest& request,
                                       std::stop_token) override {
        models::Generated made;
        made.score = test::scale(60, 8 * request.bars);
        return made;
    }
    Result<models::LatentMap> latentMap() override { return Error{"none"}; }

private:
    models::CheckpointInfo m_info;
};

Result<std::unique_ptr<models::Composer>> openScales(const std::filesystem::path&) {
    return std::unique_ptr<models::Composer>(std::make_unique<Scales>());
}

} // namespace

class TestEvaluation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid() && m_home.isValid());
        qputenv("XDG_DATA_HOME", m_home.path().toLocal8Bit());
        for (int i = 0; i < 6; ++i)
            QVERIFY(midi::writeFile(test::scale(48 + i, 128),
                                    m_folder.filePath(QString("%1.mid").arg(i)).toStdString())
                        .ok());
        QSignalSpy opened(&m_library.corpora(), &CorpusStore::opened);
        m_library.corpora().open(m_folder.path());
        QVERIFY(opened.wait());
    }

    void aClickFillsTheTable() {
        EvaluationPanel panel(m_library, openScales);
        panel.resize(1200, 400);
        panel.show();
        panel.findChild<QSpinBox*>("evaluationBars")->setValue(16);
        auto* table = panel.findChild<EvaluationTable*>();
        QCOMPARE(table->rowCount(), 0);
        QVERIFY(!panel.exportTo("nothing.csv"));
        QSignalSpy evaluated(&panel, &EvaluationPanel::evaluated);
        QTest::mouseClick(panel.findChild<QPushButton*>("evaluate"), Qt::LeftButton);
        QVERIFY(panel.evaluating());
        QVERIFY(evaluated.wait(30'000));
        QVERIFY(!panel.evaluating());
        QCOMPARE(table->columnCount(), 5);
        const auto row = rowOf(*table, "Empty bars (EB), %");
        QVERIFY(row >= 0);
        QVERIFY(table->item(row, 0)->text().startsWith("0.0"));
        QVERIFY(rowOf(*table, "Notes together") >= 0);
        withoutSongsEnoughASentenceStandsForTheFigure(*table, *panel.evaluation());
        panel.findChild<QComboBox*>("evaluationFamily")->setCurrentIndex(5);
        QVERIFY(rowOf(*table, "Empty bars (EB), %") >= 0);
        QCOMPARE(rowOf(*table, "Notes together"), -1); // of drums: nothing
        theLegendNamesBothColours(panel);
        exportsAreWritten(panel);
    }

    /// As the command line takes them: starters, and runs that were stopped.
    void startersCanBeCompared() {
        EvaluationPanel panel(m_library, openScales);
        panel.show();
        auto* list = panel.findChild<QListWidget*>("evaluationRuns");
        const auto found = list->findItems("Bar RNN starter", Qt::MatchExactly);
        QCOMPARE(found.size(), 1);
        found.front()->setCheckState(Qt::Checked);
        panel.findChild<QSpinBox*>("evaluationBars")->setValue(16);
        QSignalSpy evaluated(&panel, &EvaluationPanel::evaluated);
        QTest::mouseClick(panel.findChild<QPushButton*>("evaluate"), Qt::LeftButton);
        QVERIFY(evaluated.wait(30'000));
        // What is compared stands between real music and what anything must beat.
        QCOMPARE(namesOf(*panel.evaluation()),
                 QStringList({"training", "held out", "training, 2 steps a beat", "Bar RNN starter",
                              "noise", "Markov"}));
        QCOMPARE(panel.findChild<EvaluationTable*>()->horizontalHeaderItem(3)->toolTip(),
                 QString("Bar RNN starter"));
        QCOMPARE(panel.findChild<QComboBox*>("evaluationColumn")->currentIndex(), 3);
        const auto& table = *panel.findChild<QTableWidget*>("evaluationTable1");
        const auto printed = table.findItems("training data, printed", Qt::MatchExactly);
        QCOMPARE(printed.size(), 1);
        QCOMPARE(table.item(printed.front()->row(), 1)->text(), QString("24.8"));
        const auto measured = table.findItems("Bar RNN starter", Qt::MatchExactly);
        QCOMPARE(measured.size(), 1);
        QVERIFY(measured.front()->row() > printed.front()->row());
        QVERIFY(table.item(measured.front()->row(), 6)->text().toInt() >= 1); // its rank
    }

    void aColumnFollowsItsRunsName() {
        makeRun("first", "bar-rnn", "finished");
        QSignalSpy changed(&m_library.runs(), &RunStore::changed);
        m_library.runs().refresh();
        QVERIFY(changed.wait());
        EvaluationPanel panel(m_library, openScales);
        panel.show();
        auto* list = panel.findChild<QListWidget*>("evaluationRuns");
        const auto found = list->findItems("bar-rnn · first", Qt::MatchExactly);
        QCOMPARE(found.size(), 1);
        found.front()->setCheckState(Qt::Checked);
        panel.findChild<QSpinBox*>("evaluationBars")->setValue(16);
        QSignalSpy evaluated(&panel, &EvaluationPanel::evaluated);
        panel.start();
        QVERIFY(evaluated.wait(30'000));
        m_library.runs().rename(run("first"), "slow rates");
        QTRY_VERIFY(placeOf(*panel.evaluation(), "bar-rnn · slow rates") >= 0);
        QCOMPARE(panel.findChild<EvaluationTable*>()->horizontalHeaderItem(3)->toolTip(),
                 QString("bar-rnn · slow rates"));
        const auto now = list->findItems("bar-rnn · slow rates", Qt::MatchExactly);
        QCOMPARE(now.size(), 1);
        QCOMPARE(now.front()->checkState(), Qt::Checked); // still what is compared
    }

    void cancellingEndsIt() {
        EvaluationPanel panel(m_library, openScales);
        auto* go = panel.findChild<QPushButton*>("evaluate");
        QSignalSpy evaluated(&panel, &EvaluationPanel::evaluated);
        go->click();
        QCOMPARE(go->text(), QString("Cancel"));
        go->click();
        QVERIFY(!panel.evaluating());
        QCOMPARE(go->text(), QString("Evaluate"));
        QVERIFY(!evaluated.wait(300));
    }

    void composersBecomeColumns() {
        models::EvaluationRequest request;
        request.reference = m_library.corpora().first();
        request.bars = 20;
        request.sources = {{"scales", "made.safetensors"}};
        const auto made = models::evaluate(request, openScales, {}, {});
        QVERIFY(made.ok());
        const auto& scales = columnOf(*made, "scales");
        QCOMPARE(scales.bars, 16);      // all that the held-out song has
        QCOMPARE(scales.coarseGrid, 2); // eighths
        QCOMPARE(scales.of("density").value, 8.0);
    }

    void aSourceThatFailsIsAColumnWithARemark() {
        models::EvaluationRequest request;
        request.reference = m_library.corpora().first();
        request.bars = 16;
        request.sources = {{"gone", "gone.safetensors"},
                           {"nowhere", "nowhere.mid"},
                           {"scales", m_folder.path().toStdString()}};
        const auto fails =
            [](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
            return Error{"it is gone"};
        };
        const auto made = models::evaluate(request, fails, {}, {});
        QVERIFY(made.ok());
        QCOMPARE(made->columns.size(), std::size_t{8});
        QCOMPARE(columnOf(*made, "gone").remark, std::string("it is gone"));
        QVERIFY(!columnOf(*made, "nowhere").remark.empty());
        QCOMPARE(columnOf(*made, "scales").bars, 16);
    }

private:
    static QStringList namesOf(const measures::Evaluation& evaluation) {
        QStringList names;
        for (const auto& column : evaluation.columns) names << QString::fromStdString(column.name);
        return names;
    }
    static int placeOf(const measures::Evaluation& evaluation, const char* name) {
        return int(namesOf(evaluation).indexOf(QString::fromUtf8(name)));
    }
    static const measures::MeasuredColumn& columnOf(const measures::Evaluation& evaluation,
                                                    const char* name) {
        return evaluation.columns.at(std::size_t(placeOf(evaluation, name)));
    }
    static int rowOf(const EvaluationTable& table, const QString& title) {
        for (int row = 0; row < table.rowCount(); ++row)
            if (table.verticalHeaderItem(row)->text() == title) return row;
        return -1;
    }
    static void
    withoutSongsEnoughASentenceStandsForTheFigure(const EvaluationTable& table,
                                                  const measures::Evaluation& evaluation) {
        const auto row = rowOf(table, "Told apart from real (AUC)");
        QVERIFY(row >= 0);
        for (const auto* one : {"held out", "noise", "Markov"}) { // one song of sixteen bars
            const auto* cell = table.item(row, placeOf(evaluation, one));
            QCOMPARE(cell->text(), QString("too few"));
            QVERIFY2(cell->toolTip().contains("It takes two songs and two pieces at least"),
                     qPrintable(cell->toolTip()));
        }
        const auto* itself = table.item(row, placeOf(evaluation, "training"));
        QCOMPARE(itself->text(), QString("–")); // nothing to tell it from
    }
    void theLegendNamesBothColours(const EvaluationPanel& panel) {
        const auto& evaluation = *panel.evaluation();
        panel.findChild<QComboBox*>("evaluationColumn")
            ->setCurrentIndex(placeOf(evaluation, "held out"));
        const auto& entries = panel.findChild<PlotTitle*>("evaluationLegend")->entries();
        QCOMPARE(entries.size(), std::size_t(2));
        QCOMPARE(entries[0].label, QString("training"));
        QCOMPARE(entries[0].colour, theme().real);
        QCOMPARE(entries[1].label, QString("held out"));
        QCOMPARE(entries[1].colour, theme().generated);
    }
    void exportsAreWritten(const EvaluationPanel& panel) {
        const auto csv = m_folder.filePath("out.csv");
        QVERIFY(panel.exportTo(csv.toStdString()).ok());
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("\"Markov\",baseline,16,"));
        const auto png = m_folder.filePath("out.png");
        QVERIFY(panel.exportTo(png.toStdString()).ok());
        QVERIFY(!QImage(png).isNull());
        QVERIFY(!panel.exportTo("out.doc"));
    }

    QTemporaryDir m_home;
    QTemporaryDir m_folder;
    Library m_library;
};

CONTRAFACT_TEST(TestEvaluation)
#include "tst_evaluation.moc"
