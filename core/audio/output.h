// SPDX-License-Identifier: GPL-3.0-or-later
// Where the sound goes: one of FluidSynth's drivers with our callback, or a clock that calls the
// same callback and throws the samples away.
#pragma once

#include "core/audio/live_player.h"
#include "core/base/result.h"

#include <atomic>
#include <memory>
#include <string>

namespace contrafact::audio {

/// What a driver's thread sees. A driver that hangs while it is closed keeps it, without a player.
class Feed {
public:
    /// The callback's body: silence until a player is attached. Real-time safe.
    void fill(float* left, float* right, int frames);
    /// Waits until no callback is inside the player before.
    void attach(LivePlayer* player);

    std::atomic<double> sampleRate{44100};
    std::atomic<std::uint64_t> frames{0};  ///< asked for so far
    std::atomic<std::size_t> underruns{0}; ///< blocks that took longer than they sound
    std::atomic<int> blockFrames{0};

private:
    std::atomic<LivePlayer*> m_player{nullptr};
    std::atomic<bool> m_inside{false};
};

class Output {
public:
    /// `driver`: a name of FluidSynth's, "null" for silence by the clock, or empty for the first of
    /// PulseAudio, PipeWire, JACK and ALSA that plays. Takes up to some seconds where a sound
    /// server hangs.
    static Result<std::unique_ptr<Output>> open(const std::string& driver, int sampleRate);
    virtual ~Output() = default;

    /// From now on the player's callback runs; null: silence.
    void attach(LivePlayer* player) { m_feed->attach(player); }
    const std::string& driver() const { return m_driver; }
    double sampleRate() const { return m_feed->sampleRate; }
    std::uint64_t frames() const { return m_feed->frames; }
    std::shared_ptr<const Feed> feed() const { return m_feed; }
    virtual double latencyMs() const = 0;

protected:
    Output(std::string driver, double sampleRate);

    std::string m_driver;
    std::shared_ptr<Feed> m_feed;
};

} // namespace contrafact::audio
