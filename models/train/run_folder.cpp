// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/run_folder.h"

#include "core/base/file.h"
#include "core/midi/writer.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace contrafact::models::train {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kNewestCheckpoints = 2;
constexpr std::uintmax_t kOlderBytes = 512ULL << 20; // of all checkpoints before these

std::string number(double value) {
    std::array<char, 32> text;
    return {text.data(), std::to_chars(text.begin(), text.end(), static_cast<float>(value)).ptr};
}

std::string stepName(std::int64_t step) {
    std::array<char, 24> text;
    return {text.data(),
            static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "step-%08lld",
                                                   static_cast<long long>(step)))};
}

std::vector<std::string> fieldsOf(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, ',');) fields.push_back(field);
    return fields;
}

/// The table with the columns of `header`, by their names: those of a run by an earlier version may
/// be fewer or stand elsewhere.
std::string withColumns(const std::string& table, const std::string& header) {
    std::istringstream in(table);
    std::string line;
    std::getline(in, line);
    if (line == header) return table;
    const auto before = fieldsOf(line);
    std::vector<std::size_t> places;
    for (const auto& name : fieldsOf(header))
        places.push_back(
            static_cast<std::size_t>(std::ranges::find(before, name) - before.begin()));
    std::string out = header + "\n";
    while (std::getline(in, line)) {
        const auto fields = fieldsOf(line);
        for (std::size_t i = 0; i < places.size(); ++i)
            out += (i > 0 ? "," : "") + (places[i] < fields.size() ? fields[places[i]] : "");
        out += "\n";
    }
    return out;
}

/// Which of `steps`, descending, are kept: the newest two, the first, and so many between that the
/// gaps between them are no longer than they are old. `sizes` are the files' in bytes.
std::vector<bool> keptSteps(const std::vector<std::int64_t>& steps,
                            const std::vector<std::uintmax_t>& sizes) {
    std::vector<bool> kept(steps.size(), true);
    std::size_t newer = kNewestCheckpoints - 1; // the next one that is kept
    std::uintmax_t bytes = 0;
    for (std::size_t i = kNewestCheckpoints; i < steps.size(); ++i) {
        const bool last = i + 1 == steps.size();
        const bool close = !last && steps[newer] - steps[i + 1] <= steps.front() - steps[newer];
        kept[i] = !close && bytes + sizes[i] <= kOlderBytes;
        if (!kept[i]) continue;
        bytes += sizes[i];
        newer = i;
    }
    return kept;
}

} // namespace

Result<void> RunFolder::create() {
    std::error_code ec;
    if (fs::exists(m_folder / "run.json", ec))
        return Error{m_folder.string() + " holds a run already; resume it or name another folder"};
    for (const char* part : {"checkpoints", "samples"}) {
        fs::create_directories(m_folder / part, ec);
        if (ec)
            return Error{"cannot make the run folder " + m_folder.string() + ": " + ec.message()};
    }
    return lock();
}

