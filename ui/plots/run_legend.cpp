// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/run_legend.h"

#include "ui/plots/plot_title.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <array>

namespace contrafact::ui {

namespace {

constexpr std::array kLines{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine,
                            Qt::DashDotDotLine};
constexpr int kHeight = 22;
constexpr int kSample = 30; ///< of a line

} // namespace

Qt::PenStyle runLine(int run) {
    return kLines[static_cast<std::size_t>(run) % kLines.size()];
}

double runWeight(int run) {
    return 1 + 0.6 * (run / static_cast<int>(kLines.size()));
}

RunLegend::RunLegend(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    hide();
}

void RunLegend::setRuns(const QStringList& names) {
    m_names = names;
    setAccessibleName(tr("Runs: %1").arg(names.join(QStringLiteral(", "))));
    setToolTip(names.join(QLatin1Char('\n')));
    setVisible(names.size() > 1);
    update();
}

QSize RunLegend::sizeHint() const {
    return {200, kHeight};
}

void RunLegend::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setFont(uiFont(11));
    const int room = (width() - kPlotIndent) / std::max(1, static_cast<int>(m_names.size()));
    const int textRoom = room - kSample - 2 * metrics::kGap;
    int x = kPlotIndent;
    for (int i = 0; i < m_names.size(); ++i) {
        p.setPen(QPen(theme().text, 1.6 * runWeight(i), runLine(i), Qt::FlatCap));
        p.drawLine(QPointF(x, height() / 2.0), QPointF(x + kSample, height() / 2.0));
        const auto text = p.fontMetrics().elidedText(m_names[i], Qt::ElideLeft, textRoom);
        p.setPen(theme().text);
        p.drawText(x + kSample + metrics::kGap, 0, textRoom, height(), Qt::AlignVCenter, text);
        x += kSample + 3 * metrics::kGap + p.fontMetrics().horizontalAdvance(text);
    }
}

} // namespace contrafact::ui
