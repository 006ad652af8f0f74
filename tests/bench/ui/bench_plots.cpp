// SPDX-License-Identifier: GPL-3.0-or-later
// Replotting four curves of 100 000 points each, and adding points to them, in milliseconds.
#include "ui/plots/curve_plot.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

constexpr int kCurves = 4;
constexpr int kRounds = 60;

double percentile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * double(values.size() - 1))];
}

CurveData noisyCurve(std::mt19937& random, int index) {
    std::normal_distribution<double> noise(0, 0.2);
    CurveData curve;
    for (std::size_t i = 0; i < CurveData::kLimit; ++i)
        curve.append(double(i), std::exp(-double(i) / 3e4) * (index + 1) + noise(random));
    return curve;
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    applyTheme(app, ThemeChoice::Dark);
    std::mt19937 random(1);
    CurvePlot plot(models::PanelSpec{"Loss", {}});
    plot.resize(800, 260);
    std::vector<CurveData> curves;
    for (int i = 0; i < kCurves; ++i) {
        plot.addCurve(QString::number(i), models::CurveRole::Plain);
        curves.push_back(noisyCurve(random, i));
        plot.refresh(i, curves.back());
    }
    plot.show();

    std::vector<double> replots;
    QElapsedTimer clock;
    for (int round = 0; round < kRounds; ++round) {
        clock.start();
        plot.replotNow();
        app.processEvents();
        replots.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    std::printf("plot: %d curves x %zu points: replot median %.2f ms, p95 %.2f ms\n", kCurves,
                CurveData::kLimit, percentile(replots, 0.5), percentile(replots, 0.95));

    CurveData live;
    clock.start();
    constexpr int kPoints = 1'000'000;
    for (int i = 0; i < kPoints; ++i) live.append(i, i % 100);
    std::printf("plot: appending with thinning %.1f ns a point\n",
                double(clock.nsecsElapsed()) / kPoints);
    return 0;
}