/// The kernel lets go of the lock when the process ends, however it ends.
Result<void> RunFolder::lock() {
    const auto path = m_folder / "lock";
    m_lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m_lock < 0) return Error{"cannot write " + path.string()};
    if (::flock(m_lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(std::exchange(m_lock, -1));
        const auto owner = base::readText(path);
        return Error{m_folder.string() + " is being trained into by process " +
                     (owner && !owner->empty() ? *owner : "?") +
                     "; wait for its end, stop it, or name another folder"};
    }
    const auto pid = std::to_string(::getpid());
    if (::ftruncate(m_lock, 0) != 0 ||
        ::pwrite(m_lock, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
        return Error{"cannot write " + path.string()};
    return {};
}

void RunFolder::takeBack() {
    m_metrics.close();
    std::error_code ec;
    for (const char* part : {"run.json", "metrics.csv", "checkpoints", "samples", "lock"})
        fs::remove(m_folder / part, ec);
    fs::remove(m_folder, ec); // unless something else lies in it
    if (m_lock >= 0) ::close(std::exchange(m_lock, -1));
}

RunFolder::~RunFolder() {
    if (m_lock >= 0) ::close(m_lock);
}

Result<void> RunFolder::writeInfo(const RunInfo& info) const {
    nlohmann::json json{{"system", info.system},
                        {"preset", info.preset},
                        {"params", nlohmann::json::parse(toJson(info.params))},
                        {"corpus", info.corpus},
                        {"corpus_hash", info.corpusHash},
                        {"seed", info.seed},
                        {"device", info.device},
                        {"device_id", info.deviceId},
                        {"threads", info.threads},
                        {"seconds", info.seconds},
                        {"started", info.started},
                        {"state", info.state},
                        {"pid", ::getpid()}, // tells a run under way from one that was killed
                        {"steps", info.steps},
                        {"metrics", info.metrics}};
    if (!info.parent.empty()) json["parent"] = info.parent;
    if (info.maxSteps) json["max_steps"] = *info.maxSteps;
    if (info.maxSeconds) json["max_seconds"] = *info.maxSeconds;
    return base::writeFileAtomically(m_folder / "run.json", json.dump(2) + "\n");
}

Result<void> RunFolder::openMetrics(std::int64_t step) {
    const auto path = m_folder / "metrics.csv";
    std::string header = "step,seconds,stage";
    for (const auto& curve : m_descriptor.curves) header += "," + curve.key;
    std::string kept;
    if (step > 0) {
        const auto old = base::readText(path);
        if (old) kept = rowsUpTo(*old, step);
    }
    kept = kept.empty() ? header + "\n" : withColumns(kept, header);
    if (const auto written = base::writeFileAtomically(path, kept); !written)
        return written.error();
    m_metrics.open(path, std::ios::app);
    if (!m_metrics) return Error{"cannot write " + path.string()};
    return {};
}

bool RunFolder::writeRow(const StepSample& sample) {
    std::vector<std::string> cells(m_descriptor.curves.size());
    for (int i = 0; i < sample.count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        cells[static_cast<std::size_t>(sample.curve[at])] = number(sample.value[at]);
    }
    std::string row = std::to_string(sample.step) + "," + number(sample.seconds) + "," +
                      std::to_string(sample.stage);
    for (const auto& cell : cells) row += "," + cell;
    m_metrics << row << '\n' << std::flush;
    return m_metrics.good();
}

Result<fs::path> RunFolder::saveCheckpoint(const TensorFile& file, std::int64_t step, bool best) {
    const auto path = m_folder / "checkpoints" / (stepName(step) + ".safetensors");
    if (const auto saved = saveTensors(file, path); !saved) return saved.error();
    dropOldCheckpoints();
    if (best) {
        // A hard link costs no space and no second write; where there are none, a copy.
        const auto bestPath = m_folder / "checkpoints" / "best.safetensors";
        const auto temporary = m_folder / "checkpoints" / "best.safetensors.new";
        std::error_code ec;
        fs::remove(temporary, ec);
        fs::create_hard_link(path, temporary, ec);
        if (ec) fs::copy_file(path, temporary, fs::copy_options::overwrite_existing, ec);
        if (!ec) fs::rename(temporary, bestPath, ec);
        if (ec) return Error{"cannot write " + bestPath.string() + ": " + ec.message()};
    }
    return path;
}

void RunFolder::dropOldCheckpoints() const {
    std::vector<std::pair<std::int64_t, fs::path>> all;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(m_folder / "checkpoints", ec)) {
        constexpr std::string_view kPrefix = "step-";
        const auto name = entry.path().filename().string();
        if (name.starts_with(kPrefix) && name.ends_with(".safetensors"))
            all.emplace_back(std::strtoll(name.c_str() + kPrefix.size(), nullptr, 10),
                             entry.path());
    }
    std::ranges::sort(all, std::greater());
    std::vector<std::int64_t> steps;
    std::vector<std::uintmax_t> sizes;
    for (const auto& [step, path] : all) {
        steps.push_back(step);
        sizes.push_back(fs::file_size(path, ec));
    }
    const auto kept = keptSteps(steps, sizes);
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!kept[i]) fs::remove(all[i].second, ec);
}

Result<void> RunFolder::saveSample(const Sample& sample, std::int64_t step) const {
    auto path = sampleFile(m_folder, step);
    if (const auto saved = midi::writeFile(sample.score, path); !saved) return saved;
    if (!sample.abc.empty())
        if (const auto saved =
                base::writeFileAtomically(path.replace_extension(".abc"), sample.abc);
            !saved)
            return saved;
    if (sample.images.empty()) return {};
    const auto picture = exchange::encodeImage(sample.images.front());
    if (!picture) return picture.error();
    return base::writeFileAtomically(path.replace_extension(".png"), *picture);
}

} // namespace contrafact::models::train
