// SPDX-License-Identifier: GPL-3.0-or-later
// The line above a plot: its title at the left, its legend with values at the right.
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

namespace contrafact::ui {

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
    QSize sizeHint() const override { return {200, 20}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    /// Widths of all entries; with fewer details when the room is short.
    int entryWidth(const LegendEntry& entry, bool labels, bool values) const;

    QString m_title;
    std::vector<LegendEntry> m_entries;
};

} // namespace contrafact::ui
