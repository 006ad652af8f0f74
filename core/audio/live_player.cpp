// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/live_player.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace contrafact::audio {

namespace {

constexpr int kMostFrames = 1024;     // a piece of a block; the size of the fade's buffers
constexpr double kFadeSeconds = 0.05; // from one synth to the next
constexpr double kAuditionSeconds = 0.5;
constexpr double kSleepAfterSeconds = 2; // of silence; an idle program should cost nothing
constexpr double kShortestLoop = 0.02;   // seconds
constexpr float kInaudible = 1e-6F;
constexpr float kKnee = 0.8F; // above it peaks are rounded off instead of clipped
constexpr auto kNever = std::numeric_limits<std::int64_t>::max();

/// The object a command hands over, if any.
const Retirable* cargoOf(const Command& command) {
    if (const auto* c = std::get_if<command::SetSnapshot>(&command)) return c->snapshot;
    if (const auto* c = std::get_if<command::SetSynth>(&command)) return c->synth;
    if (const auto* c = std::get_if<command::SetPort>(&command)) return c->holder;
    return nullptr;
}

float rounded(float sample) {
    const float size = std::abs(sample);
    if (size <= kKnee) return sample;
    return std::copysign(kKnee + (1 - kKnee) * std::tanh((size - kKnee) / (1 - kKnee)), sample);
}

float peakOf(const float* samples, int frames) {
    float peak = 0;
    for (int i = 0; i < frames; ++i) peak = std::max(peak, std::abs(samples[i]));
    return peak;
}

/// A reader that takes the peak meanwhile only makes the next one a little late.
void raise(std::atomic<float>& meter, float peak) {
    if (peak > meter.load(std::memory_order_relaxed)) meter.store(peak, std::memory_order_relaxed);
}

} // namespace

LivePlayer::LivePlayer(double sampleRate)
    : m_sampleRate(sampleRate)
    , m_snapshot(buildSnapshot(score::Score()).release())
    , m_head(sampleRate) {}

LivePlayer::~LivePlayer() {
    collect();
    for (Command command; m_commands.pop(command);) delete cargoOf(command);
    delete m_snapshot;
    delete m_synth;
    delete m_fading;
    delete m_mirror.holder();
}

bool LivePlayer::post(const Command& command) {
    collect();
    if (m_commands.push(command)) return true;
    delete cargoOf(command);
    return false;
}

void LivePlayer::collect() {
    for (const Retirable* object = nullptr; m_retired.pop(object);) delete object;
}

void LivePlayer::retire(const Retirable* object) {
    if (object) m_retired.push(object);
}

void LivePlayer::setSampleRate(double sampleRate) {
    m_sampleRate = sampleRate;
    m_head.setSampleRate(sampleRate);
}

void LivePlayer::process(float* left, float* right, int frames) {
    for (Command command; m_commands.pop(command);)
        std::visit([this](const auto& c) { handle(c); }, command);

    for (int done = 0; done < frames;) {
        std::int64_t count = std::min(frames - done, kMostFrames);
        if (m_playing) count = std::min(count, playDue());
        count = std::min(count, framesToAuditionEnd());
        render(left + done, right + done, static_cast<int>(count));
        advanceAuditions(count);
        if (m_playing) m_head.advance(count);
        done += static_cast<int>(count);
    }
    applyGain(left, right, frames);
    raise(m_peakLeft, peakOf(left, frames));
    raise(m_peakRight, peakOf(right, frames));
    m_playingNow.store(m_playing, std::memory_order_relaxed);
    m_tickNow.store(tickOf(m_head.seconds()), std::memory_order_relaxed);
    m_voices.store(m_synth ? m_synth->activeVoices() : 0, std::memory_order_relaxed);
    m_ticket.store(m_handled, std::memory_order_release); // last: who sees it sees the rest
}

std::int64_t LivePlayer::playDue() {
    const bool looping = m_loopEnd > m_loopBegin;
    if (looping && m_head.framesUntil(m_loopEnd) <= 0) jumpTo(m_loopBegin);
    const auto& events = m_snapshot->events;
    for (; m_next < events.size() && m_head.framesUntil(events[m_next].seconds) <= 0; ++m_next) {
        const auto& event = events[m_next];
        if (event.isKey())
            strike(event.key, event.velocity);
        else
            control(m_snapshot->controls.lanes[event.lane], event.value);
    }

    const auto untilEnd = m_head.framesUntil(looping ? m_loopEnd : m_snapshot->barEnd);
    if (untilEnd <= 0) { // without a loop: the music is over
        m_playing = false;
        releaseAll();
        return kNever;
    }
    if (m_next == events.size()) return untilEnd;
    return std::min(untilEnd, m_head.framesUntil(events[m_next].seconds));
}

