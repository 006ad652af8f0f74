// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/training.h"
#include "ui/studio.h"

#include <QWidget>

class QListWidget;

namespace contrafact::ui {

/// The music made in mid-training as a row of little pictures: a click plays one, a double click
/// keeps it as a take.
class SampleStrip : public QWidget {
    Q_OBJECT
public:
    explicit SampleStrip(const Studio& studio, QWidget* parent = nullptr);
    /// Shows all samples of the training controller that are not shown yet.
    void refresh();
    void clear();

Q_SIGNALS:
    void kept(const QString& takeName);

private:
    void keep(int index);

    Studio m_studio;
    QListWidget* m_list;
};

/// All notes of a score in one picture, in the tracks' colours. Device pixels.
QPixmap scorePicture(const score::Score& score, QSize size, double pixelRatio);

} // namespace contrafact::ui
