// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace contrafact::base {

Result<FileLock> FileLock::wait(const std::filesystem::path& file) {
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    int status = -1;
    do status = descriptor < 0 ? -1 : ::flock(descriptor, LOCK_EX);
    while (descriptor >= 0 && status != 0 && errno == EINTR);
    if (status == 0) return FileLock(descriptor);
    const std::string why = std::strerror(errno);
    if (descriptor >= 0) ::close(descriptor);
    return Error{"cannot lock " + file.string() + ": " + why};
}

FileLock::FileLock(FileLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FileLock::~FileLock() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

} // namespace contrafact::base
