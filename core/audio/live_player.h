// SPDX-License-Identifier: GPL-3.0-or-later
// The half of the engine that runs in the audio callback: it owns the playhead and the live synth.
// Commands come in by one ring, retired objects go out by another; it never locks, allocates, frees
// or logs.
#pragma once

#include "core/audio/keys.h"
#include "core/audio/playhead.h"
#include "core/audio/snapshot.h"
#include "core/audio/synth.h"
#include "core/rt/spsc_ring.h"

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <variant>

namespace contrafact::audio {

/// What the control side asks for. Pointers hand their objects over. A ticket is published when the
/// command has been carried out.
namespace command {
struct SetSnapshot {
    const PlaybackSnapshot* snapshot;
};
struct SetSynth {
    Synth* synth;
};
struct SetPort {
    PortHolder* holder;
};
struct Play {
    std::uint64_t ticket;
};
struct Stop {
    std::uint64_t ticket;
};
struct Seek {
    double tick;
    std::uint64_t ticket;
};
struct SetLoop {
    double beginTick;
    double endTick; ///< not after the begin: no loop
};
struct SetTempoScale {
    double scale;
};
struct SetGain {
    float gain;
};
struct Audition {
    ChannelSetup setup;
    std::uint8_t pitch;
    std::uint8_t velocity;
};
} // namespace command
using Command = std::variant<command::SetSnapshot, command::SetSynth, command::SetPort,
                             command::Play, command::Stop, command::Seek, command::SetLoop,
                             command::SetTempoScale, command::SetGain, command::Audition>;

class LivePlayer {
public:
    explicit LivePlayer(double sampleRate);
    LivePlayer(const LivePlayer&) = delete;
    LivePlayer& operator=(const LivePlayer&) = delete;
    /// No callback may run any more.
    ~LivePlayer();

    // The control side: one thread at a time.
    /// False when the ring is full because no callback comes; what was handed over is then deleted.
    bool post(const Command& command);
    /// Deletes what the callback has given back.
    void collect();
    /// Only while no callback runs; the synth has to be replaced by one of that rate.
    void setSampleRate(double sampleRate);

    // Any thread. Who reads the ticket first sees the state it stands for.
    bool playing() const { return m_playingNow.load(std::memory_order_relaxed); }
    double tick() const { return m_tickNow.load(std::memory_order_relaxed); }
    std::uint64_t ticket() const { return m_ticket.load(std::memory_order_acquire); }
    int activeVoices() const { return m_voices.load(std::memory_order_relaxed); }
    /// The highest samples since the last call.
    std::pair<float, float> takePeaks() {
        return {m_peakLeft.exchange(0), m_peakRight.exchange(0)};
    }

    /// The audio callback. Overwrites both buffers.
    void process(float* left, float* right, int frames);

private:
    struct SoundingAudition {
        KeyId key = 0;
        std::uint8_t midiChannel = 0;
        std::int64_t framesLeft = 0; ///< 0: free
    };

    void handle(const command::SetSnapshot&);
    void handle(const command::SetSynth&);
    void handle(const command::SetPort&);
    void handle(const command::Play&);
    void handle(const command::Stop&);
    void handle(const command::Seek&);
    void handle(const command::SetLoop&);
    void handle(const command::SetTempoScale&);
    void handle(const command::SetGain&);
    void handle(const command::Audition&);

    /// Plays what is due now; returns the frames until the next thing is.
    std::int64_t playDue();
    void strike(KeyId key, std::uint8_t velocity);
    void control(const Lane& lane, std::uint32_t value);
    void chase();
    void liftPedals();
    void releaseAll();
    void jumpTo(double seconds);
    void applyChannels();
    void updateLoop();
    double tickOf(double seconds) const;

    std::int64_t framesToAuditionEnd() const;
    void advanceAuditions(std::int64_t frames);
    void endAudition(SoundingAudition& audition);

    void render(float* left, float* right, int frames);
    void mixFading(float* left, float* right, int frames);
    void applyGain(float* left, float* right, int frames);
    void noteSilence(const float* left, const float* right, int frames);
    void retire(const Retirable* object);

    // Between the two sides.
    rt::SpscRing<Command> m_commands{1024};
    rt::SpscRing<const Retirable*> m_retired{4096}; ///< outlasts every command on its way
    std::atomic<bool> m_playingNow{false};
    std::atomic<double> m_tickNow{0};
    std::atomic<std::uint64_t> m_ticket{0};
    std::atomic<int> m_voices{0};
    std::atomic<float> m_peakLeft{0};
    std::atomic<float> m_peakRight{0};

    // The callback's own.
    double m_sampleRate;
    const PlaybackSnapshot* m_snapshot;
    Synth* m_synth = nullptr;
    Synth* m_fading = nullptr; ///< the synth before, fading out
    std::int64_t m_fadeLeft = 0;
    MidiMirror m_mirror;
    HeldKeys m_held;
    std::array<std::optional<ChannelSetup>, kTrackChannels> m_applied;
    std::array<SoundingAudition, kSynthChannels - kTrackChannels> m_auditions;
    std::size_t m_nextAudition = 0;
    Playhead m_head;
    std::size_t m_next = 0; ///< index of the next event
    bool m_playing = false;
    std::uint64_t m_handled = 0; ///< ticket
    command::SetLoop m_loop{0, 0};
    double m_loopBegin = 0; ///< seconds
    double m_loopEnd = -1;  ///< seconds; not after the begin: no loop
    float m_gain = 1;
    float m_gainWanted = 1;
    std::int64_t m_silentFrames = 0;
};

} // namespace contrafact::audio
