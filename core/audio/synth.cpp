// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/synth.h"

#include "core/audio/soundfont.h"

#include <fluidsynth.h>

#include <cstring>
#include <fstream>
#include <mutex>

namespace contrafact::audio {

namespace fs = std::filesystem;

namespace {

constexpr int kDrumBank = 128; // where SoundFonts keep their drum kits

/// A SoundFont is a RIFF file of the form "sfbk" that is as long as it says. Looking first gives a
/// better message than the loader's refusal.
Result<void> checkSoundFont(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{"cannot open the SoundFont " + path.string()};
    unsigned char head[12] = {};
    file.read(reinterpret_cast<char*>(head), sizeof head);
    if (!file || std::memcmp(head, "RIFF", 4) != 0 || std::memcmp(head + 8, "sfbk", 4) != 0)
        return Error{path.string() + " is not a SoundFont: choose a .sf2 or .sf3 file"};
    const auto says = head[4] | head[5] << 8 | head[6] << 16 | std::uint64_t{head[7]} << 24;
    std::error_code error;
    if (fs::file_size(path, error) < says + 8)
        return Error{"the SoundFont " + path.string() + " is cut short: fetch it again"};
    return {};
}

/// Banks are numbered by their high half where that is used (GS), else by the low one.
int soundFontBank(int bank) {
    return bank >= 128 ? bank >> 7 : bank;
}

} // namespace

void silenceFluidLog() {
    static std::once_flag once;
    std::call_once(once, [] {
        const auto nothing = [](int, const char*, void*) {};
        for (int level = FLUID_PANIC; level < LAST_LOG_LEVEL; ++level)
            fluid_set_log_function(level, nothing, nullptr);
    });
}

Result<std::unique_ptr<Synth>> Synth::create(const SynthOptions& options) {
    silenceFluidLog();
    auto path = options.soundFont;
    if (path.empty()) {
        auto found = defaultSoundFont();
        if (!found) return found.error();
        path = std::move(found).value();
    }
    if (auto checked = checkSoundFont(path); !checked) return checked.error();

    std::unique_ptr<Synth> synth(new Synth);
    synth->m_soundFont = path;
    synth->m_settings = new_fluid_settings();
    auto* settings = synth->m_settings;
    fluid_settings_setint(settings, "synth.midi-channels", kSynthChannels + 1);
    fluid_settings_setnum(settings, "synth.sample-rate", options.sampleRate);
    fluid_settings_setnum(settings, "synth.gain", options.gain);
    fluid_settings_setint(settings, "synth.reverb.active", options.effects ? 1 : 0);
    fluid_settings_setint(settings, "synth.chorus.active", options.effects ? 1 : 0);
    // One thread at a time is our rule, so its mutex would only be a risk on the audio thread.
    fluid_settings_setint(settings, "synth.threadsafe-api", 0);
    synth->m_synth = new_fluid_synth(settings);
    if (!synth->m_synth) return Error{"the synthesiser could not be started: out of memory?"};
    if (fluid_synth_sfload(synth->m_synth, path.c_str(), 1) == FLUID_FAILED)
        return Error{"the SoundFont " + path.string() +
                     " is damaged: choose another one or fetch it again"};
    return synth;
}

Synth::~Synth() {
    delete_fluid_synth(m_synth);
    delete_fluid_settings(m_settings);
}

void Synth::setUp(int channel, const ChannelSetup& setup) {
    fluid_synth_set_channel_type(m_synth, channel,
                                 setup.drums ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC);
    fluid_synth_bank_select(m_synth, channel, setup.drums ? kDrumBank : soundFontBank(setup.bank));
    fluid_synth_program_change(m_synth, channel, setup.program);
    fluid_synth_cc(m_synth, channel, 7, setup.volume);
    fluid_synth_cc(m_synth, channel, 10, setup.pan);
}

void Synth::control(const Lane& lane, std::uint32_t value, bool drums) {
    const int channel = lane.channel;
    const auto low = static_cast<int>(value & 0x7F), high = static_cast<int>(value >> 7);
    const auto parameter = [&](int selectHigh, int selectLow) {
        fluid_synth_cc(m_synth, channel, selectHigh, lane.number >> 7);
        fluid_synth_cc(m_synth, channel, selectLow, lane.number & 0x7F);
        fluid_synth_cc(m_synth, channel, 38, low); // the high half is what sets it
        fluid_synth_cc(m_synth, channel, 6, high);
    };
    switch (lane.kind) {
    case Lane::Kind::controller:
        fluid_synth_cc(m_synth, channel, lane.number, low);
        return;
    case Lane::Kind::parameter:
        return parameter(101, 100);
    case Lane::Kind::ownParameter:
        return parameter(99, 98);
    case Lane::Kind::program:
        fluid_synth_bank_select(m_synth, channel, drums ? kDrumBank : soundFontBank(high));
        fluid_synth_program_change(m_synth, channel, low);
        return;
    case Lane::Kind::keyPressure:
        fluid_synth_key_pressure(m_synth, channel, lane.number, low);
        return;
    case Lane::Kind::channelPressure:
        fluid_synth_channel_pressure(m_synth, channel, low);
        return;
    case Lane::Kind::bend:
        fluid_synth_pitch_bend(m_synth, channel, static_cast<int>(value));
        return;
    case Lane::Kind::moment: // the modes of FluidSynth's channels are ours to set
        if (lane.number == 120 || lane.number == 123)
            fluid_synth_cc(m_synth, channel, lane.number, low);
        return;
    }
}

void Synth::key(KeyId key, int velocity) {
    if (velocity > 0)
        fluid_synth_noteon(m_synth, channelOf(key), pitchOf(key), velocity);
    else
        fluid_synth_noteoff(m_synth, channelOf(key), pitchOf(key));
}

int Synth::activeVoices() const {
    return fluid_synth_get_active_voice_count(m_synth);
}

void Synth::render(float* left, float* right, int frames, int stride) {
    fluid_synth_write_float(m_synth, frames, left, 0, stride, right, 0, stride);
}

} // namespace contrafact::audio
