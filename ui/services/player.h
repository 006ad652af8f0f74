// SPDX-License-Identifier: GPL-3.0-or-later
// Playback for the window: follows the document, polls the engine, owns the MIDI port. GUI thread;
// opening the engine and ports happens on a worker.
#pragma once

#include "core/audio/engine.h"
#include "core/midiio/port.h"

#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <memory>

namespace contrafact::ui {

class Document;

class Player : public QObject {
    Q_OBJECT
public:
    explicit Player(Document& document, QObject* parent = nullptr);
    ~Player() override;

    /// Opens the engine on a worker; until then everything is accepted and remembered.
    void open(audio::EngineOptions options = {});

    bool playing() const { return m_status.playing; }
    double playhead() const { return m_status.tick; } ///< ticks
    const audio::EngineStatus& status() const { return m_status; }

    void play();
    void stop();
    void toggle();
    void seek(score::Tick tick);
    bool ready() const { return m_engine != nullptr; } ///< the engine is open
    void setLooping(bool on); ///< loops the document's region, or the whole score without one
    bool looping() const { return m_looping; }
    void audition(int track, score::Pitch pitch, int velocity);
    /// Plays a score that is not the document (a take, a sample) once, from its start.
    void playAlone(const score::Score& score);
    bool playingAlone() const { return m_alone; }
    void setSoundFont(const QString& path);
    /// The file that was chosen; empty: the default one.
    const QString& soundFont() const { return m_soundFont; }
    /// Null: no port.
    void setMidiOut(std::shared_ptr<midiio::OutPort> port);
    QString midiOutName() const;

Q_SIGNALS:
    void statusChanged();                 ///< playing, driver, message, port
    void playheadMoved(double tick);      ///< at most 60 times a second while playing
    void problem(const QString& message); ///< a device has gone; playing goes on without it

private:
    using EnginePointer = std::shared_ptr<audio::Engine>;

    void opened();
    void poll();
    void watchPort();
    void pushScore();
    void pushLoop();
    void scoreChanged();
    void endAlone();

    Document& m_document;
    EnginePointer m_engine;
    QFutureWatcher<EnginePointer> m_opening;
    std::shared_ptr<midiio::OutPort> m_port;
    audio::EngineStatus m_status;
    QTimer m_timer;
    score::Tick m_wanted; ///< where the document's playhead was put while no engine was there
    QString m_soundFont;
    bool m_looping = false;
    bool m_alone = false; ///< a score that is not the document is playing
    bool m_scoreDirty = true;
    bool m_playWhenOpen = false;
};

} // namespace contrafact::ui
