// SPDX-License-Identifier: GPL-3.0-or-later
// Composing for the window: owns a worker thread with the loaded checkpoint. The newest request
// wins: older ones are stopped or dropped, so that a dragged slider never queues up work. The
// networks' library is loaded by the worker on the first load(). GUI thread.
#pragma once

#include "models/api/descriptor.h"
#include "models/api/generation.h"
#include "models/api/networks.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace contrafact::ui {

/// What the networks' library said about itself once it was loaded.
struct NetworksInfo {
    std::vector<models::DeviceInfo> devices;
    QString version;
    QString warning; ///< slow BLAS, else empty
};

class ComposeService : public QObject {
    Q_OBJECT
public:
    /// Opens a checkpoint; called on the worker.
    using Opener =
        std::function<Result<std::unique_ptr<models::Composer>>(const std::filesystem::path&)>;

    explicit ComposeService(QObject* parent = nullptr);
    /// @param opener opens checkpoints in the place of the networks' library; may be empty
    ComposeService(Opener opener, QObject* parent);
    ~ComposeService() override;

    /// Loads a checkpoint (a file or a run folder) on the worker; ready() or failed() follows.
    /// Until then requests go to what was loaded before.
    void load(const std::filesystem::path& checkpoint);
    /// Loads the best of the checkpoints that came with the program: a run takes its place when it
    /// is chosen, not by being newer. Call it after the first paint.
    void loadDefault();

    /// The checkpoint in use lies elsewhere now, if it was in `from`.
    void moveRun(const std::filesystem::path& from, const std::filesystem::path& to);

    /// What opens a checkpoint here; may be called on any thread.
    const Opener& opener() const { return m_opener; }
    bool loading() const { return m_loading; }
    bool composing() const { return m_pending != 0; }
    /// The checkpoint in use; null before ready().
    const models::CheckpointInfo* info() const { return m_info ? &*m_info : nullptr; }
    /// Its system; null before ready().
    const models::SystemDescriptor* system() const;
    /// What it can do; nothing at all before ready().
    models::Capabilities capabilities() const;
    const std::optional<NetworksInfo>& networks() const { return m_networks; }
    /// Of the checkpoint in use; null until latentMapReady().
    std::shared_ptr<const models::LatentMap> latentMap() const { return m_map; }
    /// From the last request to its notes.
    double latencyMs() const { return m_latencyMs; }

    /// Composes each request in turn: generated() arrives once for each, with the id that is
    /// returned. A later call (or cancel) takes the place of an earlier one.
    quint64 request(std::vector<models::GenerationRequest> requests);
    quint64 request(models::GenerationRequest one);
    void cancel();
    /// Stops the request under way and takes what it has made so far: generated() with `cut`, or
    /// cancelled() where there is nothing.
    void cutShort();

    /// Asks how likely the notes of a piece are, of the checkpoint in use or, where its system does
    /// not say it, of the starter. Waits while something is composed; a later call takes the place
    /// of an earlier one. judged() or notJudged() follows.
    void judge(score::Score piece);

Q_SIGNALS:
    void loadingStarted(const QString& name);
    void networksLoaded(); ///< networks() is there now
    void ready();          ///< info() and system() are those of a new checkpoint
    void latentMapReady();
    void generated(std::shared_ptr<const contrafact::models::Generated> result, quint64 id,
                   int index);
    /// The music so far of a request that streams; at most 30 times a second, the newest.
    void partial(std::shared_ptr<const contrafact::score::Score> music, quint64 id, int index);
    void cancelled(quint64 id); ///< cutShort() found nothing to keep
    void judged(std::shared_ptr<const contrafact::models::PieceLikelihood> likelihood);
    void notJudged(const QString& message);
    void finished(quint64 id); ///< all of the request's pieces are there
    void failed(const QString& message);
    void composingChanged(bool composing);

private:
    class Thread;

    void deliver(std::shared_ptr<const models::Generated> result, quint64 id, int index, bool last);
    void setPending(quint64 id);

    const Opener m_opener;
    std::optional<models::CheckpointInfo> m_info;
    std::optional<NetworksInfo> m_networks;
    std::shared_ptr<const models::LatentMap> m_map;
    quint64 m_lastId = 0;
    quint64 m_pending = 0; ///< the request under way, 0: none
    bool m_loading = false;
    double m_latencyMs = 0;
    QElapsedTimer m_clock; ///< since the last request
    std::unique_ptr<Thread> m_thread;
};

} // namespace contrafact::ui
