// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/few_ticks.h"

#include <cmath>

namespace contrafact::ui {

namespace {

constexpr double kThousands = 10'000; ///< from here on in thousands
constexpr double kMillions = 1e6;
constexpr double kTiny = 1e-3; ///< below in powers of ten

} // namespace

double FewTicks::stepFor(double low, double high) {
    const double size = high - low;
    if (!(size > 0) || !std::isfinite(size)) return 1;
    double decade = std::pow(10.0, std::floor(std::log10(size / kMost)));
    for (;; decade *= 10)
        for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
            const double step = factor * decade;
            if (std::floor(high / step) - std::ceil(low / step) + 1 <= kMost) return step;
        }
}

QString FewTicks::getTickLabel(double tick, const QLocale& locale, QChar formatChar,
                               int precision) {
    const double size = std::abs(tick);
    if (size >= kMillions)
        return locale.toString(tick / 1e6, 'g', precision) + QStringLiteral(" M");
    if (size >= kThousands)
        return locale.toString(tick / 1e3, 'g', precision) + QStringLiteral(" k");
    if (size > 0 && size < kTiny) return locale.toString(tick, 'g', 2);
    return QCPAxisTicker::getTickLabel(tick, locale, formatChar, precision);
}

QString PercentTicks::getTickLabel(double tick, const QLocale& locale, QChar, int) {
    return locale.toString(100 * tick, 'f', 0) + QStringLiteral(" %");
}

QString shortNumber(double value) {
    const double size = std::abs(value);
    if (std::isnan(value)) return QStringLiteral("–");
    if (size >= 1e7 || (size > 0 && size < 1e-4)) return QString::number(value, 'g', 2);
    if (size >= 10'000) return QString::number(value / 1000, 'f', 1) + QStringLiteral(" k");
    if (size >= 100) return QString::number(value, 'f', 0);
    return QString::number(value, 'g', 3);
}

} // namespace contrafact::ui
