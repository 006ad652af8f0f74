// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace contrafact::ui {

/// How the lines of the n-th run over each other look: colours belong to curves, lines to runs.
Qt::PenStyle runLine(int run);
/// Factor on a line's width: from the sixth run on the dashes repeat in thicker lines.
double runWeight(int run);

/// Which line is which run, where several lie over each other. GUI thread.
class RunLegend : public QWidget {
    Q_OBJECT
public:
    explicit RunLegend(QWidget* parent = nullptr);
    /// Shows itself with two names and more.
    void setRuns(const QStringList& names);
    const QStringList& runs() const { return m_names; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QStringList m_names;
};

} // namespace contrafact::ui
