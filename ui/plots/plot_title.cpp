// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_title.h"

#include "ui/theme/theme.h"

#include <QPainter>

#include <utility>

namespace contrafact::ui {

namespace {

constexpr int kDash = 20; ///< two dashes of a dashed line
constexpr int kGap = 4;
constexpr int kBetween = 10;
constexpr int kIndent = 46; ///< where the plot's axis begins

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
    update();
}

int PlotTitle::entryWidth(const LegendEntry& entry, bool labels, bool values) const {
    int width = kDash + kBetween;
    if (labels) width += kGap + QFontMetrics(uiFont(11)).horizontalAdvance(entry.label);
    if (values && !entry.value.isEmpty())
        width += kGap + QFontMetrics(numberFont(11)).horizontalAdvance(entry.value);
    return width;
}

void PlotTitle::paintEvent(QPaintEvent*) {
    const auto& t = theme();
    QPainter p(this);
    p.setFont(uiFont(12));
    p.setPen(t.text);
    p.drawText(rect().adjusted(kIndent, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    const int room = width() - kIndent - p.fontMetrics().horizontalAdvance(m_title) - kBetween;

    // Where not everything fits, names go first: colours and numbers say more.
    static constexpr std::pair<bool, bool> kDetail[]{
        {true, true}, {false, true}, {true, false}, {false, false}};
    auto detail = kDetail[3];
    for (const auto& candidate : kDetail) {
        int wanted = 0;
        for (const auto& entry : m_entries)
            wanted += entryWidth(entry, candidate.first, candidate.second);
        if (wanted > room) continue;
        detail = candidate;
        break;
    }
    const auto [labels, values] = detail;
    int total = 0;
    for (const auto& entry : m_entries) total += entryWidth(entry, labels, values);
    int x = width() - total;
    for (const auto& entry : m_entries) {
        const int next = x + entryWidth(entry, labels, values);
        const int middle = height() / 2;
        p.setPen(QPen(entry.colour, 2, entry.line, Qt::FlatCap));
        p.drawLine(QPointF(x, middle), QPointF(x + kDash, middle));
        int text = x + kDash + kGap;
        p.setPen(t.textDim);
        p.setFont(uiFont(11));
        if (labels) {
            p.drawText(text, 0, next - text, height(), Qt::AlignVCenter, entry.label);
            text += p.fontMetrics().horizontalAdvance(entry.label) + kGap;
        }
        p.setPen(t.text);
        p.setFont(numberFont(11));
        if (values) p.drawText(text, 0, next - text, height(), Qt::AlignVCenter, entry.value);
        x = next;
    }
}

} // namespace contrafact::ui
