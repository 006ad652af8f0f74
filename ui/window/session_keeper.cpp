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
    connect(&studio.document, &Document::changed, this, &SessionKeeper::markModified);
    connect(&studio.library, &Library::modified, this, &SessionKeeper::markModified);
    connect(&m_autosave, &QTimer::timeout, this, &SessionKeeper::keepCopy);
    m_autosave.start(kAutosaveMs);
}

void SessionKeeper::setCopyInterval(int milliseconds) {
    m_autosave.start(milliseconds);
}

SessionKeeper::~SessionKeeper() = default;

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
    m_copyIsOld = true;
    if (m_modified) return;
    m_modified = true;
    Q_EMIT stateChanged();
}

void SessionKeeper::markSaved(const std::filesystem::path& path) {
    m_path = path;
    m_modified = false;
    m_copyIsOld = false;
    m_lastSaved = QDateTime::currentDateTime();
    m_studio.document.undoStack().setClean();
    QSettings().setValue(kLastSession, QString::fromStdString(path.string()));
    Q_EMIT stateChanged();
}

void SessionKeeper::save(const std::filesystem::path& path, Done done) {
    m_worker.start(
        [session = snapshot(), path](std::stop_token) { return session::save(session, path); },
        [this, path, done = std::move(done)](Result<void> result) {
            if (result) {
                discard();
                markSaved(path);
            }
            done(std::move(result));
        });
}

void SessionKeeper::open(const std::filesystem::path& path, Done done) {
    m_worker.start([path](std::stop_token) { return session::load(path); },
                   [this, path, done = std::move(done)](Result<session::Session> result) {
                       if (!result) return done(result.error());
                       restore(*result);
                       markSaved(path);
                       done({});
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
    m_copying.start(
        [session = snapshot(), key = recoveryKey()](std::stop_token stop) {
            auto result = session::save(session, session::recoveryFile(key));
            if (stop.stop_requested()) session::discardRecovery(key); // given up in the meantime
            return result;
        },
        [this](Result<void> result) {
            m_copyUnderWay = false;
            if (!result) m_copyIsOld = true; // tried again next time
        });
}

void SessionKeeper::keepNow() {
    if (!m_modified) return;
    m_copyIsOld = !session::save(snapshot(), session::recoveryFile(recoveryKey()));
}

std::optional<std::filesystem::path> SessionKeeper::recoverable() const {
    if (m_slotLock && session::recoveryIsNewer(m_unnamed)) return m_unnamed;
    const auto last = QSettings().value(kLastSession).toString().toStdString();
    if (!last.empty() && session::recoveryIsNewer(last)) return last;
    return std::nullopt;
}

void SessionKeeper::recover(const std::filesystem::path& session, Done done) {
    const auto file = session::recoveryFile(session);
    m_worker.start([file](std::stop_token) { return session::load(file); },
                   [this, session, done = std::move(done)](Result<session::Session> result) {
                       if (!result) return done(result.error());
                       restore(*result);
                       m_path = session == m_unnamed ? std::filesystem::path() : session;
                       m_modified = true;
                       m_copyIsOld = true;
                       Q_EMIT stateChanged();
                       done({});
                   });
}

void SessionKeeper::discard() {
    m_copying.requestStop();
    m_copyUnderWay = false;
    session::discardRecovery(recoveryKey());
}

} // namespace contrafact::ui
