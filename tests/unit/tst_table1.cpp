// SPDX-License-Identifier: GPL-3.0-or-later
// Liu & Huo's table: the printed rows rank as the paper has it, measured ones by their own music.
#include "core/metrics/evaluation_report.h"
#include "core/metrics/table1.h"
#include "tests/support/test.h"

#include <algorithm>
#include <cmath>

using namespace contrafact::metrics;

namespace {

MeasuredColumn column(const char* name, double emptyBars, double bands, double qualified) {
    MeasuredColumn made{.name = name};
    made.figures.resize(metrics().size());
    const auto set = [&](const char* id, double value) {
        made.figures[*findMetric(id)][1].value = value; // the piano
    };
    set("eb", emptyBars);
    set("upc_musegan", bands);
    set("qn", qualified);
    return made;
}

} // namespace

class TestTable1 : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDistanceIsAMeanOfThreeShares() {
        Table1Row real{.emptyBars = 20, .pitchBands = 3, .qualified = 90};
        Table1Row made{.emptyBars = 26, .pitchBands = 6, .qualified = 60};
        QVERIFY(std::abs(distanceOf(made, real) - (6 + 25 + 30) / 3.0) < 1e-9);
        QCOMPARE(distanceOf(real, real), 0.0);
    }

    void printedRowsRankAsInThePaper() {
        const auto rows = table1({});
        QVERIFY(rows[0].training && rows[0].printed && rows[0].rank == 0);
        const auto rankOf = [&](const char* name) {
            return std::ranges::find(rows, name, &Table1Row::name)->rank;
        };
        QVERIFY(rankOf("CNN-LSTM") < rankOf("bi-LSTM"));
        QVERIFY(rankOf("bi-LSTM") < rankOf("naive"));
        QVERIFY(std::isnan(rows[1].pitchClasses)); // they print one count only
    }

    void measuredRowsAreHeldAgainstTheirOwnMusic() {
        Evaluation evaluation{.reference = "songs"};
        evaluation.columns = {column("training", 10, 3, 95), column("far", 50, 9, 20),
                              column("near", 11, 3, 90), column("silent", 100, NAN, NAN)};
        const auto rows = table1(evaluation);
        const auto* measured = &rows[rows.size() - 4];
        QVERIFY(measured[0].training && !measured[0].printed);
        QCOMPARE(measured[1].rank, 2);
        QCOMPARE(measured[2].rank, 1);
        QCOMPARE(measured[3].rank, 0);
        const auto text = table1Text(evaluation);
        QVERIFY(text.find("measured against songs") != std::string::npos);
        QVERIFY(text.find("near") < text.find("silent"));
        const auto page = toHtml(evaluation);
        for (const auto heading : kTable1Headings)
            QVERIFY(page.find("<th>" + std::string(heading) + "</th>") != std::string::npos);
        QVERIFY(page.find("<th>CNN-LSTM, printed</th><td>27.7</td>") != std::string::npos);
        QVERIFY(page.find("<th>near</th><td>11.0</td><td>–</td><td>3.00</td><td>90.0</td>") !=
                std::string::npos);
    }
};

CONTRAFACT_TEST(TestTable1)
#include "tst_table1.moc"
