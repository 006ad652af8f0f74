// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/sound_file.h"

#include "core/base/draft.h"
#include "core/base/path_text.h"

#include <fcntl.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>

namespace contrafact::audio {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPiece = 1 << 14; // samples a write or read

Error cannotWrite(const fs::path& path, int code) {
    return Error{"cannot write " + base::pathText(path) + ": " + std::strerror(code)};
}

ssize_t writeAll(int fd, const void* data, std::size_t size) {
    const auto* bytes = static_cast<const char*>(data);
    std::size_t done = 0;
    while (done < size) {
        const auto put = ::write(fd, bytes + done, size - done);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return -1;
        done += static_cast<std::size_t>(put);
    }
    return static_cast<ssize_t>(done);
}

int nameLess(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return fd;
    // Some file systems have no nameless files.
    auto name = (folder / ".contrafact-XXXXXX").string();
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0) ::unlink(name.c_str());
    return named;
}

std::string lowerExtension(const fs::path& path) {
    auto out = path.extension().string();
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

/// libsndfile's door to the disk. It loses the error of a write that fails while closing; this
/// keeps it.
struct Disk {
    int fd = -1;
    int error = 0;

    static Disk& of(void* user) { return *static_cast<Disk*>(user); }
    static sf_count_t length(void* user) {
        struct stat info {};
        return ::fstat(of(user).fd, &info) == 0 ? info.st_size : -1;
    }
    static sf_count_t seek(sf_count_t offset, int whence, void* user) {
        return ::lseek(of(user).fd, offset, whence);
    }
    static sf_count_t read(void* data, sf_count_t size, void* user) {
        return ::read(of(user).fd, data, static_cast<std::size_t>(size));
    }
    static sf_count_t write(const void* data, sf_count_t size, void* user) {
        const auto put = writeAll(of(user).fd, data, static_cast<std::size_t>(size));
        if (put < 0) of(user).error = errno;
        return put < 0 ? 0 : put;
    }
    static sf_count_t tell(void* user) { return ::lseek(of(user).fd, 0, SEEK_CUR); }
};

int subtypeOf(SampleFormat format) {
    switch (format) {
    case SampleFormat::Int16:
        return SF_FORMAT_PCM_16;
    case SampleFormat::Int24:
        return SF_FORMAT_PCM_24;
    case SampleFormat::Float32:
        return SF_FORMAT_FLOAT;
    }
    return SF_FORMAT_PCM_16;
}

/// What libsndfile calls the format; .wav beyond 4 GiB needs its 64-bit form.
int sndfileFormat(const fs::path& path, SampleFormat format, std::int64_t frames) {
    constexpr std::int64_t kMostFramesOfWav = 0xFFFF'0000 / 8;
    const auto extension = lowerExtension(path);
    if (extension == ".ogg") return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    if (extension == ".flac") // holds integers only
        return SF_FORMAT_FLAC |
               subtypeOf(format == SampleFormat::Float32 ? SampleFormat::Int24 : format);
    return (frames > kMostFramesOfWav ? SF_FORMAT_RF64 : SF_FORMAT_WAV) | subtypeOf(format);
}

struct CloseSound {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using Sound = std::unique_ptr<SNDFILE, CloseSound>;

Result<Sound> openSound(Disk& disk, int format, int sampleRate) {
    static SF_VIRTUAL_IO io{Disk::length, Disk::seek, Disk::read, Disk::write, Disk::tell};
    SF_INFO info{};
    info.samplerate = sampleRate;
    info.channels = 2;
    info.format = format;
    Sound sound(sf_open_virtual(&io, SFM_WRITE, &info, &disk));
    if (!sound) return Error{sf_strerror(nullptr)};
    sf_command(sound.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
    // The peak chunk holds the time of day: the same music would give another file each time.
    sf_command(sound.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    double quality = 0.6; // about 192 kbit/s of Vorbis
    sf_command(sound.get(), SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
    return sound;
}

Result<void> writeScaled(const SampleSpool& samples, SNDFILE* sound, float factor,
                         const std::stop_token& stop) {
    return samples.replay([&](std::span<float> piece) -> Result<void> {
        if (stop.stop_requested()) return Error{"cancelled"};
        if (factor != 1.0F)
            for (float& sample : piece) sample *= factor;
        const auto count = static_cast<sf_count_t>(piece.size());
        if (sf_write_float(sound, piece.data(), count) != count) return Error{sf_strerror(sound)};
        return {};
    });
}

} // namespace

Result<SampleSpool> SampleSpool::create(const fs::path& folder) {
    const int fd = nameLess(folder);
    if (fd < 0) return cannotWrite(folder, errno);
    return SampleSpool(fd);
}

SampleSpool::SampleSpool(int fd)
    : m_fd(fd) {
    m_buffer.reserve(kPiece);
}

SampleSpool::SampleSpool(SampleSpool&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1))
    , m_buffer(std::move(other.m_buffer))
    , m_samples(other.m_samples)
    , m_peak(other.m_peak) {}

SampleSpool::~SampleSpool() {
    if (m_fd >= 0) ::close(m_fd);
}

Result<void> SampleSpool::append(std::span<const float> samples) {
    for (const float sample : samples) m_peak = std::max(m_peak, std::abs(sample));
    if (m_buffer.size() + samples.size() > kPiece)
        if (auto flushed = flush(); !flushed) return flushed;
    m_buffer.insert(m_buffer.end(), samples.begin(), samples.end());
    m_samples += static_cast<std::int64_t>(samples.size());
    return {};
}

Result<void> SampleSpool::flush() {
    if (writeAll(m_fd, m_buffer.data(), m_buffer.size() * sizeof(float)) < 0)
        return Error{std::strerror(errno)};
    m_buffer.clear();
    return {};
}

Result<void> SampleSpool::replay(const std::function<Result<void>(std::span<float>)>& take) const {
    std::vector<float> piece(kPiece);
    const auto onDisk = (m_samples - static_cast<std::int64_t>(m_buffer.size())) *
                        static_cast<std::int64_t>(sizeof(float));
    for (std::int64_t at = 0; at < onDisk;) {
        const auto want = std::min<std::int64_t>(onDisk - at, kPiece * sizeof(float));
        const auto got = ::pread(m_fd, piece.data(), static_cast<std::size_t>(want), at);
        if (got < 0 && errno == EINTR) continue;
        if (got != want) return Error{"a temporary file could not be read back"};
        at += got;
        const auto samples = static_cast<std::size_t>(got) / sizeof(float);
        if (auto taken = take(std::span(piece).first(samples)); !taken) return taken;
    }
    piece = m_buffer;
    return piece.empty() ? Result<void>{} : take(piece);
}

Result<void> checkSoundFileName(const fs::path& path) {
    const auto extension = lowerExtension(path);
    constexpr std::array kKnown = {".wav", ".flac", ".ogg"};
    if (std::find(kKnown.begin(), kKnown.end(), extension) != kKnown.end()) return {};
    return Error{"cannot write " + base::pathText(path) +
                 " as sound: end its name in .wav, .flac or .ogg"};
}

Result<void> writeSoundFile(const SampleSpool& samples, const fs::path& path,
                            const RenderOptions& options) {
    auto draft = base::Draft::of(path);
    if (!draft) return draft.error();
    Disk disk{draft->descriptor()};
    const int format = sndfileFormat(path, options.format, samples.frames());
    auto sound = openSound(disk, format, options.sampleRate);
    if (!sound) return Error{"cannot write " + base::pathText(path) + ": " + sound.message()};

    const bool holdsPeaks = (format & SF_FORMAT_SUBMASK) == SF_FORMAT_FLOAT;
    const float factor = !holdsPeaks && samples.peak() > 1 ? 1 / samples.peak() : 1.0F;
    auto written = writeScaled(samples, sound->get(), factor, options.stop);
    sound->reset(); // writes what the encoder still holds
    if (disk.error != 0) return cannotWrite(path, disk.error);
    if (!written && options.stop.stop_requested()) return written;
    if (!written) return Error{"cannot write " + base::pathText(path) + ": " + written.message()};
    return draft->keep();
}

} // namespace contrafact::audio
