// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/envelope_graph.h"

#include <algorithm>
#include <cmath>

namespace contrafact::ui {

namespace {

/// Whether a line of dashes, which cannot be seen along spikes, is interrupted at `x` pixels.
bool inDash(const QPen& pen, double x) {
    if (pen.style() == Qt::SolidLine) return true;
    const auto pattern = pen.dashPattern(); // in pen widths: dash, gap, dash, gap ...
    double length = 0;
    for (const double part : pattern) length += part * pen.widthF();
    x = std::fmod(x, length);
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        x -= pattern[i] * pen.widthF();
        if (x < 0) return i % 2 == 0;
    }
    return true;
}

} // namespace

EnvelopeGraph::EnvelopeGraph(QCPAxis* keyAxis, QCPAxis* valueAxis)
    : QCPGraph(keyAxis, valueAxis) {}

void EnvelopeGraph::draw(QCPPainter* painter) {
    const auto shown = keyAxis()->range();
    const double ratio = painter->device()->devicePixelRatioF();
    const int columns = static_cast<int>(keyAxis()->axisRect()->width() * ratio);
    const auto begin = mDataContainer->findBegin(shown.lower);
    const auto end = mDataContainer->findEnd(shown.upper);
    if (end - begin <= columns) return QCPGraph::draw(painter);
    if (mPen.style() == Qt::NoPen) return;
    drawColumns(*painter, envelope(begin, end, shown.lower, shown.upper, columns), 1 / ratio);
}

void EnvelopeGraph::drawColumns(QCPPainter& painter, const std::vector<ColumnSpan>& spans,
                                double columnWidth) const {
    const double left = keyAxis()->axisRect()->left();
    const double weight = std::max(1.0, mPen.widthF());
    const auto colour = mPen.color();
    painter.save();
    painter.setAntialiasing(false);
    const ColumnSpan* before = nullptr;
    for (const auto& span : spans) {
        const double x = left + span.column * columnWidth;
        if (span.joined && before && before->column + 1 < span.column) {
            painter.setPen(mPen);
            painter.drawLine(QLineF(left + before->column * columnWidth,
                                    valueAxis()->coordToPixel(before->last), x,
                                    valueAxis()->coordToPixel(span.first)));
        }
        before = &span;
        if (!inDash(mPen, x)) continue;
        const double top = valueAxis()->coordToPixel(span.high);
        const double height = valueAxis()->coordToPixel(span.low) - top;
        painter.fillRect(QRectF(x, top - weight / 2, columnWidth, height + weight), colour);
    }
    painter.restore();
}

} // namespace contrafact::ui
