// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/row_delegate.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QLineEdit>
#include <QPainter>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kRowHeight = 26;
constexpr int kRowMargin = 10;
constexpr int kCheckBox = 18;
constexpr int kBetweenThem = 8; ///< name and detail

/// The name goes before: the detail has what it leaves, and two fifths at least.
int detailWidth(int detail, int name, int room) {
    return std::min(detail, std::max(room - name - kBetweenThem, room * 2 / 5));
}

} // namespace

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& given,
                        const QModelIndex& index) const {
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const auto text = std::exchange(option.text, QString());
    const auto* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    const auto& t = theme();
    const auto detail = index.data(kDetailRole).toString();
    QRect room = option.rect.adjusted(index.parent().isValid() ? 2 : kRowMargin, 0, -kRowMargin, 0);
    if (index.data(Qt::CheckStateRole).isValid()) room.setLeft(room.left() + kCheckBox);
    painter->save();
    painter->setFont(uiFont(11));
    painter->setPen(t.textDim);
    const int wide = detailWidth(painter->fontMetrics().horizontalAdvance(detail) + 1,
                                 option.fontMetrics.horizontalAdvance(text), room.width());
    painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(detail, Qt::ElideRight, wide));
    painter->setFont(option.font);
    painter->setPen(option.state & QStyle::State_Enabled ? t.text : t.textFaint);
    const int left = room.width() - wide - (wide > 0 ? kBetweenThem : 0);
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                      // Runs and songs of one folder differ at their ends.
                      option.fontMetrics.elidedText(text, Qt::ElideMiddle, left));
    if (index.data(kMarkedRole).toBool())
        painter->fillRect(option.rect.left(), option.rect.top() + 4, 3, option.rect.height() - 8,
                          t.accent);
    if (const auto fraction = index.data(kFractionRole); fraction.isValid()) {
        const QRect line(option.rect.left(), option.rect.bottom() - 2, option.rect.width(), 3);
        painter->fillRect(line, t.control);
        painter->fillRect(QRectF(line.left(), line.top(),
                                 line.width() * std::clamp(fraction.toDouble(), 0.0, 1.0), 3),
                          t.accent);
    }
    painter->restore();
}

void RowDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    const auto name = index.data(kNameRole);
    auto* field = qobject_cast<QLineEdit*>(editor);
    if (!field || !name.isValid()) return QStyledItemDelegate::setEditorData(editor, index);
    field->setText(name.toString());
}

void RowDelegate::setModelData(QWidget* editor, QAbstractItemModel* model,
                               const QModelIndex& index) const {
    const auto* field = qobject_cast<QLineEdit*>(editor);
    if (!field || !index.data(kNameRole).isValid())
        return QStyledItemDelegate::setModelData(editor, model, index);
    model->setData(index, field->text(), kNameRole);
}

/// As wide as there is room: names are cut, and no list scrolls sideways.
QSize RowDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {0, kRowHeight};
}

} // namespace contrafact::ui
