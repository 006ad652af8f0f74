// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_title.h"

#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kDash = 20; ///< two dashes of a dashed line
constexpr int kGap = 4;
constexpr int kBetween = 10;
constexpr int kSlack = 2; ///< fonts are measured a little narrower than they are painted
/// As wide as values get: the legend must not be laid out anew with each number.
const QString kWidestValue = QStringLiteral("0.00000");

QFont labelFont() {
    return uiFont(11);
}

QFont valueFont() {
    return numberFont(11);
}

} // namespace

PlotTitle::PlotTitle(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_title(title) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PlotTitle::setTitle(const QString& title) {
    m_title = title;
    setEntries(std::move(m_entries));
}

void PlotTitle::setEntries(std::vector<LegendEntry> entries) {
    m_entries = std::move(entries);
    QStringList words;
    for (const auto& entry : m_entries)
        words << QStringLiteral("%1 %2 %3").arg(entry.run, entry.label, entry.value).trimmed();
    setAccessibleName(QStringLiteral("%1: %2").arg(m_title, words.join(QStringLiteral(", "))));
    setToolTip(words.join(QLatin1Char('\n')));
    layOut();
    update();
}

int PlotTitle::entryWidth(const LegendEntry& entry) const {
    const int value =
        entry.value.isEmpty()
            ? 0
            : kGap + QFontMetrics(valueFont())
                         .horizontalAdvance(std::max(entry.value, kWidestValue,
                                                     [](const QString& a, const QString& b) {
                                                         return a.size() < b.size();
                                                     }));
    return kDash + kGap + QFontMetrics(labelFont()).horizontalAdvance(entry.label) + kSlack + value;
}

int PlotTitle::titleEnd() const {
    return kPlotIndent + QFontMetrics(uiFont(12)).horizontalAdvance(m_title) + kBetween;
}

/// In one line behind the title where all fit, else in lines below it.
void PlotTitle::layOut() {
    int total = 0;
    for (const auto& entry : m_entries) total += entryWidth(entry) + kBetween;
    const bool beside = titleEnd() + total - kBetween <= width();
    m_places.clear();
    int x = beside ? width() - total + kBetween : kPlotIndent;
    int line = beside ? 0 : 1;
    for (const auto& entry : m_entries) {
        const int wide = std::min(entryWidth(entry), std::max(0, width() - kPlotIndent));
        if (!beside && x > kPlotIndent && x + wide > width()) {
            ++line;
            x = kPlotIndent;
        }
        m_places.emplace_back(x, line * kLineHeight, wide, kLineHeight);
        x += wide + kBetween;
    }
    if (m_lines == line + 1) return;
    m_lines = line + 1;
    updateGeometry();
}

void PlotTitle::resizeEvent(QResizeEvent*) {
    layOut();
}

void PlotTitle::paintEvent(QPaintEvent*) {
    const auto& t = theme();
    QPainter p(this);
    p.setFont(uiFont(12));
    p.setPen(t.text);
    p.drawText(QRect(kPlotIndent, 0, width() - kPlotIndent, kLineHeight),
               Qt::AlignLeft | Qt::AlignVCenter,
               p.fontMetrics().elidedText(m_title, Qt::ElideRight, width() - kPlotIndent));
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const auto& entry = m_entries[i];
        const auto& place = m_places[i];
        const double middle = place.center().y() + 0.5;
        p.setPen(QPen(entry.colour, 2, entry.line, Qt::FlatCap));
        p.drawLine(QPointF(place.left(), middle), QPointF(place.left() + kDash, middle));
        auto room = place.adjusted(kDash + kGap, 0, 0, 0);
        p.setPen(t.textDim);
        p.setFont(labelFont());
        p.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                   p.fontMetrics().elidedText(entry.label, Qt::ElideMiddle, room.width()));
        room.setLeft(room.left() + p.fontMetrics().horizontalAdvance(entry.label) + kGap);
        p.setPen(t.text);
        p.setFont(valueFont());
        p.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, entry.value);
    }
}

} // namespace contrafact::ui
