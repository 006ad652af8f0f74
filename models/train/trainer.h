// SPDX-License-Identifier: GPL-3.0-or-later
// The loop around every system: stages in order, budgets of steps or seconds, validation,
// checkpoints at most half a minute apart, resuming, telemetry. One thread, to the end.
#pragma once

#include "models/train/run_folder.h"
#include "models/train/sample_copies.h"
#include "models/train/system.h"

#include <chrono>
#include <map>
#include <optional>

namespace contrafact::models::train {

/// Names of tensors that only resuming needs begin with this and a slash.
inline constexpr const char* kTrainingPrefix = "training";

/// How much of a stage may be done; it ends at whichever comes first.
struct StageBudget {
    std::optional<std::int64_t> steps;
    std::optional<double> seconds;
    double startProgress = 0; ///< already done when this session began (resumed)
};

class Trainer {
public:
    Trainer(const TrainingRequest& request, TrainingChannel& channel);
    /// Throws what torch throws, after it is noted in run.json; errors of files come out as
    /// results.
    Result<void> run();

private:
    using Clock = std::chrono::steady_clock;
    enum class StageEnd { Done, Stopped };

    Result<void> runStages();
    Result<void> prepare();
    Result<void> restore();
    Result<void> takeWeights();
    std::unique_ptr<Stage> begin(int index);
    Result<StageEnd> runStage(int index);
    void announce(int index);
    Result<StageEnd> stepUntilDone(Stage& stage, const StageBudget& budget);
    Result<void> endStage(Stage& stage, int index);
    StageBudget budgetFor(const Stage& stage, int index) const;
    double progress(const StageBudget& budget, double stageSeconds) const;

    StepSample sampleOf(const Values& values) const;
    void validate(Stage& stage, Values& values);
    void reportStatus(const Stage& stage, double stageSeconds);
    Result<void> checkpoint(Stage* stage);
    TensorFile checkpointFile(Stage* stage) const;
    Result<void> writeInfo(const std::string& state);
    void makeSample();
    void checkForCopies(const score::Score& sample);
    void sampleOnTheWay(Stage& stage);
    double quality() const;
    double seconds() const;

    TrainingRequest m_request; ///< complete, when resuming too
    TrainingChannel& m_channel;
    const SystemDescriptor& m_descriptor;
    RunFolder m_folder;
    torch::Device m_device;
    std::unique_ptr<TrainableSystem> m_system;
    SampleCopies m_copies;
    RunInfo m_info;

    int m_stage = 0;                     ///< the one under training
    std::int64_t m_step = 0;             ///< over all stages
    std::int64_t m_stageStep = 0;        ///< within the stage
    double m_progress = 0;               ///< of the stage
    std::optional<TensorFile> m_resumed; ///< until its stage has taken it up
    double m_secondsBefore = 0;          ///< spent in earlier sessions
    double m_firstShare = 0;             ///< share of the work done before this session
    double m_bestQuality = 0;            ///< of the stage so far
    std::int64_t m_sessionSteps = 0;
    Clock::time_point m_start = Clock::now();
    Clock::time_point m_lastCheckpoint = Clock::now();
    Clock::duration m_checkpointEvery;
    Clock::time_point m_lastStatus{};
};

} // namespace contrafact::models::train
