// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/engine.h"

#include "core/audio/live_player.h"
#include "core/audio/output.h"
#include "core/audio/synth.h"
#include "core/audio/task_queue.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <semaphore>
#include <tuple>
#include <utility>

namespace contrafact::audio {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kLookEvery = 200ms;
constexpr auto kDeviceIsGoneAfter = 2s; ///< without a callback
constexpr auto kRetryEvery = 5s;

/// Adds a sentence to the others.
void say(std::string& message, const std::string& more) {
    if (!message.empty() && !more.empty()) message += "; ";
    message += more;
}

/// Three threads work here. The control thread (the caller's) only queues. `m_control` is the one
/// producer of the player's ring. `m_loader` does what may take seconds: SoundFonts and devices.
class LiveEngine final : public Engine {
public:
    explicit LiveEngine(const EngineOptions& options);
    ~LiveEngine() override;

    void setScore(const score::Score& score) override;
    void play() override;
    void stop() override;
    void seek(score::Tick tick) override;
    void setLoop(std::optional<LoopRange> loop) override;
    void setTempoScale(double factor) override;
    void setGain(double gain) override;
    void audition(int channel, int program, score::Pitch pitch, int velocity) override;
    void setSoundFont(fs::path path) override;
    void setMidiOut(std::shared_ptr<midiio::OutPort> port) override;
    EngineStatus status() override;

private:
    /// What status() tells that the player does not know.
    struct Facts {
        std::string driver;
        double latencyMs = 0;
        std::size_t underrunsBefore = 0; ///< of devices that are gone
        std::string outputProblem;
        std::string soundFont;
        std::string soundFontProblem;
        std::shared_ptr<midiio::OutPort> port;
        std::shared_ptr<const Feed> feed;
    };

    struct MadeSynth {
        Result<std::unique_ptr<Synth>> synth;
        fs::path font; ///< as it was asked for; empty: the default one
        int sampleRate;
    };

    void send(const Command& command);
    static MadeSynth makeSynth(const fs::path& font, int sampleRate);

    // m_loader's.
    void load(const fs::path& font, std::uint64_t request);
    void findOutputAgain();

    // m_control's.
    void buildNewest();
    void useSynth(MadeSynth& made);
    void use(std::unique_ptr<Output> output, const std::string& problem);
    void lookAfterOutput();
    void replaceLostOutput();

    template<typename Change>
    void tell(Change&& change) {
        const std::lock_guard lock(m_factsMutex);
        change(m_facts);
    }

    const EngineOptions m_options;
    LivePlayer m_player;
    std::unique_ptr<Output> m_output;

    std::mutex m_factsMutex;
    Facts m_facts;
    std::mutex m_newestMutex;
    std::optional<score::Score> m_newest; ///< not built yet
    std::atomic<std::uint64_t> m_fontRequest{0};
    std::atomic<int> m_rate; ///< the device's; written by m_control

    // The control thread's: what was asked for last.
    std::uint64_t m_ticket = 0;
    bool m_wantedPlaying = false;
    std::optional<double> m_wantedTick;

    // m_control's.
    fs::path m_font;
    std::uint64_t m_seenFrames = 0;
    Clock::time_point m_seenAt = Clock::now();
    bool m_lost = false;
    Clock::time_point m_nextRetry;

