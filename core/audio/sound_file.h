// SPDX-License-Identifier: GPL-3.0-or-later
// What lies between rendered samples and a sound file: a spool on disk, because the loudest sample
// is known only at the end and an hour of music does not belong in memory; and the file itself,
// which appears under its name only when it is whole.
#pragma once

#include "core/audio/render.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace contrafact::audio {

/// Interleaved stereo samples in a nameless temporary file: gone when this object or the process
/// is. Writing and reading back belong to one thread.
class SampleSpool {
public:
    /// In the folder the sound file will be in, so that a full or read-only disk shows at once.
    static Result<SampleSpool> create(const std::filesystem::path& folder);
    SampleSpool(SampleSpool&& other) noexcept;
    SampleSpool& operator=(SampleSpool&&) = delete;
    ~SampleSpool();

    Result<void> append(std::span<const float> samples);
    std::int64_t frames() const { return m_samples / 2; }
    float peak() const { return m_peak; }
    /// Calls `take` with all samples in order, piece by piece, until it fails.
    Result<void> replay(const std::function<Result<void>(std::span<float>)>& take) const;

private:
    explicit SampleSpool(int fd);
    Result<void> flush();

    int m_fd = -1;
    std::vector<float> m_buffer;
    std::int64_t m_samples = 0;
    float m_peak = 0;
};

/// Whether the name's extension is one we write; the error lists those.
Result<void> checkSoundFileName(const std::filesystem::path& path);

/// Writes the spooled samples as .wav, .flac or .ogg. Formats that cannot hold peaks over full
/// scale get everything turned down by one factor.
Result<void> writeSoundFile(const SampleSpool& samples, const std::filesystem::path& path,
                            const RenderOptions& options);

} // namespace contrafact::audio
