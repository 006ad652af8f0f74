// SPDX-License-Identifier: GPL-3.0-or-later
// Off-line rendering of a score to a sound file through FluidSynth. Any worker thread; several at
// once.
#pragma once

#include "core/base/result.h"
#include "core/jobs/progress.h"
#include "core/score/score.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace contrafact::audio {

enum class SampleFormat { Int16, Int24, Float32 };

struct RenderOptions {
    std::filesystem::path soundFont; ///< empty: the default one
    int sampleRate = 44100;          ///< 8000..96000
    SampleFormat format =
        SampleFormat::Int16;   ///< integer formats are scaled down when they would clip
    double gain = 0.2;         ///< FluidSynth's synth.gain
    int blockSize = 1024;      ///< frames a call; the result does not depend on it
    double maxTailSeconds = 8; ///< waits for the reverb to fade, at most so long
    std::stop_token stop;      ///< stopping gives the error "cancelled"
    ProgressSink progress;
};

/// Interleaved stereo.
Result<std::vector<float>> renderToMemory(const score::Score& score, const RenderOptions& = {});
/// .wav, .flac or .ogg by the path's extension. On error or cancel no file is left behind.
Result<void> renderToFile(const score::Score& score, const std::filesystem::path& path,
                          const RenderOptions& = {});

} // namespace contrafact::audio
