// SPDX-License-Identifier: GPL-3.0-or-later
// Curves: thinning keeps spikes, gaps and memory; plots show only what has data; pictures and
// tables are written without a window.
#include "core/base/file.h"
#include "tests/support/test.h"
#include "ui/plots/curve_plot.h"
#include "ui/plots/envelope.h"
#include "ui/plots/few_ticks.h"
#include "ui/plots/plot_grid.h"
#include "ui/plots/plot_title.h"
#include "ui/plots/run_legend.h"
#include "ui/theme/theme.h"
#include "ui/training/metrics_view.h"

#include <QImage>
#include <QSet>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QWheelEvent>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

models::SystemDescriptor twoPanels() {
    models::SystemDescriptor system;
    system.panels = {{"Loss", {}}, {"Accuracy", 50.0}};
    system.curves = {{"g", "generator", "Loss", models::CurveRole::Generator},
                     {"d", "discriminator", "Loss", models::CurveRole::Discriminator},
                     {"real", "real", "Accuracy", models::CurveRole::Real}};
    return system;
}

} // namespace

class TestPlots : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void curvesOfOnePlotAreToldApartInTheTable() {
        auto system = twoPanels();
        for (auto& curve : system.curves) curve.panel = "ELBO (nats per segment of 32 steps)";
        std::vector<CurveData> curves(system.curves.size());
        for (auto& curve : curves)
            for (int i = 0; i < 20; ++i) curve.append(i, -300.5 + i);
        MetricsView view;
        view.resize(640, 200);
        view.show(system, curves);
        static_cast<QWidget&>(view).show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const auto* table = view.findChild<QTableWidget*>();
        for (int row = 0; row < table->rowCount(); ++row)
            QVERIFY2(table->visualItemRect(table->item(row, 0)).width() >
                         table->fontMetrics().horizontalAdvance(table->item(row, 0)->text()),
                     qPrintable(table->item(row, 0)->text()));
    }

    void thinningKeepsSpikesAndGaps() {
        CurveData curve;
        constexpr int count = 1'000'000;
        for (int i = 0; i < count; ++i) {
            double y = std::sin(i * 1e-4);
            if (i == 333'333) y = 50;
            if (i == 600'001) y = -40;
            if (i == 777'777) y = std::nan("");
            curve.append(i, y);
        }
        QVERIFY(curve.x().size() <= CurveData::kLimit);
        QVERIFY(curve.x().size() > CurveData::kLimit / 4);
        QCOMPARE(curve.appended(), std::size_t{count});
        QVERIFY(std::is_sorted(curve.x().begin(), curve.x().end()));
        QVERIFY(std::find(curve.y().begin(), curve.y().end(), 50.0) != curve.y().end());
        QVERIFY(std::find(curve.y().begin(), curve.y().end(), -40.0) != curve.y().end());
        QVERIFY(std::any_of(curve.y().begin(), curve.y().end(),
                            [](double y) { return std::isnan(y); }));
        QCOMPARE(curve.last(), std::sin((count - 1) * 1e-4));
        QVERIFY(curve.generation() > 0);
    }

    void theNewestNumberIsNotAGap() {
        CurveData curve;
        QVERIFY(std::isnan(curve.last()));
        curve.append(0, 3);
        curve.append(1, std::nan(""));
        QCOMPARE(curve.last(), 3.0);
    }

    void plotsFollowThinnedData() {
        CurvePlot plot(models::PanelSpec{"Loss", {}});
        const int curve = plot.addCurve("g", models::CurveRole::Generator);
        CurveData points;
        for (int i = 0; i < 150'000; ++i) {
            points.append(i, i % 7);
            if (i % 10'000 == 0) plot.refresh(curve, points);
        }
        plot.refresh(curve, points);
        plot.resize(400, 200);
        plot.replotNow();
        QVERIFY(plot.hasData());
        plot.clearData();
        QVERIFY(!plot.hasData());
    }

    void neverMoreThanFiveTicks() {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> exponent(-6, 8), share(-1, 1);
        for (int i = 0; i < 2000; ++i) {
            const double size = std::pow(10, exponent(random));
            const double low = share(random) * size * 10, high = low + size;
            const double step = FewTicks::stepFor(low, high);
            const double ticks = std::floor(high / step) - std::ceil(low / step) + 1;
            QVERIFY(ticks <= FewTicks::kMost);
            QVERIFY(ticks >= 1);
        }
    }

    void onlyPanelsWithDataGetRoom() {
        PlotGrid grid;
        grid.resize(900, 300);
        grid.setSystem(twoPanels());
        QVERIFY(grid.shownPlots().empty());
        std::vector<CurveData> curves(3);
        curves[0].append(0, 1);
        grid.refresh(curves);
        QCOMPARE(grid.shownPlots().size(), std::size_t{1});
        curves[2].append(0, 80);
        grid.refresh(curves);
        QCOMPARE(grid.shownPlots().size(), std::size_t{2});
    }

    void aCrosshairReadsAllPlots() {
        PlotGrid grid;
        grid.resize(900, 300);
        grid.setSystem(twoPanels());
        std::vector<CurveData> curves(3);
        for (int i = 0; i <= 100; ++i) {
            curves[0].append(i, 2 * i);
            curves[2].append(i, i);
        }
        grid.refresh(curves);
        grid.show();
        grid.replotNow();
        const auto plots = grid.shownPlots();
        Q_EMIT plots[0]->hovered(40.2);
        const auto value = [](CurvePlot* plot) {
            return plot->findChild<PlotTitle*>()->entries().front().value;
        };
        QCOMPARE(value(plots[0]), QString("80"));
        QCOMPARE(value(plots[1]), QString("40"));
        Q_EMIT plots[0]->hovered(std::nullopt);
        QCOMPARE(value(plots[0]), QString("200"));
    }

    void theWheelScrollsThePageAndWithControlItZoomsNoFurtherThanTheData() {
        PlotGrid grid;
        grid.resize(900, 300);
        grid.setSystem(twoPanels());
        std::vector<CurveData> curves(3);
        for (int i = 0; i <= 100; ++i) curves[0].append(i, i);
        grid.refresh(curves);
        grid.show();
        grid.replotNow();
        auto* plot = grid.findChild<QCustomPlot*>();
        const auto turn = [&](int notches, Qt::KeyboardModifiers keys) {
            const QPointF at = plot->rect().center();
            QWheelEvent wheel(at, plot->mapToGlobal(at), {}, {0, 120 * notches}, {}, keys,
                              Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(plot, &wheel);
            return wheel.isAccepted();
        };
        const auto whole = plot->xAxis->range();
        QVERIFY(!turn(1, {}));
        QCOMPARE(plot->xAxis->range(), whole);
        QVERIFY(turn(3, Qt::ControlModifier));
        QVERIFY(plot->xAxis->range().size() < 0.8 * whole.size());
        turn(-9, Qt::ControlModifier);
        QCOMPARE(plot->xAxis->range(), whole);
    }

    void sharesAreReadInPercentBesideTheirGuide() {
        CurvePlot plot(models::PanelSpec{"Accuracy", 0.5, true});
        QCOMPARE(plot.guideText(), QString("50 %"));
        const int curve = plot.addCurve("real", models::CurveRole::Real);
        CurveData points;
        points.append(0, 0.25);
        plot.refresh(curve, points);
        plot.replotNow();
        const auto entry = plot.findChild<PlotTitle*>()->entries().front();
        QCOMPARE(entry.value, QString("25 %"));
        QCOMPARE(entry.colour, theme().real);
        QCOMPARE(CurvePlot(models::PanelSpec{"Loss", {}}).guideText(), QString());
    }

    void theEnvelopeKeepsSpikesAndGaps() {
        struct Point {
            double key;
            double value;
        };
        std::vector<Point> points;
        for (int i = 0; i < 10'000; ++i) points.push_back({double(i), double(i % 5)});
        points[3333].value = 50;
        points[7001].value = -40;
        for (int i = 4000; i < 4200; ++i) points[std::size_t(i)].value = std::nan("");
        const auto spans = envelope(points.begin(), points.end(), 0, 10'000, 100);
        QCOMPARE(spans.size(), std::size_t{98}); // two columns are a gap
        double low = 0, high = 0;
        int unjoined = 0;
        for (const auto& span : spans) {
            low = std::min(low, span.low);
            high = std::max(high, span.high);
            unjoined += !span.joined;
        }
        QCOMPARE(low, -40.0);
        QCOMPARE(high, 50.0);
        QCOMPARE(unjoined, 2); // at the beginning and behind the gap
        // Where columns touch, the curve goes on from the value it had.
        const std::vector<Point> step{{0, 0}, {0.9, 0}, {1.1, 9}, {1.9, 9}};
        const auto two = envelope(step.begin(), step.end(), 0, 2, 2);
        QCOMPARE(two[1].low, 0.0);
        QCOMPARE(two[1].high, 9.0);
    }

    void aSpikeOfADenseCurveIsPainted() {
        CurvePlot plot(models::PanelSpec{"Loss", {}});
        plot.resize(500, 200);
        const int curve = plot.addCurve("loss", models::CurveRole::Generator);
        CurveData points;
        for (int i = 0; i < 90'000; ++i) points.append(i, i == 45'000 ? 100 : std::sin(i * 0.1));
        plot.refresh(curve, points);
        plot.show();
        plot.replotNow();
        QCoreApplication::processEvents();
        auto* inner = plot.findChild<QCustomPlot*>();
        const auto image = inner->grab().toImage();
        const double ratio = image.devicePixelRatio();
        const int x = int(inner->xAxis->coordToPixel(45'000) * ratio);
        const int y = int(inner->yAxis->coordToPixel(50) * ratio); // half way up the spike
        bool painted = false;
        for (int dx = -2; dx <= 2; ++dx)
            painted = painted || image.pixelColor(x + dx, y) == theme().generator;
        QVERIFY(painted);
        QVERIFY(image.pixelColor(x + 20, y) != theme().generator);
    }

    void everyCurveIsNamedHoweverNarrowThePlot() {
        const QStringList names{"piano reconstruction", "guitar reconstruction", "bass",
                                "strings reconstruction", "drums"};
        for (const int width : {180, 240, 330, 500, 1200}) {
            CurvePlot plot(models::PanelSpec{"Reconstruction loss", {}});
            plot.resize(width, 220);
            CurveData points;
            points.append(0, 0.12345);
            for (const auto& name : names)
                plot.refresh(plot.addCurve(name, models::CurveRole::Plain), points);
            plot.show();
            plot.replotNow();
            QCoreApplication::processEvents();
            const auto* title = plot.findChild<PlotTitle*>();
            QCOMPARE(title->places().size(), std::size_t(names.size()));
            for (qsizetype i = 0; i < names.size(); ++i) {
                const auto& place = title->places()[std::size_t(i)];
                QVERIFY(title->rect().contains(place));
                QVERIFY(place.width() > QFontMetrics(uiFont(11)).horizontalAdvance(names[i]) ||
                        place.width() >= width - kPlotIndent - ui::metrics::kPadding);
                for (std::size_t other = std::size_t(i) + 1; other < title->places().size();
                     ++other)
                    QVERIFY(!place.intersects(title->places()[other]));
            }
        }
    }

    void tickLabelsFitTheirRoom() {
        for (const auto& [low, high] : std::vector<std::pair<double, double>>{{0, 1},
                                                                              {-0.00015, 0.00002},
                                                                              {0, 123'456},
                                                                              {-98'000, 12},
                                                                              {0, 7.5e6},
                                                                              {1.001, 1.0049},
                                                                              {-1e-6, 3.1e-6},
                                                                              {-25, -24.2}}) {
            CurvePlot plot(models::PanelSpec{"Loss", {}});
            plot.resize(400, 200);
            CurveData points;
            points.append(low, low);
            points.append(high, high);
            plot.refresh(plot.addCurve("loss", models::CurveRole::Plain), points);
            plot.show();
            plot.replotNow();
            QCoreApplication::processEvents();
            auto* inner = plot.findChild<QCustomPlot*>();
            const QFontMetrics font(uiFont(11));
            QStringList labels = inner->yAxis->tickVectorLabels();
            for (const auto& label : labels)
                QVERIFY2(font.horizontalAdvance(label) + 5 <= inner->axisRect()->left(),
                         qPrintable(label));
            QCOMPARE(QSet<QString>(labels.begin(), labels.end()).size(), labels.size());
            for (qsizetype i = 0; i < inner->xAxis->tickVector().size(); ++i) {
                const double middle = inner->xAxis->coordToPixel(inner->xAxis->tickVector()[i]);
                if (middle > inner->axisRect()->right()) continue;
                const auto wide = font.horizontalAdvance(inner->xAxis->tickVectorLabels()[i]);
                QVERIFY2(middle + wide / 2.0 <= inner->width(),
                         qPrintable(inner->xAxis->tickVectorLabels()[i]));
            }
        }
    }

    void curvesWithOneKeyShareAPlotAndOthersHaveTheirOwn() {
        auto one = twoPanels();
        one.id = "one";
        auto other = twoPanels();
        other.id = "other";
        other.panels = {{"Loss", {}}, {"Rate", {}}};
        other.curves = {{"loss", "loss", "Loss"}, {"real", "real", "Rate"}};
        const auto plots = planPlots({{&one, "a"}, {&other, "b"}, {&one, "c"}});
        QCOMPARE(plots.size(),
                 std::size_t{3}); // nothing of "Rate" is left: its curve went to "real"
        QCOMPARE(plots[0].panel.title, std::string("Loss"));
        QCOMPARE(plots[0].curves.size(), std::size_t{4}); // two curves of a, two of c
        QCOMPARE(plots[1].panel.title, std::string("Accuracy"));
        QCOMPARE(plots[1].curves.size(), std::size_t{3}); // "real" of all three
        QCOMPARE(plots[2].panel.title, std::string("Loss · other"));
        QCOMPARE(plots[2].curves.size(), std::size_t{1});
    }

    void runsOverEachOtherAreToldApart() {
        const auto system = twoPanels();
        PlotGrid grid;
        grid.resize(900, 300);
        grid.setRuns({{&system, "first"}, {&system, "second"}, {&system, "third"}});
        std::vector<CurveData> curves(3);
        curves[0].append(0, 1);
        for (std::size_t run = 0; run < 3; ++run) grid.refresh(curves, run);
        grid.show();
        grid.replotNow();
        auto* legend = grid.findChild<RunLegend*>();
        QVERIFY(legend->isVisible());
        QCOMPARE(legend->runs(), QStringList({"first", "second", "third"}));
        const auto entries = grid.shownPlots().front()->findChild<PlotTitle*>()->entries();
        QCOMPARE(entries.size(), std::size_t{3});
        std::set<int> lines;
        for (const auto& entry : entries) {
            lines.insert(entry.line);
            QCOMPARE(entry.colour, entries.front().colour); // a colour is a curve, a line is a run
        }
        QCOMPARE(lines.size(), std::size_t{3});
        for (int run = 5; run < 10; ++run) { // dashes repeat, but thicker
            QVERIFY(runLine(run) == runLine(run - 5));
            QVERIFY(runWeight(run) > runWeight(run - 5));
        }
        grid.setSystem(system);
        QVERIFY(!legend->isVisible());
    }

    void tablesOfSeveralRunsNameThem() {
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "two.csv";
        const auto system = twoPanels();
        QVERIFY(
            savePlots({{&system, "a", {{"g", {0}, {3}}}}, {&system, "b", {{"g", {0, 1}, {2, 1}}}}},
                      path)
                .ok());
        QCOMPARE(*base::readText(path), std::string("step,a:g,b:g\n0,3,2\n1,,1\n"));
    }

    void picturesAndTables() {
        QTemporaryDir folder;
        const std::filesystem::path at = folder.path().toStdString();
        std::vector<models::Curve> curves{{"g", {0, 1, 2}, {3, 2, 1}}, {"real", {1}, {0.5}}};
        QVERIFY(savePlot(twoPanels(), curves, at / "loss.png").ok());
        const QImage image(folder.filePath("loss.png"));
        QCOMPARE(image.size(), QSize(1200, 720));
        const auto colour = curveColour(models::CurveRole::Generator, 0).rgb();
        bool drawn = false;
        for (int y = 0; y < image.height() && !drawn; ++y)
            for (int x = 0; x < image.width() && !drawn; ++x) drawn = image.pixel(x, y) == colour;
        QVERIFY(drawn);

        QVERIFY(savePlot(twoPanels(), curves, at / "loss.csv").ok());
        QCOMPARE(*base::readText(at / "loss.csv"),
                 std::string("step,g,real\n0,3,\n1,2,0.5\n2,1,\n"));
        QVERIFY(!savePlot(twoPanels(), curves, at / "loss.bmp").ok());
        QVERIFY(!savePlot(twoPanels(), {}, at / "none.png").ok());
    }
};

CONTRAFACT_TEST(TestPlots)
#include "tst_plots.moc"
