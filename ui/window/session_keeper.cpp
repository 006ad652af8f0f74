// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/session_keeper.h"

#include "core/base/file.h"
#include "ui/document/document.h"
#include "ui/services/library.h"

#include <QDir>
#include <QSettings>

namespace contrafact::ui {
namespace {

constexpr int kAutosaveMs = 6'000; ///< a kill costs at most ten seconds
constexpr int kMostPrograms = 16;  ///< that keep unnamed work side by side
const QString kLastSession = QStringLiteral("session/last");

std::filesystem::path unnamedSlot(int index) {
    if (index == 0) return {};
    return base::dataFolder() / ("untitled-" + std::to_string(index + 1));
}

} // namespace

SessionKeeper::SessionKeeper(const Studio& studio, QObject* parent)
    : QObject(parent)
    , m_studio(studio) {
    const auto folder = base::dataFolder() / "recovery";
    QDir().mkpath(QString::fromStdString(folder.string()));
    for (int i = 0; i < kMostPrograms && !m_slotLock; ++i) {
        const auto name = "untitled-" + std::to_string(i + 1) + ".lock";
        auto lock = std::make_unique<QLockFile>(QString::fromStdString((folder / name).string()));
        if (!lock->tryLock()) continue; // another window of this program is at work there
        m_unnamed = unnamedSlot(i);
        m_slotLock = std::move(lock);
    }
    connect(&studio.document, &Document::changed, this, [this] {
        ++m_edits;
        markModified();
    });
    connect(&studio.document, &Document::locksChanged, this, &SessionKeeper::markModified);
    connect(&studio.library, &Library::modified, this, &SessionKeeper::markModified);
    connect(&m_autosave, &QTimer::timeout, this, &SessionKeeper::keepCopy);
    m_autosave.start(kAutosaveMs);
}

void SessionKeeper::setCopyInterval(int milliseconds) {
    m_autosave.start(milliseconds);
}

SessionKeeper::~SessionKeeper() {
    m_copying.stop();
    if (m_copyUnderWay && m_copyGivenUp) session::discardRecovery(m_copyKey);
}

std::filesystem::path SessionKeeper::recoveryKey() const {
    return m_path.empty() ? m_unnamed : m_path;
}

session::Session SessionKeeper::snapshot() const {
    session::Session session;
    session.score = m_studio.document.score();
    m_studio.library.saveTo(session);
    for (const auto& part : m_parts) part.save(session.settings);
    return session;
}

void SessionKeeper::restore(const session::Session& session) {
    m_restoring = true;
    m_studio.document.reset(session.score);
    m_studio.library.restoreFrom(session);
    for (const auto& part : m_parts) part.restore(session.settings);
    m_restoring = false;
}

void SessionKeeper::markModified() {
    if (m_restoring) return;
    ++m_changes;
    m_copyIsOld = true;
    if (m_modified) return;
    m_modified = true;
    Q_EMIT stateChanged();
}

void SessionKeeper::markSaved(const std::filesystem::path& path, std::uint64_t changes) {
    m_path = path;
    m_modified = m_copyIsOld = m_changes != changes;
    m_lastSaved = QDateTime::currentDateTime();
    if (!m_modified) m_studio.document.undoStack().setClean();
    QSettings().setValue(kLastSession, QString::fromStdString(path.string()));
    Q_EMIT stateChanged();
}

/// Of two files at once the older could be written last, or the newer opened first.
void SessionKeeper::whenFree(Task task) {
    m_waiting.push_back(std::move(task));
    if (!m_busy) startNext();
}

void SessionKeeper::startNext() {
    m_busy = !m_waiting.empty();
    if (!m_busy) return;
    const auto task = std::move(m_waiting.front());
    m_waiting.pop_front();
    task();
}

/// `work(stop)` on the worker, `then` with what came of it if it came to something, and `done`.
template<typename Work, typename Then>
void SessionKeeper::run(Work work, Done done, Then then) {
    m_worker.start(std::move(work),
                   [this, done = std::move(done), then = std::move(then)](auto result) {
                       auto told = result ? then(result) : Result<void>(result.error());
                       startNext();
                       done(std::move(told));
                   });
}

void SessionKeeper::save(const std::filesystem::path& path, Done done) {
    whenFree([this, path, done = std::move(done)] {
        run([session = snapshot(), path](std::stop_token) { return session::save(session, path); },
            done,
            [this, path, changes = m_changes](const Result<void>&) {
                discard();
                markSaved(path, changes);
                return Result<void>();
            });
    });
}

void SessionKeeper::open(const std::filesystem::path& path, Done done) {
    whenFree([this, path, done = std::move(done)] {
        run([path](std::stop_token) { return session::load(path); }, done,
            [this, path, edits = m_edits](const Result<session::Session>& session) {
                if (m_edits != edits)
                    return Result<void>(
                        Error{"the piece was changed in the meantime; open the file again"});
                restore(*session);
                markSaved(path, m_changes);
                return Result<void>();
            });
    });
}

void SessionKeeper::startNew() {
    discard();
    m_path.clear();
    m_lastSaved = {};
    m_modified = false;
    m_copyIsOld = false;
    Q_EMIT stateChanged();
}

void SessionKeeper::keepCopy() {
    if (!m_modified || !m_copyIsOld || m_copyUnderWay) return;
    m_copyIsOld = false;
    m_copyUnderWay = true;
    m_copyGivenUp = false;
    m_copyKey = recoveryKey();
    m_copying.start(
        [session = snapshot(), key = m_copyKey](std::stop_token) {
            return session::save(session, session::recoveryFile(key));
        },
        [this](Result<void> result) {
            m_copyUnderWay = false;
            if (m_copyGivenUp) return session::discardRecovery(m_copyKey);
            if (!result) m_copyIsOld = true; // tried again next time
        });
}

void SessionKeeper::keepNow() {
    if (!m_modified) return;
    m_copying.stop(); // an older copy must not come after this one
    m_copyUnderWay = false;
    m_copyIsOld = !session::save(snapshot(), session::recoveryFile(recoveryKey()));
}

std::optional<std::filesystem::path> SessionKeeper::recoverable() const {
    if (m_slotLock && session::recoveryIsNewer(m_unnamed)) return m_unnamed;
    const auto last = QSettings().value(kLastSession).toString().toStdString();
    if (!last.empty() && session::recoveryIsNewer(last)) return last;
    return std::nullopt;
}

void SessionKeeper::recover(const std::filesystem::path& session, Done done) {
    whenFree([this, session, done = std::move(done)] {
        const auto file = session::recoveryFile(session);
        run([file](std::stop_token) { return session::load(file); }, done,
            [this, session](const Result<session::Session>& kept) {
                restore(*kept);
                m_path = session == m_unnamed ? std::filesystem::path() : session;
                m_modified = true;
                m_copyIsOld = true;
                Q_EMIT stateChanged();
                return Result<void>();
            });
    });
}

void SessionKeeper::discard() {
    m_copyGivenUp = m_copyUnderWay;
    session::discardRecovery(recoveryKey());
}

} // namespace contrafact::ui
