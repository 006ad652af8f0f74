// SPDX-License-Identifier: GPL-3.0-or-later
// What sound, MIDI and the networks run on, as pills with menus at the right of the transport bar.
#pragma once

#include "core/midiio/port.h"
#include "ui/studio.h"

#include <QFutureWatcher>
#include <QWidget>

class QLabel;
class QMenu;
class QToolButton;

namespace contrafact::ui {

class SoundPills : public QWidget {
    Q_OBJECT
public:
    explicit SoundPills(const Studio& studio, QWidget* parent = nullptr);

    /// Few letters only; the tool tips say the rest.
    void setCompact(bool compact);

Q_SIGNALS:
    void told(const QString& message);

private:
    using OpenedPort = std::shared_ptr<Result<std::shared_ptr<midiio::OutPort>>>;

    void showAll();
    void showSound();
    void showMidi();
    void showDevice();
    void fillSoundFonts(QMenu& menu);
    void lookForPorts();
    void fillPorts();
    void openPort(const midiio::PortInfo& port);
    void openVirtualPort();
    void portOpened();

    Studio m_studio;
    QToolButton* m_sound;
    QToolButton* m_midi;
    QLabel* m_device; ///< only said: where networks run is chosen with a training
    bool m_compact = false;
    QFutureWatcher<midiio::PortList> m_looking;
    QFutureWatcher<OpenedPort> m_opening;
};

} // namespace contrafact::ui
