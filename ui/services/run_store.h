// SPDX-License-Identifier: GPL-3.0-or-later
// Training runs: the run folders on disk, and those a session remembers though their folder is
// gone. Read on a worker. GUI thread.
#pragma once

#include "core/session/session.h"
#include "models/api/descriptor.h"
#include "models/api/run.h"
#include "ui/services/worker.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <filesystem>
#include <vector>

namespace contrafact::ui {

struct RunEntry {
    models::RunInfo info;
    std::filesystem::path checkpoint; ///< the newest good one; empty when there is none
    bool complete = false;            ///< every stage of that checkpoint has been trained
    /// `info.state` is "interrupted" for a run whose program died.
    bool onDisk = true;     ///< false: only the session's record of it is left
    bool elsewhere = false; ///< another program trains it just now
};

/// A model that can compose, as lists show it.
struct NamedModel {
    QString name;
    std::filesystem::path checkpoint;
};

class RunStore : public QObject {
    Q_OBJECT
public:
    explicit RunStore(QObject* parent = nullptr);

    const std::vector<RunEntry>& all() const { return m_runs; } ///< newest first
    const RunEntry* find(const std::filesystem::path& folder) const;
    /// A system's models: the one that came with the program, then its runs, newest first.
    std::vector<NamedModel> modelsOf(const models::SystemDescriptor& system) const;
    /// Reads the runs folder again, on a worker; changed() follows.
    void refresh();
    bool refreshing() const { return m_refreshing; }
    /// Moves runs' folders to the desktop's bin, on a worker, and forgets the session's records of
    /// them; changed() follows, or problem().
    void remove(const std::vector<std::filesystem::path>& folders);
    /// Gives a run another name, which is its folder's, on a worker: renamed() and changed()
    /// follow, or problem(). Nothing may be training it.
    void rename(const std::filesystem::path& folder, const QString& name);
    /// Why a run cannot be called that, as a sentence; empty: it can.
    QString whyNotNamed(const std::filesystem::path& folder, const QString& name) const;
    /// The curves that the session keeps of a run; none when it does not know it.
    std::vector<models::Curve> remembered(const std::filesystem::path& folder) const;

    /// Keeps a run in the session's history; its files are read on a worker.
    void remember(const std::filesystem::path& folder);
    const std::vector<session::RunRecord>& records() const { return m_records; }
    void restore(std::vector<session::RunRecord> records);

    /// "dcgan · my run": the folder's name, after the system's id where it does not begin with it.
    static QString title(const models::RunInfo& run);
    /// "27 Nov 2026 17:05", of this place's clock.
    static QString startedText(const models::RunInfo& run);

Q_SIGNALS:
    void changed();
    /// find(from) still knows it; whoever keeps paths follows. changed() comes next.
    void renamed(const std::filesystem::path& from, const std::filesystem::path& to);
    void problem(const QString& message);

private:
    void show(std::vector<RunEntry> runs);
    void keep(session::RunRecord record);
    void forget(const std::vector<std::filesystem::path>& folders);
    void move(const std::filesystem::path& from, const std::filesystem::path& to);

    std::vector<RunEntry> m_runs;
    std::vector<session::RunRecord> m_records;
    bool m_refreshing = false;
    Worker m_worker{this};
    QTimer m_look; ///< while another program trains
    Worker m_recorder{this};
    Worker m_remover{this};
    Worker m_renamer{this};
};

} // namespace contrafact::ui
