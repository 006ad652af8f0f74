// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/encoding_preview.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>
#include <vector>

namespace contrafact::ui {

namespace {

constexpr int kHeight = 128;
constexpr int kCaptionLines = 2;
constexpr int kCaptionGap = 4;
constexpr double kLeastParted = 4; ///< narrower cells of one note would look like many notes

QFont captionWords() {
    return uiFont(11);
}

int captionHeight() {
    return kCaptionLines * QFontMetrics(captionWords()).lineSpacing() + kCaptionGap;
}

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
    const double gapX = width < kLeastParted ? 0 : 0.5, gapY = height < 2 ? 0 : 0.5;
    painter.fillRect(area, t.rollBlack);
    for (int column = 0; roll.columnsPerBar > 0 && column <= roll.columns;
         column += roll.columnsPerBar)
        painter.fillRect(QRectF(area.left() + column * width, area.top(), 1, area.height()),
                         t.gridBar);
    for (const auto& cell : roll.cells) {
        auto colour = t.trackColour(cell.family);
        colour.setAlphaF(float(0.35 + 0.65 * cell.value / 127.0));
        // On whole pixels: between cells of one note nothing shines through.
        const double left = std::floor(cell.column * width);
        const double right = std::floor((cell.column + 1) * width);
        painter.fillRect(QRectF(area.left() + left, area.top() + (high - cell.row) * height,
                                right - left - gapX, std::max(1.0, height - gapY)),
                         colour);
    }
}

/// As wide as their widest texts; what is left stands between them.
std::vector<double> columnWidths(const QFontMetrics& font, const encoding::TablePreview& table,
                                 double room) {
    std::vector<double> widths;
    double left = room;
    for (std::size_t i = 0; i < table.headings.size(); ++i) {
        int wide = font.horizontalAdvance(QString::fromStdString(table.headings[i]));
        for (const auto& row : table.rows)
            wide = std::max(wide, font.horizontalAdvance(QString::fromStdString(row[i])));
        widths.push_back(wide);
        left -= wide;
    }
    for (auto& width : widths) width += std::max(0.0, left / double(widths.size()));
    return widths;
}

void paint(QPainter& painter, const QRectF& area, const encoding::TablePreview& table) {
    painter.setFont(lineFont());
    const double line = painter.fontMetrics().height();
    const auto widths = columnWidths(painter.fontMetrics(), table, area.width());
    const auto row = [&](double y, const std::vector<std::string>& texts, const QColor& colour) {
        painter.setPen(colour);
        double x = area.left();
        for (std::size_t i = 0; i < texts.size(); ++i) {
            painter.drawText(QRectF(x, y, widths[i], line), Qt::AlignRight | Qt::AlignVCenter,
                             QString::fromStdString(texts[i]));
            x += widths[i];
        }
    };
    row(area.top(), table.headings, theme().textFaint);
    double y = area.top() + line;
    for (const auto& texts : table.rows) {
        if (y + line > area.bottom()) break;
        row(y, texts, theme().text);
        y += line;
    }
}

/// Whole lines only: a half one at the bottom cannot be read.
void paint(QPainter& painter, const QRectF& area, const encoding::TextPreview& preview) {
    painter.setFont(lineFont());
    painter.setPen(theme().text);
    QTextLayout layout(QString::fromStdString(preview.text).replace('\n', QChar::LineSeparator),
                       lineFont(), painter.device());
    layout.setTextOption([] {
        QTextOption option(Qt::AlignLeft);
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        return option;
    }());
    layout.beginLayout();
    double y = 0;
    for (auto line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(area.width());
        if (y + line.height() > area.height()) break;
        line.draw(&painter, area.topLeft() + QPointF(0, y));
        y += line.height();
    }
    layout.endLayout();
}

/// In as many lines as there are for it; the tool tip has all of it.
void paintCaption(QPainter& painter, const QRectF& area, const QString& words) {
    painter.setFont(captionWords());
    painter.setPen(theme().textDim);
    painter.drawText(area, int(Qt::AlignLeft) | Qt::AlignTop | Qt::TextWordWrap, words);
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
    setToolTip(m_words);
    update();
}

void EncodingPreview::say(const QString& words) {
    m_preview.reset();
    m_words = words;
    setAccessibleDescription(words);
    setToolTip({});
    update();
}

QSize EncodingPreview::sizeHint() const {
    return {200, kHeight + captionHeight()};
}

void EncodingPreview::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF area(0, 0, width(), height() - captionHeight());
    painter.setClipRect(rect());
    if (!m_preview) {
        painter.setFont(captionWords());
        painter.setPen(theme().textDim);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_words);
        return;
    }
    paintCaption(painter, QRectF(rect()).adjusted(0, area.height() + kCaptionGap, 0, 0), m_words);
    painter.setClipRect(area);
    std::visit([&](const auto& content) { paint(painter, area, content); }, m_preview->content);
}

} // namespace contrafact::ui
