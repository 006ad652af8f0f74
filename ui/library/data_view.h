// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/score/score.h"
#include "ui/studio.h"

#include <QWidget>

class QComboBox;
class QLayout;
class QTreeView;

namespace contrafact::ui {

class CorpusModel;
class EncodingPreview;

/// The corpora with their songs. Double click opens a song in the roll, the button adds a folder.
/// Below them is what the network of a system sees of the current song.
class DataView : public QWidget {
    Q_OBJECT
public:
    explicit DataView(const Studio& studio, QWidget* parent = nullptr);
    void importFolder();

Q_SIGNALS:
    void openSongRequested(const QString& path, const score::Score& score);
    void problem(const QString& message);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void activate(const QModelIndex& index);
    void showMenu(const QPoint& at);
    void showPreview();
    QWidget* seenBy();
    void useAsStyle();

    Studio m_studio;
    CorpusModel* m_model;
    QTreeView* m_tree;
    QComboBox* m_system;
    EncodingPreview* m_preview;
    QWidget* m_seenBy; ///< where there is room for it below the songs
};

} // namespace contrafact::ui
