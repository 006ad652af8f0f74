// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"

#include "core/base/draft.h"
#include "core/base/path_text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace contrafact::base {

namespace fs = std::filesystem;

namespace {

Error failed(const char* verb, const fs::path& path) {
    return {std::string("cannot ") + verb + " " + pathText(path) + ": " + std::strerror(errno)};
}

/// Closes on every path out.
struct Descriptor {
    int fd = -1;
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
};

/// More than any music comes through a pipe.
constexpr std::size_t kLongestStream = std::size_t{1} << 30;

/// Half of this computer's memory: what is read is decoded besides.
std::int64_t largestFile() {
    static const std::int64_t size =
        std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE) / 2;
    return size;
}

template<typename Buffer>
Result<Buffer> readWhole(const fs::path& path) {
    Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.fd < 0) return failed("open", path);
    struct stat info {};
    if (::fstat(file.fd, &info) != 0) return failed("read", path);
    if (S_ISDIR(info.st_mode)) return Error{"cannot read " + pathText(path) + ": it is a folder"};
    if (S_ISCHR(info.st_mode) || S_ISBLK(info.st_mode))
        return Error{"cannot read " + pathText(path) + ": it is a device"};
    if (info.st_size > largestFile())
        return Error{"cannot read " + pathText(path) +
                     ": it is too large for this computer's memory"};

    Buffer out;
    out.resize(static_cast<std::size_t>(info.st_size) +
               1); // one more, to see the end at the first try
    std::size_t used = 0;
    for (;;) {
        if (used > kLongestStream && !S_ISREG(info.st_mode))
            return Error{"cannot read " + pathText(path) + ": it does not end"};
        if (used == out.size()) out.resize(out.size() * 2);
        const auto got = ::read(file.fd, out.data() + used, out.size() - used);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed("read", path);
        if (got == 0) break;
        used += static_cast<std::size_t>(got);
    }
    out.resize(used);
    return out;
}

fs::path xdgFolder(const char* variable, const char* fallback) {
    if (const char* set = std::getenv(variable); set && *set == '/')
        return fs::path(set) / "contrafact";
    const char* home = std::getenv("HOME");
    return fs::path(home && *home ? home : "/tmp") / fallback / "contrafact";
}

} // namespace

Result<std::vector<std::byte>> readFile(const fs::path& path) {
    return readWhole<std::vector<std::byte>>(path);
}

Result<std::string> readText(const fs::path& path) {
    return readWhole<std::string>(path);
}

Result<void> writeFileAtomically(const fs::path& path, std::span<const std::byte> bytes) {
    auto draft = Draft::of(path);
    if (!draft) return draft.error();
    if (auto written = draft->write(bytes); !written) return written;
    return draft->keep();
}

Result<void> writeFileAtomically(const fs::path& path, std::string_view text) {
    return writeFileAtomically(path, std::as_bytes(std::span(text)));
}

fs::path dataFolder() {
    return xdgFolder("XDG_DATA_HOME", ".local/share");
}
fs::path cacheFolder() {
    return xdgFolder("XDG_CACHE_HOME", ".cache");
}

} // namespace contrafact::base
