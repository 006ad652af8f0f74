// SPDX-License-Identifier: GPL-3.0-or-later
// Training as the window and the command line see it: a request, a session on a worker thread that
// can be paused, stopped and checkpointed, a ring of plain samples, and events in order.
#pragma once

#include "core/base/result.h"
#include "core/corpus/corpus.h"
#include "core/exchange/roll_image.h"
#include "core/rt/spsc_ring.h"
#include "core/score/score.h"
#include "models/api/descriptor.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace contrafact::models {

struct TrainingRequest {
    std::string system;
    Params params;
    std::shared_ptr<const corpus::Corpus> corpus;
    std::filesystem::path run; ///< folder; made when missing
    std::uint64_t seed = 1;
    /// Continue from the newest good checkpoint in `run`; device, threads and budget are the run's
    /// own where they are not given here.
    bool resume = false;
    /// A checkpoint whose weights a new run begins with, of the same system and shapes; empty: they
    /// are drawn from the seed. Only where SystemDescriptor::learnsOn.
    std::filesystem::path weights;
    std::string device = "auto"; ///< auto | cpu | cuda
    /// Over all stages, instead of the parameters' own length.
    std::optional<std::int64_t> maxSteps;
    /// A time budget, shared out over the stages; no stage takes more steps than it has planned,
    /// and what it leaves goes to those after it.
    std::optional<double> maxSeconds;
    int threads = 0; ///< 0: the faster of 1 and 2, measured
};

/// One optimiser step's values, plain data for the ring.
struct StepSample {
    static constexpr int kMax = 32; ///< more in one step are an error
    std::int64_t step = 0;          ///< counted over all stages
    double seconds = 0;             ///< since this session started
    std::int32_t stage = 0;
    std::int32_t count = 0;
    std::array<std::int16_t, kMax> curve{}; ///< index into SystemDescriptor::curves
    std::array<float, kMax> value{};        ///< NaN makes a gap
};

enum class TrainingPhase { Preparing, Running, Paused, Stopping, Finished, Failed };

struct TrainingStatus {
    TrainingPhase phase = TrainingPhase::Preparing;
    int stage = 0;
    std::string message;    ///< "Piano VAE · epoch 3 of 12"
    double fraction = 0;    ///< of the whole, 0..1
    double etaSeconds = -1; ///< negative: not known yet
    std::int64_t step = 0;
    double stepsPerSecond = 0;
    double samplesPerSecond = 0;
    std::string device; ///< "CPU · 1 thread"
};

struct CheckpointWritten {
    std::filesystem::path path;
    std::int64_t step = 0;
};
struct SampleMade { ///< music made in mid-training, for the timeline
    std::int64_t step = 0;
    score::Score score;
    std::string abc;                         ///< see Sample
    std::vector<exchange::RollImage> images; ///< see Sample
};
/// Something is going wrong, in plain words, and what may help.
struct TrainingWarning {
    std::int64_t step = 0;
    std::string text;
};
struct LogLine {
    std::string text;
};
struct TrainingEnded {
    Result<void> result;  ///< stopping on request is a success
    bool stopped = false; ///< true: before its planned end
};
using TrainingEvent =
    std::variant<LogLine, TrainingWarning, CheckpointWritten, SampleMade, TrainingEnded>;

/// The worker's side: where a training loop reports to and takes orders from.
class TrainingChannel {
public:
    TrainingChannel();

    /// Called once a step: publishes the values, waits while paused, and says whether to go on.
    bool step(const StepSample& sample);
    bool stopRequested() const { return m_stop.load(std::memory_order_relaxed); }
    /// True once after each request.
    bool takeCheckpointRequest() { return m_checkpoint.exchange(false); }
    void setStatus(TrainingStatus status);
    void post(TrainingEvent event);

private:
    friend class TrainingSession;
    void waitWhilePaused();
    void setPhase(TrainingPhase phase);

    rt::SpscRing<StepSample> m_samples;
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_pause{false};
    std::atomic<bool> m_checkpoint{false};
    std::mutex m_pauseMutex;
    std::condition_variable m_pauseChanged;
    mutable std::mutex m_stateMutex;
    TrainingStatus m_status;
    std::vector<TrainingEvent> m_events;
};

/// The owner's side. All functions may be called from one thread (the GUI's) and return at once,
/// but the destructor, which stops and waits for the step under way.
class TrainingSession {
public:
    /// Starts the worker, which loads the networks' library first if need be.
    static std::unique_ptr<TrainingSession> start(TrainingRequest request);
    /// With another training loop in the place of the networks' one; called on the worker.
    using Loop = std::function<Result<void>(const TrainingRequest&, TrainingChannel&)>;
    static std::unique_ptr<TrainingSession> start(TrainingRequest request, Loop loop);
    ~TrainingSession();

    void pause();
    void resume();
    void stop(); ///< a checkpoint is written, then TrainingEnded arrives
    void checkpoint();
    bool ended() const;

    TrainingStatus status() const;
    std::vector<StepSample> drainSamples();
    std::vector<TrainingEvent> takeEvents();
    const TrainingRequest& request() const { return m_request; }

private:
    explicit TrainingSession(TrainingRequest request);

    TrainingRequest m_request;
    TrainingChannel m_channel;
    std::atomic<bool> m_ended{false};
    std::jthread m_worker;
};

} // namespace contrafact::models
