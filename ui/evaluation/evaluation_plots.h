// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures of an evaluation: one measure with its intervals, and how notes are spread.
#pragma once

#include "ui/evaluation/measures.h"

#include <QWidget>

#include <array>

class QCustomPlot;

namespace contrafact::ui {

class PlotTitle;

class EvaluationPlots : public QWidget {
    Q_OBJECT
public:
    explicit EvaluationPlots(QWidget* parent = nullptr);
    /// A point with an interval for each column, one below the other.
    void showMetric(const measures::Evaluation& evaluation, std::size_t metric, std::size_t scope);
    /// The notes of two columns laid over each other, with the same bins.
    void showNotes(const measures::MeasuredColumn& real, const measures::MeasuredColumn& other);

private:
    QCustomPlot* makePlot(const QString& name, int leastWidth);
    void showHistogram(QCustomPlot& plot, measures::NoteFeature feature,
                       const measures::MeasuredColumn& real, const measures::MeasuredColumn& other);

    PlotTitle* m_measureTitle;
    PlotTitle* m_legend; ///< of the histograms
    QCustomPlot* m_measure;
    std::array<QCustomPlot*, measures::kNoteFeatures> m_histograms;
};

} // namespace contrafact::ui
