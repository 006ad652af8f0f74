// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/run_store.h"

#include "core/base/file.h"
#include "models/api/checkpoint.h"
#include "models/api/open_model.h"
#include "ui/services/moved_path.h"

#include <QDateTime>
#include <QFile>
#include <QLocale>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>

namespace contrafact::ui {

namespace {

constexpr auto kRunning = "running";
constexpr auto kInterrupted = "interrupted";
constexpr auto kLookEvery = std::chrono::seconds(3); ///< at runs of other programs
constexpr auto kSilence = std::chrono::seconds(90);  ///< longer than any step or validation

/// Another process of this program; numbers of processes are used again.
bool isOneOfOurs(long long pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
    std::string name;
    return pid != ::getpid() && std::getline(file, name) && name.starts_with("contrafact");
}

/// A program that was killed had no chance to write that its run is over.
bool abandoned(const models::RunInfo& info) {
    if (info.state != kRunning) return false;
    const auto text = base::readText(info.folder / "run.json");
    const auto json = nlohmann::json::parse(text ? *text : std::string(), nullptr, false);
    if (json.is_object() && json.value("pid", nlohmann::json()).is_number_integer())
        return !isOneOfOurs(json["pid"].get<long long>());
    std::error_code error; // a run of an earlier version
    const auto last = std::filesystem::last_write_time(info.folder / "metrics.csv", error);
    return error || std::filesystem::file_time_type::clock::now() - last > kSilence;
}

RunEntry entryOf(models::RunInfo info) {
    RunEntry entry;
    if (abandoned(info)) info.state = kInterrupted;
    entry.elsewhere = info.state == kRunning;
    if (auto path = models::resolveCheckpoint(info.folder)) {
        if (const auto peek = models::peekCheckpoint(*path)) {
            entry.checkpoint = *path;
            entry.complete = peek->complete;
        }
    }
    entry.info = std::move(info);
    return entry;
}

std::vector<RunEntry> readRuns(std::stop_token stop) {
    std::vector<RunEntry> runs;
    for (auto& info : models::listRuns(models::runsFolder())) {
        if (stop.stop_requested()) break;
        runs.push_back(entryOf(std::move(info)));
    }
    return runs;
}

/// What the session's own copy of run.json still says of a run whose folder is gone.
RunEntry entryOf(const session::RunRecord& record) {
    RunEntry entry;
    entry.onDisk = false;
    entry.info.folder = record.folder;
    const auto json = nlohmann::json::parse(record.json, nullptr, false);
    if (!json.is_object()) return entry;
    entry.info.system = json.value("system", std::string());
    entry.info.corpus = json.value("corpus", std::string());
    entry.info.started = json.value("started", std::string());
    entry.info.state = json.value("state", std::string());
    return entry;
}

session::RunRecord recordOf(const std::filesystem::path& folder) {
    session::RunRecord record;
    record.folder = folder.string();
    if (auto text = base::readText(folder / "run.json")) record.json = *text;
    if (auto read = models::readCurves(folder))
        for (auto& curve : *read)
            record.curves.push_back(
                {std::move(curve.key), std::move(curve.step), std::move(curve.value)});
    return record;
}

bool sameFolder(const std::filesystem::path& a, const std::filesystem::path& b) {
    return a.lexically_normal() == b.lexically_normal();
}

struct Removed {
    std::vector<std::filesystem::path> gone, left;
};

constexpr qsizetype kLongestName = 255; ///< of a folder, in bytes

Result<void> moveFolder(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code error;
    // Another program may have made it meanwhile.
    if (std::filesystem::exists(to, error))
        return Error{"there is a folder called " + to.filename().string() + " already"};
    std::filesystem::rename(from, to, error);
    if (error) return Error{from.string() + " cannot be renamed: " + error.message()};
    return {};
}

Removed moveToBin(const std::vector<std::filesystem::path>& folders) {
    Removed removed;
    for (const auto& folder : folders) {
        const bool gone = !std::filesystem::exists(folder) ||
                          QFile::moveToTrash(QString::fromStdString(folder.string()));
        (gone ? removed.gone : removed.left).push_back(folder);
    }
    return removed;
}

} // namespace

RunStore::RunStore(QObject* parent)
    : QObject(parent) {
    m_look.setSingleShot(true);
    m_look.setInterval(kLookEvery);
    connect(&m_look, &QTimer::timeout, this, &RunStore::refresh);
}

const RunEntry* RunStore::find(const std::filesystem::path& folder) const {
    const auto it = std::find_if(m_runs.begin(), m_runs.end(), [&](const RunEntry& run) {
        return sameFolder(run.info.folder, folder);
    });
    return it == m_runs.end() ? nullptr : &*it;
}

void RunStore::refresh() {
    m_refreshing = true;
    // What is still being read is out of date now: the old reading stops at the next run.
    m_worker.start(readRuns, [this](std::vector<RunEntry> runs) { show(std::move(runs)); });
}

void RunStore::show(std::vector<RunEntry> runs) {
    m_refreshing = false;
    m_runs = std::move(runs);
    for (const auto& record : m_records)
        if (!find(record.folder)) m_runs.push_back(entryOf(record));
    // Nobody tells when another program's training ends.
    if (std::ranges::any_of(m_runs, &RunEntry::elsewhere)) m_look.start();
    Q_EMIT changed();
}

std::vector<models::Curve> RunStore::remembered(const std::filesystem::path& folder) const {
    for (const auto& record : m_records) {
        if (!sameFolder(record.folder, folder)) continue;
        std::vector<models::Curve> curves;
        for (const auto& curve : record.curves)
            curves.push_back({curve.key, curve.step, curve.value});
        return curves;
    }
    return {};
}

void RunStore::remember(const std::filesystem::path& folder) {
    m_recorder.start([folder](std::stop_token) { return recordOf(folder); },
                     [this](session::RunRecord record) { keep(std::move(record)); });
}

void RunStore::keep(session::RunRecord record) {
    std::erase_if(m_records, [&](const session::RunRecord& old) {
        return sameFolder(old.folder, record.folder);
    });
    m_records.push_back(std::move(record));
    Q_EMIT changed();
}

void RunStore::restore(std::vector<session::RunRecord> records) {
    m_records = std::move(records);
    refresh();
}

void RunStore::remove(const std::vector<std::filesystem::path>& folders) {
    m_remover.start([folders](std::stop_token) { return moveToBin(folders); },
                    [this](const Removed& removed) {
                        forget(removed.gone);
                        for (const auto& folder : removed.left)
                            Q_EMIT problem(tr("The run could not be moved to the bin: %1")
                                               .arg(QString::fromStdString(folder.string())));
                    });
}

void RunStore::forget(const std::vector<std::filesystem::path>& folders) {
    for (const auto& folder : folders)
        std::erase_if(m_records, [&](const session::RunRecord& record) {
            return sameFolder(record.folder, folder);
        });
    refresh();
}

QString RunStore::whyNotNamed(const std::filesystem::path& folder, const QString& name) const {
    if (name.trimmed().isEmpty()) return tr("A run needs a name.");
    if (name.contains(QLatin1Char('/'))) return tr("A name cannot have a slash: it is a folder's.");
    if (name.startsWith(QLatin1Char('.')))
        return tr("A name cannot begin with a dot: its folder would be hidden.");
    if (std::ranges::any_of(name, [](QChar c) { return c.category() == QChar::Other_Control; }))
        return tr("A name is one line.");
    if (name.toUtf8().size() > kLongestName) return tr("That is too long for a folder's name.");
    const auto wanted = folder.parent_path() / name.toStdString();
    if (!sameFolder(wanted, folder) && find(wanted)) return tr("Another run is called that.");
    return {};
}

void RunStore::rename(const std::filesystem::path& folder, const QString& name) {
    if (const auto why = whyNotNamed(folder, name); !why.isEmpty()) return Q_EMIT problem(why);
    const auto target = folder.parent_path() / name.toStdString();
    m_renamer.start(
        [folder, target](std::stop_token) { return moveFolder(folder, target); },
        [this, folder, target](const Result<void>& done) {
            if (done) return move(folder, target);
            Q_EMIT problem(
                tr("The run keeps its name: %1").arg(QString::fromStdString(done.message())));
        });
}

void RunStore::move(const std::filesystem::path& from, const std::filesystem::path& to) {
    Q_EMIT renamed(from, to);
    for (auto& run : m_runs) {
        run.checkpoint = movedPath(run.checkpoint, from, to);
        run.info.folder = movedPath(run.info.folder, from, to);
    }
    for (auto& record : m_records) record.folder = movedPath(record.folder, from, to).string();
    Q_EMIT changed();
    if (m_refreshing) refresh(); // what is being read may still have the old name
}

std::vector<NamedModel> RunStore::modelsOf(const models::SystemDescriptor& system) const {
    std::vector<NamedModel> found;
    if (const auto starter = models::starterCheckpoint(system.id))
        found.push_back({tr("%1 starter").arg(QString::fromStdString(system.title)), *starter});
    for (const auto& run : m_runs)
        if (run.info.system == system.id && !run.checkpoint.empty())
            found.push_back({title(run.info), run.checkpoint});
    return found;
}

QString RunStore::title(const models::RunInfo& run) {
    const auto name = QString::fromStdString(run.folder.filename().string());
    const auto system = QString::fromStdString(run.system);
    return name.startsWith(system) ? name : QStringLiteral("%1 · %2").arg(system, name);
}

QString RunStore::startedText(const models::RunInfo& run) {
    const auto text = QString::fromStdString(run.started);
    const auto when = QDateTime::fromString(text, Qt::ISODate).toLocalTime();
    return when.isValid() ? QLocale().toString(when, QLocale::ShortFormat) : text;
}

} // namespace contrafact::ui
