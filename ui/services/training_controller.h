// SPDX-License-Identifier: GPL-3.0-or-later
// Training for the window: wraps the training session, drains its samples and events 30 times a
// second and tells the panels once for each batch. Keeps the curves, log and samples of the run,
// so that a panel opened late shows all of it. GUI thread.
#pragma once

#include "models/api/run.h"
#include "models/api/training.h"
#include "ui/plots/curve_data.h"
#include "ui/services/countdown.h"
#include "ui/services/sample_store.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace contrafact::ui {

/// What one drain brought.
struct TrainingBatch {
    std::vector<models::StepSample> samples;
    int newWarnings = 0; ///< of TrainingController::warnings()
    int newLogLines = 0; ///< of TrainingController::log()
};

class TrainingController : public QObject {
    Q_OBJECT
public:
    using Starter =
        std::function<std::unique_ptr<models::TrainingSession>(models::TrainingRequest)>;

    explicit TrainingController(QObject* parent = nullptr);
    /// @param starter begins sessions; empty: in the networks' library
    TrainingController(Starter starter, QObject* parent);
    ~TrainingController() override;

    /// Begins a run in a new folder of the runs folder (`request.run` empty), or goes on with one
    /// (`resume`), whose curves then go on too. Fails when one is under way or the folder cannot be
    /// made.
    Result<void> start(models::TrainingRequest request);
    void pause();
    void resume();
    void stop(); ///< a checkpoint is written, then ended() arrives
    void checkpoint();

    /// A session is under way (running, paused or stopping).
    bool active() const { return m_session != nullptr; }
    const models::TrainingStatus& status() const { return m_status; }
    /// The run under way or the last one; its system is null before the first.
    const models::TrainingRequest& request() const { return m_request; }
    const models::SystemDescriptor* system() const;
    const std::vector<CurveData>& curves() const { return m_curves; } ///< as descriptor.curves
    SampleStore& samples() { return m_samples; }
    const SampleStore& samples() const { return m_samples; }
    const std::vector<models::TrainingWarning>& warnings() const { return m_warnings; }
    const QStringList& log() const { return m_log; }
    const std::filesystem::path& lastCheckpoint() const { return m_lastCheckpoint; }
    /// "Piano VAE · epoch 3 of 12 · 31 it/s · ETA 4 m 12 s", "Piano VAE · epoch 3 of 12 · paused"
    QString statusText() const;

    /// Shows a run of the past: its curves take the place of those of the last session. Does
    /// nothing while a session is under way.
    void show(const std::filesystem::path& folder, const models::SystemDescriptor& system,
              const std::vector<models::Curve>& curves);

    /// The run that was trained or shown last lies elsewhere now, if it was `from`: moved()
    /// follows. A run under way cannot be moved.
    void moveRun(const std::filesystem::path& from, const std::filesystem::path& to);

Q_SIGNALS:
    void started();
    void batch(const contrafact::ui::TrainingBatch& batch);
    void statusChanged();
    void checkpointWritten(const QString& path);
    /// `error` is empty on success; `stopped` when before its planned end.
    void ended(const QString& runFolder, const QString& error, bool stopped);
    void shown(); ///< curves() are those of another run
    void moved(); ///< request().run is the same run under another name

private:
    void drain();
    void countDown();
    bool paused() const;
    void keep(const std::vector<models::StepSample>& samples);
    void finish();
    void handle(const models::TrainingEvent& event, TrainingBatch& batch);
    void clear(const models::SystemDescriptor& system);
    void joinPast();

    Starter m_starter;
    std::unique_ptr<models::TrainingSession> m_session;
    models::TrainingRequest m_request;
    models::TrainingStatus m_status;
    std::vector<CurveData> m_curves;
    SampleStore m_samples;
    std::vector<models::TrainingWarning> m_warnings;
    QStringList m_log;
    std::filesystem::path m_lastCheckpoint;
    std::optional<models::TrainingEnded> m_end;
    QTimer m_timer;
    QElapsedTimer m_clock; ///< of m_left
    Countdown m_left;
    std::vector<models::Curve> m_past; ///< of a run that goes on; until the first new step is there
    Worker m_reader{this};
};

/// "4 m 12 s"; empty when negative.
QString durationText(double seconds);

} // namespace contrafact::ui
