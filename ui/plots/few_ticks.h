// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/qcustomplot_shim.h"

namespace contrafact::ui {

/// Ticks at multiples of 1, 2, 2.5 or 5 times a power of ten, never more than five of them.
class FewTicks : public QCPAxisTicker {
public:
    static constexpr int kMost = 5;
    /// The smallest such step that gives at most `kMost` ticks in `low`..`high`.
    static double stepFor(double low, double high);

protected:
    double getTickStep(const QCPRange& range) override { return stepFor(range.lower, range.upper); }
    int getSubTickCount(double) override { return 0; }
    /// Short enough for the room beside an axis.
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar,
                         int precision) override;
};

/// The same for shares: 0.25 reads "25 %".
class PercentTicks : public FewTicks {
protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar,
                         int precision) override;
};

/// A number as short as it can be read: 12.5 k, 0.031, 2.1e-06.
QString shortNumber(double value);

} // namespace contrafact::ui
