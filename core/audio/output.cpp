// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/output.h"

#include "core/midiio/sound_system.h"
#include "core/midiio/within_time.h"

#include <fluidsynth.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>
#include <vector>

namespace contrafact::audio {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// A sound server shares the card, so it comes before what takes the card for itself.
constexpr std::array kDrivers = {"pulseaudio", "pipewire", "jack", "alsa"};
constexpr auto kOpening = 3s;
constexpr auto kClosing = 2s;
constexpr auto kFirstCallback = 1s;
constexpr auto kPaceTrial = 60ms;

// 35 ms: short enough for a key click, long enough to survive a busy machine.
constexpr int kPeriodFrames = 256;
constexpr int kPeriods = 6;
constexpr int kClockBlock = 256;

void pauseFor(Clock::duration time) {
    std::this_thread::sleep_for(time);
}

/// The samples go nowhere, but their time passes as it would in a sound card.
class ClockOutput : public Output {
public:
    explicit ClockOutput(double sampleRate)
        : Output("null", sampleRate)
        , m_thread([this](const std::stop_token& stop) { run(stop); }) {}
    ~ClockOutput() override { attach(nullptr); }

    double latencyMs() const override { return 1000.0 * kClockBlock / sampleRate(); }

private:
    void run(const std::stop_token& stop) {
        std::array<float, kClockBlock> left{};
        std::array<float, kClockBlock> right{};
        const auto block = std::chrono::duration_cast<Clock::duration>(
            std::chrono::duration<double>(kClockBlock / sampleRate()));
        auto due = Clock::now();
        while (!stop.stop_requested()) {
            m_feed->fill(left.data(), right.data(), kClockBlock);
            // After a long sleep of the machine the music goes on; it does not catch up.
            due = std::max(due + block, Clock::now() - 10 * block);
            std::this_thread::sleep_until(due);
        }
    }

    std::jthread m_thread;
};

/// The driver and what its callback needs; deleted on a thread that may hang with it.
struct FluidDriver {
    std::shared_ptr<Feed> feed;
    fluid_settings_t* settings = new_fluid_settings();
    fluid_audio_driver_t* driver = nullptr;

    FluidDriver() = default;
    FluidDriver(const FluidDriver&) = delete;
    FluidDriver& operator=(const FluidDriver&) = delete;
    ~FluidDriver() {
        delete_fluid_audio_driver(driver);
        delete_fluid_settings(settings);
    }

    static int callback(void* user, int frames, int, float**, int outs, float** out) {
        if (outs >= 2) static_cast<Feed*>(user)->fill(out[0], out[1], frames);
        return FLUID_OK;
    }
};

class FluidOutput : public Output {
public:
    FluidOutput(std::string name, double sampleRate)
        : Output(std::move(name), sampleRate)
        , m_fluid(std::make_shared<FluidDriver>()) {
        m_fluid->feed = m_feed;
    }

    ~FluidOutput() override {
        attach(nullptr);
        static_cast<void>(midiio::withinTime(kClosing, [fluid = std::move(m_fluid)]() mutable {
            fluid.reset();
            return true;
        }));
    }

    bool start() {
        auto* settings = m_fluid->settings;
        if (fluid_settings_setstr(settings, "audio.driver", m_driver.c_str()) != FLUID_OK)
            return false;
        // Other drivers convert; a JACK server decides the rate, and FluidSynth does not tell it.
        if (m_driver == "jack") {
            const int rate = midiio::jackSampleRate();
            if (rate == 0) return false;
            m_feed->sampleRate = rate;
        }
        fluid_settings_setstr(settings, "audio.jack.id", "Contrafact Studio");
        fluid_settings_setint(settings, "audio.jack.autoconnect", 1);
        fluid_settings_setint(settings, "audio.period-size", kPeriodFrames);
        fluid_settings_setint(settings, "audio.periods", kPeriods);
        fluid_settings_setnum(settings, "synth.sample-rate", sampleRate());
        m_fluid->driver = new_fluid_audio_driver2(settings, FluidDriver::callback, m_feed.get());
        return m_fluid->driver != nullptr;
    }

    /// A driver that never asks for samples, or asks as fast as it can, is none.
    bool keepsTime() const {
        const auto giveUp = Clock::now() + kFirstCallback;
        while (frames() == 0 && Clock::now() < giveUp) pauseFor(2ms);
        if (frames() == 0) return false;
        const auto before = frames();
        pauseFor(kPaceTrial);
        return static_cast<double>(frames() - before) < sampleRate();
    }

    double latencyMs() const override {
        const int frames =
            m_driver == "jack" ? m_feed->blockFrames.load() : kPeriodFrames * kPeriods;
        return 1000.0 * frames / sampleRate();
    }

private:
    std::shared_ptr<FluidDriver> m_fluid;
};

std::unique_ptr<Output> tryFluid(const std::string& driver, int sampleRate) {
    auto opened = midiio::withinTime(kOpening, [driver, sampleRate] {
        auto output = std::make_unique<FluidOutput>(driver, sampleRate);
        const bool plays = output->start() && output->keepsTime();
        return plays ? std::move(output) : nullptr;
    });
    return opened ? std::move(*opened) : nullptr;
}

} // namespace

void Feed::fill(float* left, float* right, int count) {
    const auto begin = Clock::now();
    m_inside = true;
    if (auto* player = m_player.load()) {
        player->process(left, right, count);
    } else {
        std::fill_n(left, count, 0.0F);
        std::fill_n(right, count, 0.0F);
    }
    m_inside = false;
    const std::chrono::duration<double> took = Clock::now() - begin;
    if (took.count() * sampleRate > count) underruns.fetch_add(1, std::memory_order_relaxed);
    blockFrames.store(count, std::memory_order_relaxed);
    frames.fetch_add(static_cast<std::uint64_t>(count), std::memory_order_relaxed);
}

void Feed::attach(LivePlayer* player) {
    m_player = nullptr;
    while (m_inside) pauseFor(100us);
    m_player = player;
}

Output::Output(std::string driver, double sampleRate)
    : m_driver(std::move(driver))
    , m_feed(std::make_shared<Feed>()) {
    m_feed->sampleRate = sampleRate;
}

Result<std::unique_ptr<Output>> Output::open(const std::string& driver, int sampleRate) {
    silenceFluidLog();
    midiio::silenceSoundSystems();
    if (driver == "null") return std::unique_ptr<Output>(std::make_unique<ClockOutput>(sampleRate));
    const auto names = driver.empty() ? std::vector<std::string>(kDrivers.begin(), kDrivers.end())
                                      : std::vector{driver};
    for (const auto& name : names)
        if (auto output = tryFluid(name, sampleRate)) return output;
    return Error{driver.empty() ? "no sound card or sound server was found"
                                : "the sound driver " + driver + " does not work here"};
}

} // namespace contrafact::audio
