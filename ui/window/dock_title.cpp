// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/dock_title.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace contrafact::ui {
namespace {

constexpr int kTitleHeight = 28;
constexpr int kUnderline = 2;

QToolButton* smallButton(const QString& iconName, const QString& help) {
    auto* button = new QToolButton;
    button->setProperty("flat", true);
    button->setIcon(icon(iconName, IconTint::Dim));
    button->setIconSize({11, 11});
    button->setFixedSize(20, 20);
    button->setToolTip(help);
    button->setAccessibleName(help);
    return button;
}

QFont titleFont() {
    auto font = uiFont(12);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

DockTitle::DockTitle(QDockWidget& dock)
    : QWidget(&dock)
    , m_dock(dock) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 6, 0);
    row->setSpacing(2);
    row->addStretch(1);
    auto* floating = smallButton("float", tr("Float or dock %1").arg(dock.windowTitle()));
    connect(floating, &QToolButton::clicked, &dock,
            [&dock] { dock.setFloating(!dock.isFloating()); });
    auto* close =
        smallButton("close", tr("Close %1 (View brings it back)").arg(dock.windowTitle()));
    connect(close, &QToolButton::clicked, &dock, &QDockWidget::close);
    row->addWidget(floating);
    row->addWidget(close);
}

QSize DockTitle::sizeHint() const {
    return {140, kTitleHeight};
}

QSize DockTitle::minimumSizeHint() const {
    return {100, kTitleHeight};
}

void DockTitle::paintEvent(QPaintEvent*) {
    const auto& t = theme();
    QPainter painter(this);
    painter.fillRect(rect(), t.panel);
    painter.fillRect(0, height() - 1, width(), 1, t.line);
    painter.setFont(titleFont());
    painter.setPen(t.text);
    const auto title = m_dock.windowTitle();
    const int width = painter.fontMetrics().horizontalAdvance(title);
    painter.drawText(QRect(metrics::kPadding, 0, width + 4, height() - kUnderline),
                     Qt::AlignVCenter, title);
    painter.fillRect(metrics::kPadding, height() - kUnderline, width, kUnderline, t.accent);
}

} // namespace contrafact::ui
