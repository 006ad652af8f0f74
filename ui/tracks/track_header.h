// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/score/track.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QToolButton;

namespace contrafact::ui {

class Document;

/// One track's head: name (double click renames), sound, mute, solo, lock and volume.
class TrackHeader : public QWidget {
    Q_OBJECT
public:
    static constexpr int kHeight = 58;

    TrackHeader(Document& document, int track, QWidget* parent = nullptr);
    void refresh();
    void rename();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    const score::TrackInfo& info() const;
    QToolButton* makeChip(const QString& name, const QString& text, const QString& help,
                          bool score::TrackInfo::*field, const char* label);
    void makeVolume();
    void finishRename();
    void elideTexts();

    Document& m_document;
    int m_track;
    QLabel* m_name;
    QPushButton* m_sound;
    QToolButton* m_mute;
    QToolButton* m_solo;
    QToolButton* m_lock;
    QSlider* m_volume;
    QLineEdit* m_editor = nullptr;
    int m_gesture = 0; ///< of the volume slider's drag
};

} // namespace contrafact::ui
