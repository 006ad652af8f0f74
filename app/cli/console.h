// SPDX-License-Identifier: GPL-3.0-or-later
// How the command line speaks: results on stdout, everything else on stderr.
#pragma once

#include "core/base/result.h"
#include "core/jobs/progress.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace contrafact::app {

/// Keys in the order in which they were added.
using Json = nlohmann::ordered_json;

/// "contrafact: ..." on stderr, in one line; returns kFailed.
int fail(const Error& error);
/// The same for what was typed wrongly; returns kWrongUsage.
int misuse(const std::string& message);
void warn(const std::string& message);

/// One line of text on stdout.
void print(std::string_view line);
/// One JSON value on one line of stdout, flushed. Texts that are not UTF-8 are repaired.
void printJson(const Json& json);
/// "1 234 567".
std::string grouped(std::int64_t number);
/// "3:05" or "1:02:03".
std::string clockTime(double seconds);

/// Progress on stderr: a bar on a terminal, otherwise a line every few seconds. One thread at a
/// time.
class ProgressLine {
public:
    ProgressLine();
    ~ProgressLine(); ///< takes the bar away

    void show(const Progress& progress);
    /// A line that stays, above the bar.
    void note(const std::string& line);
    ProgressSink sink() {
        return [this](const Progress& progress) { show(progress); };
    }

private:
    using Clock = std::chrono::steady_clock;
    void erase();

    bool m_terminal;
    bool m_drawn = false;
    std::string m_last;       ///< the plain line shown last; not said twice
    Clock::time_point m_next; ///< not before
};

} // namespace contrafact::app
