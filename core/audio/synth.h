// SPDX-License-Identifier: GPL-3.0-or-later
// One FluidSynth synthesiser with one SoundFont. Nothing outside synth.cpp and output.cpp names
// FluidSynth.
#pragma once

#include "core/audio/retirable.h"
#include "core/audio/snapshot.h"
#include "core/base/result.h"

#include <filesystem>
#include <memory>

// FluidSynth's own names; its header stays out of ours.
struct _fluid_hashtable_t;
struct _fluid_synth_t;

namespace contrafact::audio {

struct SynthOptions {
    std::filesystem::path soundFont; ///< empty: the default one
    int sampleRate = 44100;
    double gain = 0.2;   ///< FluidSynth's synth.gain; 0.2 leaves most songs below full scale
    bool effects = true; ///< reverb and chorus
};

/// Made on any thread; after that all its functions belong to one thread at a time and are
/// real-time safe: no lock, and no allocation but one of FluidSynth's own. Where it is built with
/// OpenMP, as in Debian, it runs its effects in a team of one thread, for which libgomp takes and
/// frees a block each time: some 100 ns in the thread's own arena, without waiting for anyone.
class Synth : public Retirable {
public:
    /// Loads the SoundFont: some 10 ms to seconds. The error says what is wrong with it.
    static Result<std::unique_ptr<Synth>> create(const SynthOptions& options);
    ~Synth() override;

    const std::filesystem::path& soundFont() const { return m_soundFont; }

    void setUp(int channel, const ChannelSetup& setup);
    /// @param drums the channel plays a kit, whatever its bank
    void control(const Lane& lane, std::uint32_t value, bool drums);
    /// Velocity 0 lets the key go.
    void key(KeyId key, int velocity);
    int activeVoices() const;
    /// Writes `frames` samples to each of left[0], left[stride], ... and right[0], ...
    void render(float* left, float* right, int frames, int stride);

private:
    Synth() = default;

    std::filesystem::path m_soundFont;
    _fluid_hashtable_t* m_settings = nullptr;
    _fluid_synth_t* m_synth = nullptr;
};

/// FluidSynth writes its complaints to stderr; ours are said by the callers. Any thread.
void silenceFluidLog();

} // namespace contrafact::audio
