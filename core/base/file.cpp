// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"

#include "core/base/path_text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
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

template<typename Buffer>
Result<Buffer> readWhole(const fs::path& path) {
    Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.fd < 0) return failed("open", path);
    struct stat info {};
    if (::fstat(file.fd, &info) != 0) return failed("read", path);
    if (S_ISDIR(info.st_mode)) return Error{"cannot read " + pathText(path) + ": it is a folder"};
    if (S_ISCHR(info.st_mode) || S_ISBLK(info.st_mode))
        return Error{"cannot read " + pathText(path) + ": it is a device"};

    Buffer out;
    out.resize(static_cast<std::size_t>(info.st_size) +
               1); // one more, to see the end at the first try
    std::size_t used = 0;
    for (;;) {
        if (used > kLongestStream && !S_ISREG(info.st_mode))
            return Error{"cannot read " + path.string() + ": it does not end"};
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

bool writeAll(int fd, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto put = ::write(fd, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return true;
}

Result<void> writeTemporary(const fs::path& path, std::span<const std::byte> bytes) {
    Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (file.fd < 0) return failed("write", path);
    if (!writeAll(file.fd, bytes) || ::fsync(file.fd) != 0) return failed("write", path);
    struct stat info {};
    if (::fstat(file.fd, &info) != 0) return failed("write", path);
    if (static_cast<std::size_t>(info.st_size) != bytes.size())
        return Error{"cannot write " + pathText(path) + ": the disk took only a part of it"};
    return {};
}

/// Where a path leads through symbolic links, whether or not there is a file yet.
fs::path throughLinks(fs::path path) {
    constexpr int kMostLinks = 40; // as many as the kernel follows
    std::error_code error;
    for (int i = 0; i < kMostLinks && fs::is_symlink(path, error); ++i) {
        const auto to = fs::read_symlink(path, error);
        if (error) break;
        path = to.is_absolute() ? to : path.parent_path() / to;
    }
    return path;
}

void syncFolder(const fs::path& folder) {
    Descriptor dir{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (dir.fd >= 0) ::fsync(dir.fd);
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

Result<void> writeFileAtomically(const fs::path& name, std::span<const std::byte> bytes) {
    const auto path = throughLinks(name);
    std::error_code circle;
    if (fs::is_symlink(path, circle))
        return Error{"cannot write " + pathText(name) + ": it links to itself"};
    struct stat old {};
    if (::stat(path.c_str(), &old) == 0 && !S_ISREG(old.st_mode)) // renaming would replace a device
        return Error{"cannot write " + pathText(path) + ": it is no ordinary file"};
    const auto folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return Error{"cannot make the folder " + pathText(folder) + ": " + error.message()};

    const fs::path temporary = path.string() + "." + std::to_string(::getpid()) + ".tmp";
    auto written = writeTemporary(temporary, bytes);
    if (written && ::rename(temporary.c_str(), path.c_str()) != 0)
        written = failed("replace", path);
    if (!written) {
        ::unlink(temporary.c_str());
        return written;
    }
    syncFolder(folder);
    return {};
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
