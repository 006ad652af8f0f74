// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/run.h"

#include "core/base/file.h"
#include "models/api/descriptor.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace contrafact::models {

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

std::string text(const Json& json, const char* key) {
    const auto at = json.find(key);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// The fields of one line of metrics.csv, which has no quoting.
std::vector<std::string_view> fields(std::string_view line) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0;;) {
        const auto comma = line.find(',', at);
        out.push_back(line.substr(at, comma - at));
        if (comma == std::string_view::npos) return out;
        at = comma + 1;
    }
}

std::string_view takeLine(std::string_view& rest) {
    const auto end = rest.find('\n');
    // A line without its end was cut by a kill in mid-write.
    const auto line = end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return line;
}

double number(std::string_view field) {
    return std::strtod(std::string(field).c_str(), nullptr);
}

void addRow(std::vector<Curve>& curves, const std::vector<std::string_view>& row,
            std::size_t firstCurve) {
    const double step = number(row[0]);
    const int stage = static_cast<int>(number(row[2]));
    for (std::size_t i = 0; i < curves.size() && firstCurve + i < row.size(); ++i) {
        const auto field = row[firstCurve + i];
        if (field.empty()) continue;
        curves[i].step.push_back(step);
        curves[i].value.push_back(number(field));
        curves[i].stage.push_back(stage);
    }
}

/// What the session had beside its parameters; older runs do not tell.
void readSession(const Json& json, RunInfo& info) {
    info.deviceId = text(json, "device_id");
    const auto number = [&](const char* key) {
        const auto at = json.find(key);
        return at != json.end() && at->is_number() ? std::optional(at->get<double>())
                                                   : std::nullopt;
    };
    info.threads = static_cast<int>(number("threads").value_or(0));
    info.maxSeconds = number("max_seconds");
    info.seconds = number("seconds").value_or(0);
    if (const auto steps = number("max_steps")) info.maxSteps = static_cast<std::int64_t>(*steps);
}

} // namespace

std::string rowsUpTo(const std::string& metrics, std::int64_t step) {
    std::size_t end = metrics.find('\n');
    if (end == std::string::npos) return {};
    for (++end; end < metrics.size();) {
        const auto next = metrics.find('\n', end);
        if (next == std::string::npos || std::strtoll(metrics.c_str() + end, nullptr, 10) > step)
            break;
        end = next + 1;
    }
    return metrics.substr(0, end);
}

Result<RunInfo> readRun(const fs::path& folder) {
    const auto content = base::readText(folder / "run.json");
    if (!content) return Error{folder.string() + " is no run folder: " + content.message()};
    const auto json = Json::parse(*content, nullptr, false);
    const auto* system = json.is_object() ? findSystem(text(json, "system")) : nullptr;
    if (!system)
        return Error{(folder / "run.json").string() + " cannot be read or names no known system"};
    auto params = paramsFromJson(system->training, json.value("params", Json::object()).dump());
    if (!params) return Error{(folder / "run.json").string() + ": " + params.message()};

    RunInfo info{.folder = folder, .system = system->id, .params = std::move(params).value()};
    info.preset = text(json, "preset");
    info.corpus = text(json, "corpus");
    info.corpusHash = text(json, "corpus_hash");
    info.device = text(json, "device");
    info.started = text(json, "started");
    info.parent = text(json, "parent");
    info.state = text(json, "state");
    if (json.contains("seed") && json["seed"].is_number_unsigned())
        info.seed = json["seed"].get<std::uint64_t>();
    if (json.contains("steps") && json["steps"].is_number_integer())
        info.steps = json["steps"].get<std::int64_t>();
    readSession(json, info);
    const auto metrics = json.value("metrics", Json::object());
    for (const auto& [key, value] : metrics.items())
        if (value.is_number()) info.metrics[key] = value.get<double>();
    return info;
}

Result<std::vector<Curve>> readCurves(const fs::path& folder) {
    const auto content = base::readText(folder / "metrics.csv");
    if (!content) return content.error();
    std::string_view rest = *content;
    const auto header = fields(takeLine(rest));
    constexpr std::size_t kFirstCurve = 3; // after step, seconds and stage
    if (header.size() < kFirstCurve || header[0] != "step")
        return Error{(folder / "metrics.csv").string() + " has no header line"};

    std::vector<Curve> curves;
    for (std::size_t i = kFirstCurve; i < header.size(); ++i)
        curves.push_back({.key = std::string(header[i])});
    while (!rest.empty()) {
        const auto line = takeLine(rest);
        if (const auto row = fields(line); row.size() > kFirstCurve)
            addRow(curves, row, kFirstCurve);
    }
    return curves;
}

std::vector<RunInfo> listRuns(const fs::path& parent) {
    std::vector<RunInfo> runs;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(parent, ec)) {
        if (!fs::exists(entry.path() / "run.json", ec)) continue;
        if (auto run = readRun(entry.path()); run) runs.push_back(std::move(run).value());
    }
    std::ranges::sort(runs, std::greater(), &RunInfo::started);
    return runs;
}

std::vector<std::int64_t> sampleSteps(const fs::path& run) {
    constexpr std::string_view kPrefix = "step-";
    std::vector<std::int64_t> steps;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(run / "samples", ec)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(kPrefix) || entry.path().extension() != ".mid") continue;
        const auto step = std::strtoll(name.c_str() + kPrefix.size(), nullptr, 10);
        if (sampleFile(run, step) == entry.path()) steps.push_back(step);
    }
    std::ranges::sort(steps);
    return steps;
}

fs::path sampleFile(const fs::path& run, std::int64_t step) {
    std::array<char, 40> name;
    const int length =
        std::snprintf(name.data(), name.size(), "step-%08lld.mid", static_cast<long long>(step));
    return run / "samples" / std::string(name.data(), static_cast<std::size_t>(length));
}

fs::path runsFolder() {
    return base::dataFolder() / "runs";
}

} // namespace contrafact::models
