// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/session/session.h"

#include <string>
#include <system_error>

namespace contrafact::session {

namespace fs = std::filesystem;

fs::path recoveryFile(const fs::path& session) {
    const auto folder = base::dataFolder() / "recovery";
    if (session.empty()) return folder / "untitled.contrafact";
    std::error_code error;
    const auto whole = fs::weakly_canonical(session, error).string();
    // Sessions of one name in several folders stay apart.
    const auto digest = base::sha256(std::as_bytes(std::span(whole))).substr(0, 12);
    return folder / (session.stem().string() + "-" + digest + ".contrafact");
}

bool recoveryIsNewer(const fs::path& session) {
    std::error_code error;
    const auto kept = fs::last_write_time(recoveryFile(session), error);
    if (error) return false;
    const auto saved = fs::last_write_time(session, error);
    return error || kept > saved;
}

void discardRecovery(const fs::path& session) {
    std::error_code ignored;
    fs::remove(recoveryFile(session), ignored);
}

} // namespace contrafact::session
