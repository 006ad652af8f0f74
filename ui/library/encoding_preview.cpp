// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/encoding_preview.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QTextOption>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kHeight = 128;
constexpr int kCaptionHeight = 18;

/// The rows that hold cells, with a margin: 128 pitches on 100 pixels would be hairlines.
std::pair<int, int> usedRows(const encoding::RollPreview& roll) {
    int low = roll.rows, high = 0;
    for (const auto& cell : roll.cells) {
        low = std::min<int>(low, cell.row);
        high = std::max<int>(high, cell.row);
    }
    return {std::max(0, low - 2), std::min(roll.rows - 1, std::max(low, high) + 2)};
}

void paint(QPainter& painter, const QRectF& area, const encoding::RollPreview& roll) {
    const auto& t = theme();
    const auto [low, high] = usedRows(roll);
    const double width = area.width() / std::max(1, roll.columns);
    const double height = area.height() / std::max(1, high - low + 1);
    painter.fillRect(area, t.rollBlack);
    for (int column = 0; roll.columnsPerBar > 0 && column <= roll.columns;
         column += roll.columnsPerBar)
        painter.fillRect(QRectF(area.left() + column * width, area.top(), 1, area.height()),
                         t.gridBar);
    for (const auto& cell : roll.cells) {
        auto colour = t.trackColour(cell.family);
        colour.setAlphaF(float(0.35 + 0.65 * cell.value / 127.0));
        painter.fillRect(QRectF(area.left() + cell.column * width,
                                area.top() + (high - cell.row) * height, width - 0.5,
                                std::max(1.0, height - 0.5)),
                         colour);
    }
}

void paint(QPainter& painter, const QRectF& area, const encoding::TablePreview& table) {
    painter.setFont(lineFont());
    const double line = painter.fontMetrics().height();
    const double width = area.width() / double(std::max<std::size_t>(1, table.headings.size()));
    const auto row = [&](double y, const std::vector<std::string>& texts, const QColor& colour) {
        painter.setPen(colour);
        for (std::size_t i = 0; i < texts.size(); ++i)
            painter.drawText(
                QRectF(area.left() + double(i) * width, y, width - metrics::kGap, line),
                Qt::AlignRight | Qt::AlignVCenter, QString::fromStdString(texts[i]));
    };
    row(area.top(), table.headings, theme().textFaint);
    double y = area.top() + line;
    for (const auto& texts : table.rows) {
        if (y + line > area.bottom()) break;
        row(y, texts, theme().text);
        y += line;
    }
}

void paint(QPainter& painter, const QRectF& area, const encoding::TextPreview& preview) {
    painter.setFont(lineFont());
    painter.setPen(theme().text);
    QTextOption option(Qt::AlignLeft | Qt::AlignTop);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    painter.drawText(area, QString::fromStdString(preview.text), option);
}

} // namespace

EncodingPreview::EncodingPreview(QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(tr("What the network sees"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this,
            qOverload<>(&QWidget::update));
}

void EncodingPreview::setPreview(encoding::Preview preview) {
    m_words = QString::fromStdString(preview.caption);
    m_preview = std::move(preview);
    setAccessibleDescription(m_words);
    update();
}

void EncodingPreview::say(const QString& words) {
    m_preview.reset();
    m_words = words;
    setAccessibleDescription(words);
    update();
}

QSize EncodingPreview::sizeHint() const {
    return {200, kHeight + kCaptionHeight};
}

void EncodingPreview::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF area(0, 0, width(), height() - kCaptionHeight);
    painter.setClipRect(rect());
    painter.setFont(uiFont(11));
    painter.setPen(theme().textDim);
    if (!m_preview) {
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_words);
        return;
    }
    const QRectF caption(0, area.bottom(), width(), kCaptionHeight);
    painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_words, Qt::ElideRight, width()));
    painter.setClipRect(area);
    std::visit([&](const auto& content) { paint(painter, area, content); }, m_preview->content);
}

} // namespace contrafact::ui
