// SPDX-License-Identifier: GPL-3.0-or-later
// The bar above everything: playing, position, tempo, meter, key, snap; and what is connected.
#pragma once

#include "ui/studio.h"

#include <QList>
#include <QTimer>
#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace contrafact::ui {

class RollState;
class SoundPills;
class TempoField;

class TransportBar : public QWidget {
    Q_OBJECT
public:
    TransportBar(const Studio& studio, RollState& state, QWidget* parent = nullptr);

    const QList<QAction*>& actions() const { return m_actions; } ///< for the Transport menu
    QAction* foldAction() const { return m_fold; }
    /// The entries of the Export button.
    void setExports(const QList<QAction*>& exports);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeActions();
    void addButtons(QHBoxLayout& row);
    void addDisplays(QHBoxLayout& row);
    void addChoosers(QHBoxLayout& row);
    void addPills(QHBoxLayout& row);
    void showPlaying();
    void showPosition(double tick);
    void showMaps();
    void showKey();
    void showSnap();
    void fillKeyMenu(QMenu& menu);
    void fillMeterMenu(QMenu& menu);
    void chooseKeyOfMusic();
    QString keyText() const;

    Studio m_studio;
    RollState& m_state;
    QList<QAction*> m_actions;
    QAction* m_play;
    QAction* m_loop;
    QAction* m_fold;
    QLabel* m_position;
    TempoField* m_tempo;
    QToolButton* m_meter;
    QToolButton* m_key;
    QToolButton* m_snap;
    QToolButton* m_foldButton;
    QMenu* m_exports;
    SoundPills* m_pills;
    bool m_compact = false;        ///< the window is narrow: fewer words
    bool m_keyFollowsMusic = true; ///< until a person chooses one
    QTimer m_keyTimer;             ///< looks for the key once changes have come to rest
};

} // namespace contrafact::ui
