// SPDX-License-Identifier: GPL-3.0-or-later
// A graph that stays quick with any number of points: where there are more of them than columns of
// pixels it paints each column's envelope, else the line as it is. GUI thread.
#pragma once

#include "ui/plots/envelope.h"
#include "ui/plots/qcustomplot_shim.h"

namespace contrafact::ui {

class EnvelopeGraph : public QCPGraph {
public:
    EnvelopeGraph(QCPAxis* keyAxis, QCPAxis* valueAxis);

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawColumns(QCPPainter& painter, const std::vector<ColumnSpan>& spans,
                     double columnWidth) const;
};

} // namespace contrafact::ui
