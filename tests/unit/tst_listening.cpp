// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/listening.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact;
using namespace contrafact::metrics;

namespace {

Judgement judged(const std::string& source, const std::string& piece, const char* answers) {
    Judgement out{source, piece};
    for (std::size_t i = 0; i < out.heard.size(); ++i)
        out.heard[i] = answers[i] == 'y'   ? Heard::Yes
                       : answers[i] == 'n' ? Heard::No
                       : answers[i] == '-' ? Heard::NotApplicable
                                           : Heard::Open;
    return out;
}

} // namespace

class TestListening : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Table 1 of the source: one listener, one piece of each of three models.
    void oneListenersTableIsTheSources() {
        const std::vector<ListeningSheet> sheets{
            {"A", {judged("model 2", "b", "nnny"), judged("model 1", "a", "yn-y")}}};
        const auto table = listeningTable(sheets);
        QVERIFY2(table.find("| model 1 | ✓ | ✗ | N/A | ✓ |\n| model 2 | ✗ | ✗ | ✗ | ✓ |") !=
                     std::string::npos,
                 table.c_str());
        QVERIFY(table.find("agreement") == std::string::npos);
    }

    void severalAnswersAreCounted() {
        const std::vector<ListeningSheet> sheets{
            {"A", {judged("gan", "a", "yn-y"), judged("gan", "b", "ny-y")}},
            {"B", {judged("gan", "a", "yyny")}}};
        const auto rows = heardOfSources(sheets);
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].tallies[0].yes, 2);
        QCOMPARE(rows[0].tallies[0].share(), 2.0 / 3);
        QCOMPARE(rows[0].tallies[2].notApplicable, 2);
        QCOMPARE(rows[0].tallies[2].share(), 0.0);
        QVERIFY(listeningTable(sheets).find("| gan | 2 of 3 | 2 of 3 | ✗ | 3 of 3 |") !=
                std::string::npos);
    }

    /// Two pieces, three listeners: of the eight items' pairs 1, 1, 1/3, 1 and 1/3, 1, 1, 1 agree,
    /// five sixths on average; 12 of 24 answers are yes, 9 no, 3 N/A.
    void agreementIsFleissKappa() {
        const std::vector<ListeningSheet> sheets{
            {"A", {judged("x", "a", "yyyn"), judged("x", "b", "yn-y")}},
            {"B", {judged("x", "a", "yyyn"), judged("x", "b", "nn-y")}},
            {"C", {judged("x", "a", "yynn"), judged("x", "b", "nn-y")}}};
        const double chance = (12.0 * 12 + 9.0 * 9 + 3.0 * 3) / (24.0 * 24);
        QVERIFY(std::abs(agreement(sheets) - (5.0 / 6 - chance) / (1 - chance)) < 1e-12);
        QCOMPARE(agreement(std::vector<ListeningSheet>(2, sheets[0])), 1.0);
        QVERIFY(std::isnan(agreement({sheets.data(), 1})));
        QVERIFY(std::isnan(agreement({})));
    }

    void aSheetComesBackFromItsFile() {
        const ListeningSheet sheet{"Ada “the ear”",
                                   {judged("real music", "a", "yn-y"), judged("gan", "b", "y??n")}};
        QVERIFY(!sheet.judgements[1].complete() && sheet.judgements[0].complete());
        const auto back = readListeningSheet(toJson(sheet), "a.json");
        QVERIFY(back.ok());
        QVERIFY(*back == sheet);
    }

    void whatIsNoSheetIsRefused() {
        for (const char* text :
             {"", "[]", "{}", R"({"format":"contrafact-listening"})",
              R"({"format":"contrafact-listening","listener":"A","judgements":[1]})"}) {
            const auto read = readListeningSheet(text, "a.json");
            QVERIFY(!read.ok());
            QVERIFY(read.message().starts_with("a.json"));
        }
    }
};

CONTRAFACT_TEST(TestListening)
#include "tst_listening.moc"
