// SPDX-License-Identifier: GPL-3.0-or-later
// The session file of the window: saving and opening on a worker, one after another, a copy of
// unsaved changes every few seconds for recovery, and whether there are any. What is changed while
// a file is written is unsaved still. GUI thread.
#pragma once

#include "core/session/session.h"
#include "ui/services/worker.h"
#include "ui/studio.h"

#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace contrafact::ui {

class SessionKeeper : public QObject {
    Q_OBJECT
public:
    /// What panels add to the session's settings, and take from them again.
    struct Part {
        std::function<void(std::map<std::string, std::string>&)> save;
        std::function<void(const std::map<std::string, std::string>&)> restore;
    };
    using Done = std::function<void(Result<void>)>;

    explicit SessionKeeper(const Studio& studio, QObject* parent = nullptr);
    ~SessionKeeper() override;

    /// How often unsaved changes are copied; some seconds unless told otherwise.
    void setCopyInterval(int milliseconds);
    void addPart(Part part) { m_parts.push_back(std::move(part)); }

    const std::filesystem::path& path() const { return m_path; } ///< empty: no name yet
    bool modified() const { return m_modified; }
    const QDateTime& lastSaved() const { return m_lastSaved; } ///< invalid: never

    void save(const std::filesystem::path& path, Done done);
    void open(const std::filesystem::path& path, Done done);
    /// Forgets the file; the caller has emptied the document.
    void startNew();

    /// A session whose unsaved changes outlived the program (its own path; empty for one without a
    /// name), or nothing.
    std::optional<std::filesystem::path> recoverable() const;
    void recover(const std::filesystem::path& session, Done done);
    /// Keeps a copy of unsaved changes now and on this thread, because the program is being ended.
    void keepNow();
    /// The unsaved changes are given up: for leaving without saving, or after declining recovery.
    void discard();

Q_SIGNALS:
    void stateChanged(); ///< path, modified or lastSaved

private:
    using Task = std::function<void()>;

    session::Session snapshot() const;
    void restore(const session::Session& session);
    void markModified();
    void markSaved(const std::filesystem::path& path, std::uint64_t changes);
    void keepCopy();
    void whenFree(Task task);
    void startNext();
    template<typename Work, typename Then>
    void run(Work work, Done done, Then then);
    std::filesystem::path recoveryKey() const;

    Studio m_studio;
    std::vector<Part> m_parts;
    std::filesystem::path m_path;
    QDateTime m_lastSaved;
    std::unique_ptr<QLockFile> m_slotLock; ///< the place for unnamed work that this program holds
    std::filesystem::path m_unnamed;       ///< stands for a session without a name
    bool m_modified = false;
    std::uint64_t m_changes = 0; ///< so many so far
    std::uint64_t m_edits = 0;   ///< those of the score
    bool m_copyIsOld = false;
    bool m_copyUnderWay = false;
    bool m_copyGivenUp = false; ///< the one under way is not wanted any more
    std::filesystem::path m_copyKey;
    bool m_restoring = false;
    bool m_busy = false;
    std::deque<Task> m_waiting;
    QTimer m_autosave;
    Worker m_copying{this};
    Worker m_worker{this};
};

} // namespace contrafact::ui
