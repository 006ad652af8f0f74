// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/draft.h"

#include "core/base/path_text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace contrafact::base {

namespace fs = std::filesystem;

namespace {

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

fs::path folderOf(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// A name that no other thread or program uses.
std::string temporaryBeside(const fs::path& path) {
    static std::atomic<unsigned> counter{0};
    return path.native() + "." + std::to_string(::getpid()) + "." + std::to_string(counter++) +
           ".tmp";
}

/// How a file without a name is given one.
std::string ownLink(int descriptor) {
    return "/proc/self/fd/" + std::to_string(descriptor);
}

bool allWritten(int descriptor, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto put = ::write(descriptor, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return true;
}

void syncFolder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace

Result<Draft> Draft::of(const fs::path& name) {
    Draft draft(throughLinks(name));
    std::error_code circle;
    if (fs::is_symlink(draft.m_path, circle))
        return Error{"cannot write " + pathText(name) + ": it links to itself"};
    if (auto opened = draft.open(); !opened) return opened.error();
    return draft;
}

Draft::Draft(fs::path path)
    : m_path(std::move(path)) {}

Draft::Draft(Draft&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_temporary(std::move(other.m_temporary))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_named(std::exchange(other.m_named, false)) {}

Draft::~Draft() {
    if (m_descriptor >= 0) ::close(m_descriptor);
    if (m_named) ::unlink(m_temporary.c_str());
}

Error Draft::failed(const char* verb) const {
    return {std::string("cannot ") + verb + " " + pathText(m_path) + ": " + std::strerror(errno)};
}

Result<void> Draft::open() {
    struct stat old {};
    const bool replaces = ::stat(m_path.c_str(), &old) == 0;
    if (replaces && !S_ISREG(old.st_mode)) // renaming would replace a device
        return Error{"cannot write " + pathText(m_path) + ": it is no ordinary file"};
    const auto folder = folderOf(m_path);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return Error{"cannot make the folder " + pathText(folder) + ": " + error.message()};

    constexpr mode_t kMode = 0644;
    m_temporary = temporaryBeside(m_path);
    m_descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kMode);
    if (m_descriptor >= 0 && ::access(ownLink(m_descriptor).c_str(), F_OK) != 0) {
        ::close(m_descriptor); // it could never get its name
        m_descriptor = -1;
    }
    if (m_descriptor < 0) {
        m_descriptor = ::open(m_temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
        m_named = m_descriptor >= 0;
    }
    if (m_descriptor < 0) return failed("write");
    if (replaces) ::fchmod(m_descriptor, old.st_mode & 07777); // as private as it was
    return {};
}

Result<void> Draft::write(std::span<const std::byte> bytes) {
    return allWritten(m_descriptor, bytes) ? Result<void>() : Result<void>(failed("write"));
}

Result<void> Draft::keep() {
    if (::fsync(m_descriptor) != 0) return failed("write");
    if (!m_named && ::linkat(AT_FDCWD, ownLink(m_descriptor).c_str(), AT_FDCWD, m_temporary.c_str(),
                             AT_SYMLINK_FOLLOW) != 0)
        return failed("write");
    m_named = true;
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0) return failed("replace");
    m_named = false;
    syncFolder(folderOf(m_path));
    return {};
}

} // namespace contrafact::base
