// SPDX-License-Identifier: GPL-3.0-or-later
// Live playback. The audio callback alone touches the live synth, never locks, allocates or logs.
// Commands go in by one ring, retired objects come back by another. With no sound card a clocked
// null driver plays silence, so that everything else works; a device that goes away while it plays
// is replaced by that clock until it comes back.
#pragma once

#include "core/base/result.h"
#include "core/midiio/port.h"
#include "core/score/score.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace contrafact::audio {

struct EngineOptions {
    std::string driver;              ///< empty: the best that opens; "null": silence by the clock
    std::filesystem::path soundFont; ///< empty: the default one
    int sampleRate = 44100;
};

struct LoopRange {
    score::TickRange ticks;
};

struct EngineStatus {
    bool playing = false;
    double tick = 0;    ///< playhead
    int voices = 0;     ///< sounding now
    float peakLeft = 0; ///< since the last status(), linear
    float peakRight = 0;
    std::size_t underruns = 0;
    double latencyMs = 0;
    std::string driver;    ///< "pulseaudio", "alsa", "null"
    std::string soundFont; ///< file name
    std::string message;   ///< what a person should know: no sound card, SoundFont missing, ...
};

/// All functions may be called from one control thread (the GUI's) and return at once; what they
/// ask for happens in that order.
class Engine {
public:
    /// Never fails: without sound card or SoundFont it is silent and status().message says why.
    /// Opens devices and loads the SoundFont, which takes from 20 ms to seconds: call it on a
    /// worker.
    static std::unique_ptr<Engine> create(const EngineOptions& options = {});
    virtual ~Engine() = default;

    /// Replaces what is played; in mid-play it goes on seamlessly at the same tick. It is prepared
    /// on a worker, and of scores that come quicker than that only the newest is.
    virtual void setScore(const score::Score& score) = 0;
    /// Plays to the end of the last note's bar and stops there, or round the loop for ever.
    virtual void play() = 0;
    virtual void stop() = 0; ///< all notes off; the playhead stays
    virtual void seek(score::Tick tick) = 0;
    virtual void setLoop(std::optional<LoopRange> loop) = 0;
    virtual void setTempoScale(double factor) = 0; ///< 0.25..4 of the score's tempo
    virtual void setGain(double gain) = 0;         ///< 0..1; 1 is as loud as an exported file
    /// Sounds one note now for about half a second (key clicks, drawing).
    virtual void audition(int channel, int program, score::Pitch pitch, int velocity) = 0;
    /// Loads on a worker into a second synth and swaps; the result shows in status().
    virtual void setSoundFont(std::filesystem::path path) = 0;
    /// Also sends what is played to a MIDI port (null: no longer).
    virtual void setMidiOut(std::shared_ptr<midiio::OutPort> port) = 0;
    /// After play, stop or seek it tells what was asked for, even before the callback has seen it.
    virtual EngineStatus status() = 0;
};

} // namespace contrafact::audio
