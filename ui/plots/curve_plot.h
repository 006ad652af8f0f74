// SPDX-License-Identifier: GPL-3.0-or-later
// One plot of a panel: title and legend with the current values in one line, thin axes with at most
// five ticks, no frame. Ctrl and the wheel zoom x, a drag pans, a double click fits. Redraws at
// most ten times a second. GUI thread.
#pragma once

#include "models/api/descriptor.h"
#include "ui/plots/curve_data.h"

#include <QColor>
#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

class QCPGraph;
class QCPItemLine;
class QCPItemStraightLine;
class QCPRange;
class QCPItemText;
class QCustomPlot;

namespace contrafact::ui {

class PlotTitle;

/// Curves of all systems take their colours from their roles. `index` tells plain ones apart.
QColor curveColour(models::CurveRole role, int index);

class CurvePlot : public QWidget {
    Q_OBJECT
public:
    explicit CurvePlot(const models::PanelSpec& panel, QWidget* parent = nullptr);
    ~CurvePlot() override;

    /// @param run which of several runs over each other: told apart by its line (run_legend.h)
    int addCurve(const QString& label, models::CurveRole role, int run = 0,
                 const QString& runName = {});
    int curveCount() const { return static_cast<int>(m_curves.size()); }
    /// Takes what is new in `points` since the last call (all of it after thinning).
    void refresh(int curve, const CurveData& points);
    void clearData();
    bool hasData() const;

    /// Share of the past in each smoothed value, 0 (off) to 0.99; the raw line stays, faint.
    void setSmoothing(double share);
    /// Shows the values at `x` in the legend in place of the newest ones.
    void setCrosshair(std::optional<double> x);
    void fit();
    /// Draws now what is waiting to be drawn.
    void replotNow();
    double lastReplotMs() const { return m_replotMs; }
    /// What is written at the guide line; empty without one.
    QString guideText() const;

    QSize sizeHint() const override { return {400, 220}; }
    QSize minimumSizeHint() const override; ///< more with a legend of several lines

Q_SIGNALS:
    void hovered(std::optional<double> x); ///< empty: the pointer has left

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Curve {
        QString label;
        models::CurveRole role;
        int run = 0;
        QString runName;
        int colour = 0; ///< among the plain curves of its run
        QCPGraph* raw = nullptr;
        QCPGraph* smooth = nullptr;
        std::size_t taken = 0; ///< points of the data that are in `raw`
        int generation = 0;
        double average = 0; ///< of the smoothing, up to the last point
        bool averaging = false;
        double last = 0;
    };

    void restyle();
    void styleCurve(int index);
    void addSmoothed(Curve& curve, double x, double y);
    void scheduleReplot();
    void replot();
    void fitValues();
    std::optional<QCPRange> wholeSpan() const; ///< of x; none without points
    void zoom(double notches, double about);
    void fillLegend();
    void makeGuide();
    QString valueText(double value) const;
    double valueAt(const Curve& curve, double x) const;

    PlotTitle* m_title;
    QCustomPlot* m_plot;
    QCPItemLine* m_hair;
    QCPItemStraightLine* m_guide = nullptr;
    QCPItemText* m_guideLabel = nullptr;
    std::optional<double> m_guideValue;
    bool m_percent;
    std::vector<Curve> m_curves;
    std::optional<double> m_crosshair;
    double m_smoothing = 0;
    bool m_zoomed = false; ///< by hand: new points do not move the view
    QTimer m_pending;
    QElapsedTimer m_sinceReplot;
    double m_replotMs = 0;
};

} // namespace contrafact::ui