void LivePlayer::strike(KeyId key, std::uint8_t velocity) {
    // After a seek or a new score a key may be let go that is up, or struck that is down.
    if (velocity == 0 && !m_held.isDown(key)) return;
    if (velocity > 0 && m_held.isDown(key)) strike(key, 0);
    m_held.set(key, velocity);
    m_silentFrames = 0;
    if (m_synth) m_synth->key(key, velocity);
    const auto& setup = m_snapshot->channels[static_cast<std::size_t>(channelOf(key))];
    m_mirror.key(setup.midiChannel, pitchOf(key), velocity);
}

void LivePlayer::control(const Lane& lane, std::uint32_t value) {
    if (m_synth) m_synth->control(lane, value, m_snapshot->channels[lane.channel].drums);
    m_mirror.control(lane, value);
}

/// Everything as it is when the music is played up to here from the start.
void LivePlayer::chase() {
    m_snapshot->controls.chase(
        m_head.firstUnplayed(),
        [this](const Lane& lane, std::uint32_t value) { control(lane, value); });
}

void LivePlayer::liftPedals() {
    for (const auto& lane : m_snapshot->controls.lanes)
        if (lane.holdsNotes()) control(lane, 0);
}

void LivePlayer::releaseAll() {
    m_held.forEach([this](KeyId key, std::uint8_t) {
        m_held.set(key, 0);
        if (m_synth) m_synth->key(key, 0);
    });
    m_mirror.letAllGo();
    liftPedals();
}

void LivePlayer::jumpTo(double seconds) {
    releaseAll();
    m_head.jump(seconds);
    m_next = m_snapshot->firstEventAt(seconds);
    if (m_playing) chase();
}

double LivePlayer::tickOf(double seconds) const {
    return m_snapshot->tempo.toTicks(score::Seconds(seconds));
}

void LivePlayer::handle(const command::SetSnapshot& c) {
    const auto& next = *c.snapshot;
    const auto carried = [&](double seconds) {
        return next.tempo.toSeconds(tickOf(seconds)).value;
    };
    const double now = carried(m_head.seconds());
    m_next = next.firstEventAt(carried(m_head.firstUnplayed()));
    m_held.forEach([&](KeyId key, std::uint8_t) {
        const auto channel = static_cast<std::size_t>(channelOf(key));
        const bool goesOn = next.holds(key, now) && next.channels[channel].midiChannel ==
                                                        m_snapshot->channels[channel].midiChannel;
        if (!goesOn) strike(key, 0);
    });
    m_head.jump(now);
    const bool sameControls = next.controls == m_snapshot->controls;
    if (!sameControls)
        for (const auto& lane : m_snapshot->controls.lanes)
            if (lane.kind != Lane::Kind::moment) control(lane, lane.initial);
    retire(std::exchange(m_snapshot, c.snapshot));
    applyChannels();
    if (!sameControls && m_playing) chase();
    updateLoop();
}

void LivePlayer::applyChannels() {
    for (std::size_t i = 0; i < m_snapshot->channels.size(); ++i) {
        const auto& setup = m_snapshot->channels[i];
        if (m_applied[i] == setup) continue;
        m_applied[i] = setup;
        if (m_synth) m_synth->setUp(static_cast<int>(i), setup);
        m_mirror.setUp(setup);
    }
}

void LivePlayer::handle(const command::SetSynth& c) {
    retire(m_fading);
    m_fading = std::exchange(m_synth, c.synth);
    m_fadeLeft = std::llround(kFadeSeconds * m_sampleRate);
    for (auto& audition : m_auditions) audition.framesLeft = 0;
    m_silentFrames = 0;
    for (std::size_t i = 0; i < m_applied.size(); ++i)
        if (m_applied[i]) m_synth->setUp(static_cast<int>(i), *m_applied[i]);
    if (m_playing) chase();
    m_held.forEach([this](KeyId key, std::uint8_t velocity) { m_synth->key(key, velocity); });
}

void LivePlayer::handle(const command::SetPort& c) {
    retire(m_mirror.setPort(c.holder));
    for (const auto& setup : m_snapshot->channels) m_mirror.setUp(setup);
    if (m_playing) chase();
}

void LivePlayer::handle(const command::Play& c) {
    m_playing = true;
    // A device may have been switched on or reset since it was last told.
    for (const auto& setup : m_snapshot->channels) m_mirror.setUp(setup);
    chase();
    m_handled = c.ticket;
}

