// SPDX-License-Identifier: GPL-3.0-or-later
// What opening the window costs before the networks' library is loaded: each round runs in a
// process of its own, so that nothing is warm but the disk's cache. Prints process time and memory.
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QProcess>
#include <QStandardPaths>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace contrafact::ui;

namespace {

constexpr int kRounds = 9;

/// Processor time of this process in milliseconds, its loader included.
double cpuMs() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto ms = [](const timeval& t) {
        return double(t.tv_sec) * 1e3 + double(t.tv_usec) / 1e3;
    };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

double peakMegabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) / 1024;
}

/// Opens the window and paints it once.
int oneStart(QApplication& app) {
    prepareTheme(ThemeChoice::Dark);
    MainWindow window;
    applyTheme(app, ThemeChoice::Dark);
    window.show();
    while (!window.isVisible()) QApplication::processEvents();
    QApplication::processEvents();
    std::printf("%f %f\n", cpuMs(), peakMegabytes());
    return 0;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    if (argc > 1 && QByteArrayView(argv[1]) == "once") return oneStart(app);
    std::vector<double> times, sizes;
    for (int i = 0; i < kRounds; ++i) {
        QProcess child;
        child.start(QApplication::applicationFilePath(), {"once"});
        child.waitForFinished();
        const auto words = child.readAllStandardOutput().split(' ');
        if (words.size() != 2) return 1;
        times.push_back(words[0].toDouble());
        sizes.push_back(words[1].toDouble());
    }
    std::printf("usable window, %d starts: %.0f ms of processor time, %.0f MB\n", kRounds,
                median(times), median(sizes));
}
