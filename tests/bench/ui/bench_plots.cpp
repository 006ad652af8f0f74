// SPDX-License-Identifier: GPL-3.0-or-later
// Replotting four curves of up to 100 000 points each, raw and smoothed, and adding points to
// them, in milliseconds.
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

CurveData noisyCurve(std::mt19937& random, int index, std::size_t points) {
    std::normal_distribution<double> noise(0, 0.2);
    CurveData curve;
    for (std::size_t i = 0; i < points; ++i)
        curve.append(double(i), std::exp(-double(i) / 3e4) * (index + 1) + noise(random));
    return curve;
}

void measure(QApplication& app, std::size_t points, double smoothing) {
    std::mt19937 random(1);
    CurvePlot plot(models::PanelSpec{"Loss", {}});
    plot.resize(800, 260);
    plot.setSmoothing(smoothing);
    for (int i = 0; i < kCurves; ++i)
        plot.refresh(plot.addCurve(QString::number(i), models::CurveRole::Plain),
                     noisyCurve(random, i, points));
    plot.show();
    std::vector<double> replots;
    QElapsedTimer clock;
    for (int round = 0; round < kRounds; ++round) {
        clock.start();
        plot.replotNow();
        app.processEvents();
        replots.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    std::printf("plot: %d curves x %6zu points, %s: replot median %.2f ms, p95 %.2f ms\n", kCurves,
                points, smoothing > 0 ? "smoothed" : "raw", percentile(replots, 0.5),
                percentile(replots, 0.95));
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    applyTheme(app, ThemeChoice::Dark);
    for (const std::size_t points :
         {std::size_t{200}, std::size_t{700}, std::size_t{5'000}, std::size_t{CurveData::kLimit}})
        for (const double smoothing : {0.0, 0.9}) measure(app, points, smoothing);

    CurveData live;
    QElapsedTimer clock;
    clock.start();
    constexpr int kPoints = 1'000'000;
    for (int i = 0; i < kPoints; ++i) live.append(i, i % 100);
    std::printf("plot: appending with thinning %.1f ns a point\n",
                double(clock.nsecsElapsed()) / kPoints);
    return 0;
}