    TaskQueue m_control;
    TaskQueue m_loader;
};

LiveEngine::LiveEngine(const EngineOptions& options)
    : m_options(options)
    , m_player(options.sampleRate)
    , m_rate(options.sampleRate)
    , m_control(kLookEvery, [this] { lookAfterOutput(); }) {
    auto output = Output::open(options.driver, options.sampleRate);
    const auto problem = output ? std::string() : output.message() + ": playing silently";
    if (!output) output = Output::open("null", options.sampleRate);
    // m_control owns what follows, so it is handed over there; tasks are copied, hence the sharing.
    const auto opened = std::make_shared<std::unique_ptr<Output>>(std::move(output).value());
    const auto made = std::make_shared<MadeSynth>(
        makeSynth(options.soundFont, static_cast<int>((*opened)->sampleRate())));
    std::binary_semaphore ready{0};
    m_control.post([&, opened, made] {
        m_rate = static_cast<int>((*opened)->sampleRate());
        m_player.setSampleRate(m_rate);
        useSynth(*made);
        use(std::move(*opened), problem);
        ready.release();
    });
    ready.acquire();
}

LiveEngine::~LiveEngine() {
    // Each hands work to the other, so both have to end before one of them is gone.
    m_loader.stop();
    m_control.stop();
    tell([](const Facts& facts) {
        if (facts.port) facts.port->allNotesOff();
    });
}

void LiveEngine::send(const Command& command) {
    m_control.post([this, command] { m_player.post(command); });
}

void LiveEngine::setScore(const score::Score& score) {
    {
        const std::lock_guard lock(m_newestMutex);
        m_newest = score;
    }
    m_control.post([this] { buildNewest(); });
}

void LiveEngine::buildNewest() {
    std::optional<score::Score> score;
    {
        const std::lock_guard lock(m_newestMutex);
        score = std::exchange(m_newest, std::nullopt);
    }
    // An earlier task has already built the newest one.
    if (score) m_player.post(command::SetSnapshot{buildSnapshot(*score).release()});
}

void LiveEngine::play() {
    m_wantedPlaying = true;
    send(command::Play{++m_ticket});
}

void LiveEngine::stop() {
    m_wantedPlaying = false;
    send(command::Stop{++m_ticket});
}

void LiveEngine::seek(score::Tick tick) {
    m_wantedTick = static_cast<double>(std::max(tick, score::Tick(0)).value);
    send(command::Seek{*m_wantedTick, ++m_ticket});
}

void LiveEngine::setLoop(std::optional<LoopRange> loop) {
    const auto range = loop ? loop->ticks : score::TickRange{};
    send(command::SetLoop{static_cast<double>(range.begin.value),
                          static_cast<double>(range.end.value)});
}

void LiveEngine::setTempoScale(double factor) {
    send(command::SetTempoScale{std::clamp(factor, 0.25, 4.0)});
}

void LiveEngine::setGain(double gain) {
    send(command::SetGain{static_cast<float>(std::clamp(gain, 0.0, 1.0))});
}

void LiveEngine::audition(int channel, int program, score::Pitch pitch, int velocity) {
    const auto byte = [](int value, int low, int high) {
        return static_cast<std::uint8_t>(std::clamp(value, low, high));
    };
    send(command::Audition{.setup = {.midiChannel = byte(channel, 0, 15),
                                     .program = byte(program, 0, 127),
                                     .drums = channel == 9},
                           .pitch = byte(pitch.value, 0, 127),
                           .velocity = byte(velocity, 1, 127)});
}

void LiveEngine::setSoundFont(fs::path path) {
    m_loader.post(
        [this, path = std::move(path), request = ++m_fontRequest] { load(path, request); });
}

LiveEngine::MadeSynth LiveEngine::makeSynth(const fs::path& font, int sampleRate) {
    return {Synth::create({.soundFont = font, .sampleRate = sampleRate}), font, sampleRate};
}

void LiveEngine::load(const fs::path& font, std::uint64_t request) {
    if (request != m_fontRequest) return; // a newer choice waits behind this one
    const auto made = std::make_shared<MadeSynth>(makeSynth(font, m_rate));
    m_control.post([this, made] { useSynth(*made); });
}

void LiveEngine::useSynth(MadeSynth& made) {
    // The device has changed meanwhile.
    if (made.sampleRate != m_rate) return setSoundFont(made.font);
    tell([&](Facts& facts) {
        facts.soundFontProblem = made.synth ? std::string() : made.synth.message();
        if (made.synth) facts.soundFont = (*made.synth)->soundFont().filename().string();
    });
    if (!made.synth) return;
    m_font = made.font;
    m_player.post(command::SetSynth{made.synth->release()});
}

void LiveEngine::setMidiOut(std::shared_ptr<midiio::OutPort> port) {
    tell([&](Facts& facts) { facts.port = port; });
    m_control.post([this, port = std::move(port)] {
        m_player.post(command::SetPort{std::make_unique<PortHolder>(port).release()});
    });
}

void LiveEngine::use(std::unique_ptr<Output> output, const std::string& problem) {
    m_output = std::move(output); // the one before, if any, calls no more
    if (const auto rate = static_cast<int>(m_output->sampleRate()); rate != m_rate) {
        m_rate = rate;
        m_player.setSampleRate(rate);
        setSoundFont(m_font);
    }
    tell([&](Facts& facts) {
        if (facts.feed) facts.underrunsBefore += facts.feed->underruns;
        facts.feed = m_output->feed();
        facts.driver = m_output->driver();
        facts.latencyMs = m_output->latencyMs();
        facts.outputProblem = problem;
    });
    m_seenFrames = 0;
    m_seenAt = Clock::now();
    m_output->attach(&m_player);
}

void LiveEngine::lookAfterOutput() {
    if (!m_output) return; // still being opened
    m_player.collect();
    const auto now = Clock::now();
    if (const auto frames = m_output->frames(); frames != m_seenFrames) {
        m_seenFrames = frames;
        m_seenAt = now;
    } else if (now - m_seenAt > kDeviceIsGoneAfter) {
        replaceLostOutput();
    }
    if (m_lost && now >= m_nextRetry) {
        m_nextRetry = now + kRetryEvery;
        m_loader.post([this] { findOutputAgain(); });
    }
}

/// The transport goes on by the clock while the device is away.
void LiveEngine::replaceLostOutput() {
    m_output->attach(nullptr);
    std::shared_ptr<Output> lost = std::move(m_output);
    m_loader.post([lost = std::move(lost)]() mutable { lost.reset(); }); // may hang for a while
    auto clock = Output::open("null", m_rate);
    use(std::move(clock).value(),
        "the sound device has stopped: playing silently until it is back");
    m_lost = true;
    m_nextRetry = Clock::now() + kRetryEvery;
}

void LiveEngine::findOutputAgain() {
    auto output = Output::open(m_options.driver, m_options.sampleRate);
    if (!output) return;
    const auto found = std::make_shared<std::unique_ptr<Output>>(std::move(output).value());
    m_control.post([this, found] {
        if (!m_lost) return;
        m_lost = false;
        use(std::move(*found), {});
    });
}

EngineStatus LiveEngine::status() {
    EngineStatus out;
    const bool caughtUp = m_player.ticket() >= m_ticket;
    out.playing = m_player.playing();
    out.tick = m_player.tick();
    out.voices = m_player.activeVoices();
    if (caughtUp) {
        m_wantedTick.reset();
    } else {
        out.playing = m_wantedPlaying;
        out.tick = m_wantedTick.value_or(out.tick);
    }
    std::tie(out.peakLeft, out.peakRight) = m_player.takePeaks();

    tell([&](const Facts& facts) {
        out.driver = facts.driver;
        out.latencyMs = facts.latencyMs;
        out.underruns = facts.underrunsBefore + facts.feed->underruns;
        out.soundFont = facts.soundFont;
        out.message = facts.outputProblem;
        say(out.message, facts.soundFontProblem);
        if (facts.port) say(out.message, facts.port->problem());
    });
    return out;
}

} // namespace

std::unique_ptr<Engine> Engine::create(const EngineOptions& options) {
    return std::make_unique<LiveEngine>(options);
}

} // namespace contrafact::audio
