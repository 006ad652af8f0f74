// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/name_combo.h"

#include <QHelpEvent>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QToolTip>

namespace contrafact::ui {

namespace {

constexpr int kTextInset = 4;

} // namespace

/// For the name.
int NameCombo::room() const {
    QStyleOptionComboBox option;
    initStyleOption(&option);
    const auto field =
        style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    return field.width() - kTextInset;
}

bool NameCombo::event(QEvent* event) {
    const bool isCut = fontMetrics().horizontalAdvance(currentText()) > room();
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty() || !isCut)
        return QComboBox::event(event);
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), currentText(), this);
    return true;
}

void NameCombo::paintEvent(QPaintEvent*) {
    QStylePainter p(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    if (option.currentText.isEmpty()) option.currentText = placeholderText();
    option.currentText = fontMetrics().elidedText(option.currentText, Qt::ElideRight, room());
    p.drawComplexControl(QStyle::CC_ComboBox, option);
    p.drawControl(QStyle::CE_ComboBoxLabel, option);
}

} // namespace contrafact::ui
