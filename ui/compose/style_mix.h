// SPDX-License-Identifier: GPL-3.0-or-later
// The style sets in use as sliders, and the menu that adds one from a song, a take, a file or the
// selected notes.
#pragma once

#include "ui/studio.h"

#include <QList>
#include <QString>
#include <QWidget>

class QMenu;
class QPushButton;
class QVBoxLayout;

namespace contrafact::ui {

class ValueSlider;

class StyleMix : public QWidget {
    Q_OBJECT
public:
    explicit StyleMix(const Studio& studio, QWidget* parent = nullptr);

Q_SIGNALS:
    void edited();          ///< a weight, while it is dragged too
    void editingFinished(); ///< a weight let go, a set added or removed

private:
    void fill();
    void showWeight(int index);
    void fillMenu();
    void addRow(int index);
    QWidget* learnButton(int index);
    bool isToBeLearned(int index) const;
    void addSongs(QMenu& menu);
    void addCollections(QMenu& menu);
    void addTakes(QMenu& menu);
    void addFile();
    void addSelection();

    Studio m_studio;
    QVBoxLayout* m_rows;
    QList<ValueSlider*> m_sliders;
    QPushButton* m_add;
    QMenu* m_menu;
};

} // namespace contrafact::ui
