// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>

namespace contrafact::audio {

/// Where playback is, in seconds of the music at its own tempo. Whole frames are counted from the
/// last jump, so that nothing drifts however long it plays. Real-time safe.
class Playhead {
public:
    explicit Playhead(double sampleRate)
        : m_sampleRate(sampleRate)
        , m_framesPerSecond(sampleRate) {}

    double seconds() const { return m_anchor + static_cast<double>(m_frames) / m_framesPerSecond; }
    /// Not positive when the time has come.
    std::int64_t framesUntil(double seconds) const {
        return std::llround((seconds - m_anchor) * m_framesPerSecond) - m_frames;
    }
    /// Events from this time on have not been due yet.
    double firstUnplayed() const { return seconds() - 0.5 / m_framesPerSecond; }

    void advance(std::int64_t frames) { m_frames += frames; }
    void jump(double seconds) {
        m_anchor = seconds;
        m_frames = 0;
    }
    /// Twice the scale passes twice the music a second.
    void setScale(double scale) {
        jump(seconds());
        m_scale = scale;
        m_framesPerSecond = m_sampleRate / scale;
    }
    void setSampleRate(double sampleRate) {
        m_sampleRate = sampleRate;
        setScale(m_scale);
    }

private:
    double m_sampleRate;
    double m_scale = 1;
    double m_framesPerSecond; ///< frames that pass while a second of music does
    double m_anchor = 0;      ///< seconds of music at the last jump
    std::int64_t m_frames = 0;
};

} // namespace contrafact::audio