void LivePlayer::handle(const command::Stop& c) {
    m_playing = false;
    releaseAll();
    m_handled = c.ticket;
}

void LivePlayer::handle(const command::Seek& c) {
    jumpTo(m_snapshot->tempo.toSeconds(c.tick).value);
    m_handled = c.ticket;
}

void LivePlayer::handle(const command::SetLoop& c) {
    m_loop = c;
    updateLoop();
}

void LivePlayer::updateLoop() {
    m_loopBegin = m_snapshot->tempo.toSeconds(m_loop.beginTick).value;
    m_loopEnd = m_snapshot->tempo.toSeconds(m_loop.endTick).value;
    if (m_loopEnd - m_loopBegin < kShortestLoop) m_loopEnd = m_loopBegin;
}

void LivePlayer::handle(const command::SetTempoScale& c) {
    m_head.setScale(c.scale);
}

void LivePlayer::handle(const command::SetGain& c) {
    m_gainWanted = c.gain;
}

void LivePlayer::handle(const command::Audition& c) {
    auto& audition = m_auditions[m_nextAudition];
    const int channel = kTrackChannels + static_cast<int>(m_nextAudition);
    m_nextAudition = (m_nextAudition + 1) % m_auditions.size();
    if (audition.framesLeft > 0) endAudition(audition);
    audition = {keyId(channel, c.pitch), c.setup.midiChannel,
                std::llround(kAuditionSeconds * m_sampleRate)};
    m_silentFrames = 0;
    if (m_synth) {
        m_synth->setUp(channel, c.setup);
        m_synth->key(audition.key, c.velocity);
    }
    m_mirror.key(audition.midiChannel, c.pitch, c.velocity);
}

void LivePlayer::endAudition(SoundingAudition& audition) {
    audition.framesLeft = 0;
    if (m_synth) m_synth->key(audition.key, 0);
    m_mirror.key(audition.midiChannel, pitchOf(audition.key), 0);
}

std::int64_t LivePlayer::framesToAuditionEnd() const {
    auto first = kNever;
    for (const auto& audition : m_auditions)
        if (audition.framesLeft > 0) first = std::min(first, audition.framesLeft);
    return first;
}

void LivePlayer::advanceAuditions(std::int64_t frames) {
    for (auto& audition : m_auditions) {
        if (audition.framesLeft == 0) continue;
        audition.framesLeft -= frames;
        if (audition.framesLeft <= 0) endAudition(audition);
    }
}

void LivePlayer::render(float* left, float* right, int frames) {
    const bool asleep = static_cast<double>(m_silentFrames) > kSleepAfterSeconds * m_sampleRate;
    if (m_synth && !asleep) {
        m_synth->render(left, right, frames, 1);
        noteSilence(left, right, frames);
    } else {
        std::fill_n(left, frames, 0.0F);
        std::fill_n(right, frames, 0.0F);
    }
    if (m_fading) mixFading(left, right, frames);
}

void LivePlayer::noteSilence(const float* left, const float* right, int frames) {
    const bool silent = m_synth->activeVoices() == 0 && peakOf(left, frames) < kInaudible &&
                        peakOf(right, frames) < kInaudible;
    m_silentFrames = silent ? m_silentFrames + frames : 0;
}

void LivePlayer::mixFading(float* left, float* right, int frames) {
    std::array<float, kMostFrames> oldLeft;
    std::array<float, kMostFrames> oldRight;
    m_fading->render(oldLeft.data(), oldRight.data(), frames, 1);
    const auto whole = static_cast<float>(kFadeSeconds * m_sampleRate);
    for (int i = 0; i < frames && m_fadeLeft > 0; ++i, --m_fadeLeft) {
        const float part = static_cast<float>(m_fadeLeft) / whole;
        left[i] += part * oldLeft[static_cast<std::size_t>(i)];
        right[i] += part * oldRight[static_cast<std::size_t>(i)];
    }
    if (m_fadeLeft == 0) retire(std::exchange(m_fading, nullptr));
}

void LivePlayer::applyGain(float* left, float* right, int frames) {
    const float step = (m_gainWanted - m_gain) / static_cast<float>(frames);
    for (int i = 0; i < frames; ++i) {
        m_gain += step;
        left[i] = rounded(left[i] * m_gain);
        right[i] = rounded(right[i] * m_gain);
    }
    m_gain = m_gainWanted;
}

} // namespace contrafact::audio
