// SPDX-License-Identifier: GPL-3.0-or-later
// A new file that takes the place of an old one only when it is whole. It has no name until then
// (where the file system can), so that a kill leaves nothing behind. Links are followed, and what
// is no ordinary file is refused. One thread at a time; any number of drafts of one name.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace contrafact::base {

class Draft {
public:
    /// For a file of that name, whose folder is made when there is none.
    static Result<Draft> of(const std::filesystem::path& name);
    Draft(Draft&& other) noexcept;
    Draft& operator=(Draft&&) = delete;
    ~Draft(); ///< forgets it unless it was kept

    /// Open for reading and writing; belongs to the draft.
    int descriptor() const { return m_descriptor; }
    Result<void> write(std::span<const std::byte> bytes);
    /// It is on the disk and under its name, or the old file still is and the error says why.
    Result<void> keep();

private:
    explicit Draft(std::filesystem::path path);
    Result<void> open();
    Error failed(const char* verb) const;

    std::filesystem::path m_path;
    std::string m_temporary; ///< beside it, for the moment before the renaming
    int m_descriptor = -1;
    bool m_named = false; ///< the temporary name is taken
};

} // namespace contrafact::base
