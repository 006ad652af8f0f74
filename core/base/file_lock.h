// SPDX-License-Identifier: GPL-3.0-or-later
// A lock that programs hold on a file while they change what it stands for; released when the
// object or the program ends. Any thread.
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace contrafact::base {

class FileLock {
public:
    /// Waits until no other object holds the lock on `file`, which is made when missing and stays.
    static Result<FileLock> wait(const std::filesystem::path& file);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

private:
    explicit FileLock(int descriptor)
        : m_descriptor(descriptor) {}

    int m_descriptor = -1;
};

} // namespace contrafact::base
