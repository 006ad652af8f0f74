// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace contrafact::ui {

/// Rows of the library: a name at the left and a faint detail at the right.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    static constexpr int kDetailRole = Qt::UserRole + 20;   ///< QString
    static constexpr int kFractionRole = Qt::UserRole + 21; ///< 0..1: a progress line below
    static constexpr int kMarkedRole = Qt::UserRole + 22;   ///< bool: a bar at the left edge
    static constexpr int kNameRole = Qt::UserRole + 23;     ///< what is edited, where more is shown

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model,
                      const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace contrafact::ui
