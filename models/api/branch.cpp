// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/branch.h"

#include "core/base/file.h"
#include "core/base/path_text.h"
#include "models/api/checkpoint.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdlib>
#include <ctime>
#include <optional>

namespace contrafact::models {

namespace fs = std::filesystem;

namespace {

/// The checkpoint that a branch at `step` begins with.
Result<CheckpointInfo> checkpointAt(const fs::path& run, std::int64_t step) {
    std::optional<CheckpointInfo> before, oldest;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(run / "checkpoints", ec)) {
        const auto info = peekCheckpoint(entry.path());
        if (!info || info->complete) continue; // nothing goes on from the end
        if (!oldest || info->step < oldest->step) oldest = *info;
        if (info->step <= step && (!before || info->step > before->step)) before = *info;
    }
    if (!oldest)
        return Error{"there is no checkpoint in " + base::pathText(run) + " to go on from"};
    return before ? *before : *oldest;
}

Result<void> copyInto(const fs::path& file, const fs::path& folder) {
    std::error_code ec;
    fs::copy_file(file, folder / file.filename(), ec);
    if (ec) return Error{"cannot copy " + base::pathText(file) + ": " + ec.message()};
    return {};
}

std::string utcNow() {
    const std::time_t time = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&time, &utc);
    std::array<char, 32> text;
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

Result<void> copySamples(const fs::path& from, std::int64_t step, const fs::path& to) {
    for (const auto made : sampleSteps(from)) {
        if (made > step) break;
        for (const char* kind : {".mid", ".abc", ".png"}) {
            auto file = sampleFile(from, made);
            std::error_code ec;
            if (!fs::exists(file.replace_extension(kind), ec)) continue;
            if (const auto copied = copyInto(file, to / "samples"); !copied) return copied;
        }
    }
    return {};
}

/// Of the last row, whose second field they are.
double secondsOf(const std::string& rows) {
    const auto line = rows.rfind('\n', rows.size() - 2);
    const auto comma = line == std::string::npos ? line : rows.find(',', line);
    return comma == std::string::npos ? 0 : std::strtod(rows.c_str() + comma + 1, nullptr);
}

Result<void> writeRunFile(const fs::path& from, std::int64_t step, double seconds,
                          const fs::path& to) {
    const auto content = base::readText(from / "run.json");
    if (!content) return content.error();
    auto json = nlohmann::json::parse(*content, nullptr, false);
    if (!json.is_object()) return Error{base::pathText(from / "run.json") + " cannot be read"};
    json["parent"] = base::pathText(from.filename()) + ", step " + std::to_string(step);
    json["started"] = utcNow();
    json["state"] = "stopped";
    json["steps"] = step;
    json["seconds"] = seconds;
    return base::writeFileAtomically(to / "run.json", json.dump(2) + "\n");
}

} // namespace

std::map<std::string, std::string> changesOnTheWay(const Finding& finding,
                                                   const ParamSchema& schema) {
    auto changes = finding.change;
    std::erase_if(changes, [&](const auto& change) {
        const auto* spec = schema.find(change.first);
        return !spec || !changesOnTheWay(spec->role);
    });
    return changes;
}

Result<std::int64_t> branchStep(const fs::path& run, std::int64_t step) {
    const auto checkpoint = checkpointAt(run, step);
    if (!checkpoint) return checkpoint.error();
    return checkpoint->step;
}

Result<void> branchRun(const fs::path& from, std::int64_t step, const fs::path& to) {
    const auto checkpoint = checkpointAt(from, step);
    if (!checkpoint) return checkpoint.error();
    std::error_code ec;
    if (fs::exists(to / "run.json", ec))
        return Error{base::pathText(to) + " holds a run already; name another folder"};
    for (const char* part : {"checkpoints", "samples"}) {
        fs::create_directories(to / part, ec);
        if (ec) return Error{"cannot make the folder " + base::pathText(to) + ": " + ec.message()};
    }
    if (const auto copied = copyInto(checkpoint->path, to / "checkpoints"); !copied) return copied;
    if (const auto copied = copySamples(from, checkpoint->step, to); !copied) return copied;
    const auto metrics = base::readText(from / "metrics.csv");
    if (!metrics) return metrics.error();
    const auto rows = rowsUpTo(*metrics, checkpoint->step);
    if (const auto written = base::writeFileAtomically(to / "metrics.csv", rows); !written)
        return written;
    // Last: a folder without it is no run.
    return writeRunFile(from, checkpoint->step, rows.size() < 2 ? 0 : secondsOf(rows), to);
}

} // namespace contrafact::models
