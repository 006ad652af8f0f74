// SPDX-License-Identifier: GPL-3.0-or-later
// The line above a plot: its title at the left, its legend with values at the right. Where the
// names do not fit beside the title they go on below it: a curve is never without its name.
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

namespace contrafact::ui {

inline constexpr int kPlotIndent = 54; ///< where the axes of all plots begin: below their titles

struct LegendEntry {
    QString label;
    QString value; ///< empty: not shown
    QColor colour;
    Qt::PenStyle line = Qt::SolidLine; ///< of its run, where several lie over each other
    QString run = {};                  ///< its name; for the tool tip
};

class PlotTitle : public QWidget {
    Q_OBJECT
public:
    explicit PlotTitle(const QString& title, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setEntries(std::vector<LegendEntry> entries);
    const std::vector<LegendEntry>& entries() const { return m_entries; }
    /// Where each entry is painted; its whole name is in there unless it alone is wider than the
    /// plot.
    const std::vector<QRect>& places() const { return m_places; }
    QSize sizeHint() const override { return {200, m_lines * kLineHeight}; }
    QSize minimumSizeHint() const override { return {80, m_lines * kLineHeight}; }

    static constexpr int kLineHeight = 20;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void layOut();
    int entryWidth(const LegendEntry& entry) const;
    int titleEnd() const;

    QString m_title;
    std::vector<LegendEntry> m_entries;
    std::vector<QRect> m_places; ///< of the entries
    int m_lines = 1;
};

} // namespace contrafact::ui
