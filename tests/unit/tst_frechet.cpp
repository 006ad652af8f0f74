// SPDX-License-Identifier: GPL-3.0-or-later
// The Fréchet distance of sets whose means and covariances are known.
#include "core/metrics/frechet.h"
#include "core/metrics/random.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact;

namespace {

/// Two features, each -1 or 1 with no correlation, then times `scale` plus `shift`; four rows.
metrics::FeatureTable corners(float scale = 1, float shift = 0) {
    metrics::FeatureTable table{.width = 2, .values = {}};
    for (const float x : {-1.0F, 1.0F})
        for (const float y : {-1.0F, 1.0F}) {
            table.values.push_back(scale * x + shift);
            table.values.push_back(scale * y);
        }
    return table;
}

bool near(double a, double b) {
    return std::abs(a - b) < 1e-6;
}

} // namespace

class TestFrechet : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSameSetHasNone() { QVERIFY(near(metrics::frechetDistance(corners(), corners()), 0)); }

    /// A deviation's shift in one feature is 1.
    void aShiftIsItsSquare() {
        QVERIFY(near(metrics::frechetDistance(corners(), corners(1, 3)), 9));
        QVERIFY(near(metrics::frechetDistance(corners(5), corners(5, 10)), 4));
    }

    /// Covariances c and s² c: the trace of (1 - s)² c, of two features with c = 4/3 each.
    void aScaleIsThatOfTheDeviations() {
        QVERIFY(near(metrics::frechetDistance(corners(), corners(3)), 2 * 4.0 / 3 * 4));
    }

    /// Four rows with both features equal have the same variances as the corners.
    void aCorrelationCounts() {
        metrics::FeatureTable line{.width = 2, .values = {-1, -1, -1, -1, 1, 1, 1, 1}};
        const double c = 4.0 / 3; // eigenvalues c, c and 2c, 0
        QVERIFY(near(metrics::frechetDistance(corners(), line),
                     4 * c - 2 * std::sqrt(c) * std::sqrt(2 * c)));
    }

    void whatIsNotThereIsTheMean() {
        auto table = corners();
        table.values[0] = std::nanf("");
        QVERIFY(std::isfinite(metrics::frechetDistance(table, corners())));
        QVERIFY(std::isnan(metrics::frechetDistance({}, corners())));
    }

    /// Many features at once: two halves of one set are nearer than a set that is shifted.
    void halvesOfOneSetAreNear() {
        constexpr std::size_t kWidth = 40;
        metrics::Random random(1);
        const auto draw = [&](int shift) {
            metrics::FeatureTable table{.width = kWidth, .values = {}};
            for (int i = 0; i < 800 * static_cast<int>(kWidth); ++i)
                table.values.push_back(static_cast<float>(random.in(0, 100) + shift));
            return table;
        };
        const auto first = draw(0);
        const double own = metrics::frechetDistance(first, draw(0));
        QVERIFY(own < 2);
        QVERIFY(metrics::frechetDistance(first, draw(30)) > 10 * own);
    }
};

CONTRAFACT_TEST(TestFrechet)
#include "tst_frechet.moc"
