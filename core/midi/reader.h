// SPDX-License-Identifier: GPL-3.0-or-later
// Standard MIDI Files to scores. Trusts nothing in the file: lengths, counts and ranges are checked
// against the bytes that are there, and every repair is listed as a warning. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/jobs/progress.h"
#include "core/score/score.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace contrafact::midi {

struct ReadOptions {
    std::stop_token stop;  ///< stopping gives the error "cancelled"
    ProgressSink progress; ///< called a few times a second, fraction of bytes read
    /// What names and markers are read as when they are no UTF-8; empty: guessed. See
    /// textEncodings().
    std::string encoding = {};
};

/// What a file held. Formats 0 and 1 give one score; format 2 gives one score per pattern.
/// One file track that plays on several channels becomes one score track per (file track, channel).
/// Everything else that the file carries is kept beside the notes: see Track::events, Score::events
/// and Score::sheets.
struct MidiFile {
    std::vector<score::Score> scores;  ///< never empty
    std::vector<std::string> warnings; ///< one sentence each, at most 100, then a count
    int format = 1;
    int declaredTracks = 0;
    int division = 480;     ///< ticks per quarter, or 0 for SMPTE
    std::string encoding;   ///< of its texts that are no UTF-8; empty when there are none
    std::string provenance; ///< the text event this program writes into exports, if any
};

/// The error names the reason in one sentence; `name` (usually the file name) opens it.
Result<MidiFile> read(std::span<const std::byte> bytes, const std::string& name,
                      const ReadOptions& = {});
Result<MidiFile> readFile(const std::filesystem::path& path, const ReadOptions& = {});

} // namespace contrafact::midi
