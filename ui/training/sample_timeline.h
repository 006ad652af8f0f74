// SPDX-License-Identifier: GPL-3.0-or-later
// The samples of a run as a list model, and how one looks on the timeline: a picture, below it its
// place on a line and its step. Pictures are made when they are looked at. GUI thread.
#pragma once

#include "core/score/score.h"

#include <QAbstractListModel>
#include <QCache>
#include <QPixmap>
#include <QStyledItemDelegate>

namespace contrafact::ui {

class SampleStore;

class SampleModel : public QAbstractListModel {
    Q_OBJECT
public:
    SampleModel(SampleStore& store, double pixelRatio, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    static constexpr int kMarkedRole = Qt::UserRole; ///< true for the sample that is marked
    void setMarked(int row);                         ///< -1: none

private:
    static constexpr int kPictures = 200; ///< kept; others are made again
    QPixmap picture(int row) const;

    SampleStore& m_store;
    const double m_pixelRatio;
    int m_marked = -1;
    mutable QCache<qint64, QPixmap> m_pictures{kPictures}; ///< by step
};

class SampleDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// All notes of a score in one picture, in the tracks' colours. `size` is in device-independent
/// pixels.
QPixmap scorePicture(const score::Score& score, QSize size, double pixelRatio);

} // namespace contrafact::ui
