// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/render.h"

#include "core/audio/snapshot.h"
#include "core/audio/sound_file.h"
#include "core/audio/synth.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <string>

namespace contrafact::audio {

namespace fs = std::filesystem;

namespace {

using Sink = std::function<Result<void>(std::span<const float>)>;

constexpr std::int64_t kTailPiece = 4096; // frames between two looks whether the tail has faded
constexpr float kSilence = 1.0F / 65536;  // half a step of 16 bits

/// Drives a synth through a snapshot. Frames are counted from the start of the music, and events
/// split the blocks, so that the block size cannot be heard.
class Renderer {
public:
    Renderer(Synth& synth, const PlaybackSnapshot& snapshot, const RenderOptions& options,
             const Sink& sink)
        : m_synth(synth)
        , m_snapshot(snapshot)
        , m_options(options)
        , m_sink(sink)
        , m_block(static_cast<std::size_t>(options.blockSize) * 2)
        , m_end(frameAt(snapshot.lastNoteEnd)) {}

    Result<void> run() {
        for (std::size_t i = 0; i < m_snapshot.channels.size(); ++i)
            m_synth.setUp(static_cast<int>(i), m_snapshot.channels[i]);
        for (const auto& event : m_snapshot.events) {
            if (frameAt(event.seconds) > m_end) break; // nothing sounds any more
            if (auto done = renderUntil(frameAt(event.seconds)); !done) return done;
            play(event);
        }
        if (auto done = renderUntil(m_end); !done) return done;
        liftPedals();
        return renderTail();
    }

private:
    void control(const Lane& lane, std::uint32_t value) {
        m_synth.control(lane, value, m_snapshot.channels[lane.channel].drums);
    }

    void play(const KeyEvent& event) {
        if (event.isKey())
            m_synth.key(event.key, event.velocity);
        else
            control(m_snapshot.controls.lanes[event.lane], event.value);
    }

    /// A pedal that is never lifted would keep an organ sounding for ever.
    void liftPedals() {
        for (const auto& lane : m_snapshot.controls.lanes)
            if (lane.holdsNotes()) control(lane, 0);
    }

    std::int64_t frameAt(double seconds) const {
        return std::llround(seconds * m_options.sampleRate);
    }

    Result<void> renderUntil(std::int64_t frame) {
        while (m_frame < frame) {
            const auto count = std::min<std::int64_t>(
                frame - m_frame, static_cast<std::int64_t>(m_options.blockSize));
            m_synth.render(m_block.data(), m_block.data() + 1, static_cast<int>(count), 2);
            const auto samples = std::span(m_block).first(static_cast<std::size_t>(count) * 2);
            for (const float sample : samples) m_peak = std::max(m_peak, std::abs(sample));
            if (auto taken = m_sink(samples); !taken) return taken;
            m_frame += count;
            if (auto told = report(); !told) return told;
        }
        return {};
    }

    /// Looks at pieces of a fixed length: the block size must not decide where the music ends.
    Result<void> renderTail() {
        const auto last = m_end + frameAt(m_options.maxTailSeconds);
        do {
            m_peak = 0;
            if (auto done = renderUntil(std::min(m_frame + kTailPiece, last)); !done) return done;
        } while (m_frame < last && (m_synth.activeVoices() > 0 || m_peak > kSilence));
        return {};
    }

    Result<void> report() {
        if (m_frame < m_nextReport) return {};
        m_nextReport = m_frame + m_options.sampleRate;
        if (m_options.stop.stop_requested()) return Error{"cancelled"};
        if (!m_options.progress) return {};
        const auto seconds = [&](std::int64_t frames) {
            return std::to_string(frames / m_options.sampleRate);
        };
        const double fraction =
            m_end > 0 ? static_cast<double>(m_frame) / static_cast<double>(m_end) : 1;
        m_options.progress({std::min(fraction, 1.0),
                            "rendering second " + seconds(m_frame) + " of " + seconds(m_end)});
        return {};
    }

    Synth& m_synth;
    const PlaybackSnapshot& m_snapshot;
    const RenderOptions& m_options;
    const Sink& m_sink;
    std::vector<float> m_block;
    std::int64_t m_end;
    std::int64_t m_frame = 0;
    std::int64_t m_nextReport = 0;
    float m_peak = 0;
};

Result<void> checkOptions(const RenderOptions& options) {
    if (options.sampleRate < 8000 || options.sampleRate > 96000)
        return Error{"cannot render at " + std::to_string(options.sampleRate) +
                     " Hz: choose a rate from 8000 to 96000"};
    if (options.blockSize < 1 || options.blockSize > 65536)
        return Error{"cannot render in blocks of " + std::to_string(options.blockSize) +
                     " frames: choose 1 to 65536"};
    return {};
}

Result<void> render(const score::Score& score, const RenderOptions& options, const Sink& sink) {
    if (auto checked = checkOptions(options); !checked) return checked;
    auto synth = Synth::create(
        {.soundFont = options.soundFont, .sampleRate = options.sampleRate, .gain = options.gain});
    if (!synth) return synth.error();
    const auto snapshot = buildSnapshot(score);
    return Renderer(**synth, *snapshot, options, sink).run();
}

fs::path folderOf(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

} // namespace

Result<std::vector<float>> renderToMemory(const score::Score& score, const RenderOptions& options) {
    std::vector<float> out;
    const auto rendered =
        render(score, options, [&](std::span<const float> samples) -> Result<void> {
            out.insert(out.end(), samples.begin(), samples.end());
            return {};
        });
    if (!rendered) return rendered.error();
    return out;
}

Result<void> renderToFile(const score::Score& score, const fs::path& path,
                          const RenderOptions& options) {
    if (auto known = checkSoundFileName(path); !known) return known;
    std::error_code error;
    fs::create_directories(folderOf(path), error);
    if (error)
        return Error{"cannot make the folder " + folderOf(path).string() + ": " + error.message()};
    auto spool = SampleSpool::create(folderOf(path));
    if (!spool) return spool.error();

    std::string full;
    const auto rendered =
        render(score, options, [&](std::span<const float> samples) -> Result<void> {
            auto appended = spool->append(samples);
            if (!appended) full = "cannot write " + path.string() + ": " + appended.message();
            return appended;
        });
    if (!full.empty()) return Error{full};
    if (!rendered) return rendered;
    return writeSoundFile(*spool, path, options);
}

} // namespace contrafact::audio
