// SPDX-License-Identifier: GPL-3.0-or-later
// The session file (.contrafact): one SQLite database with the score, the takes and their
// provenance, the history of runs with their curves, and the state of the panels. It is written
// whole under another name and renamed, and read whole into memory, so that no journal is left
// beside it and a read-only place will do. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/score/score.h"

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace contrafact::session {

/// A piece of music that was composed, imported or kept, and how it came to be.
struct Take {
    std::int64_t id = 0;
    std::string name;       ///< "Take 14 · bars 5-8"
    std::string created;    ///< ISO 8601, UTC
    std::string provenance; ///< one line of JSON (models::Generated) or {"imported": path}
    bool starred = false;
    score::Score score;
};

struct RunCurve {
    std::string key;
    std::vector<double> step;
    std::vector<double> value;
};
struct RunRecord {
    std::string folder;
    std::string json; ///< run.json as it was
    std::vector<RunCurve> curves;
};

struct Session {
    score::Score score;
    std::vector<Take> takes;
    std::vector<RunRecord> runs;
    std::map<std::string, std::string>
        settings; ///< panel state: seed, controls, chosen model, corpus
};

/// A session as the bytes of its file.
Result<std::vector<std::byte>> encode(const Session& session);
/// The error says whether they are no session, damaged, or from a newer program.
Result<Session> decode(std::vector<std::byte> bytes);

/// Atomic; a full disk or a kill leaves the old file whole.
Result<void> save(const Session& session, const std::filesystem::path& path);
Result<Session> load(const std::filesystem::path& path);

/// Where the unsaved changes of the session at `session` are kept (empty: it has no name yet): in
/// the user's data folder, which can be written to where the session's own may not.
std::filesystem::path recoveryFile(const std::filesystem::path& session = {});
/// Whether changes are kept there that are newer than the session: the program was cut off.
bool recoveryIsNewer(const std::filesystem::path& session = {});
/// Call it when the session was saved or its changes were given up.
void discardRecovery(const std::filesystem::path& session = {});

} // namespace contrafact::session
