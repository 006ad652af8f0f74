// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/midi/reader.h"
#include "ui/services/worker.h"
#include "ui/studio.h"

#include <QWidget>

class QTreeView;

namespace contrafact::ui {

class CorpusModel;

/// The corpora with their songs. Double click opens a song in the roll, the button adds a folder.
class DataView : public QWidget {
    Q_OBJECT
public:
    explicit DataView(const Studio& studio, QWidget* parent = nullptr);
    void importFolder();

Q_SIGNALS:
    void openFileRequested(const QString& path);
    void problem(const QString& message);

private:
    void activate(const QModelIndex& index);
    void showMenu(const QPoint& at);
    void play(const QString& path);
    void useAsStyle();

    Studio m_studio;
    CorpusModel* m_model;
    QTreeView* m_tree;
    Worker m_reader{this};
};

} // namespace contrafact::ui
