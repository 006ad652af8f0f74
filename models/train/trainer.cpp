// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/trainer.h"

#include "models/nn/device.h"
#include "models/nn/optimiser.h"
#include "models/nn/tensors.h"
#include "models/train/beginning.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <limits>

namespace contrafact::models::train {

namespace {

using namespace std::chrono_literals;

// A kill may cost ten seconds, and half a minute where checkpoints are so large that writing them
// would take more than a hundredth of the time.
constexpr auto kCheckpointEvery = 9s;
constexpr auto kLongestBetween = 25s;
constexpr int kTimesItsCost = 100;
constexpr auto kStatusEvery = 100ms;

std::string now() {
    const std::time_t time = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&time, &utc);
    std::array<char, 32> text;
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

const SystemDescriptor& knownSystem(const std::string& id) {
    const auto* system = findSystem(id);
    if (!system) throw std::runtime_error("there is no system '" + id + "'");
    return *system;
}

/// torch appends a stack trace after the first line.
std::string firstLine(const std::exception& problem) {
    const std::string text = problem.what();
    return text.substr(0, text.find('\n'));
}

double toSeconds(std::chrono::steady_clock::duration duration) {
    return std::chrono::duration<double>(duration).count();
}

} // namespace

Trainer::Trainer(const TrainingRequest& request, TrainingChannel& channel)
    : m_request(filledIn(request))
    , m_channel(channel)
    , m_descriptor(knownSystem(request.system))
    , m_folder(m_descriptor, request.run)
    , m_device(nn::deviceFor(m_request.device))
    , m_copies(m_request.corpus)
    , m_checkpointEvery(kCheckpointEvery) {
    const int threads = nn::setThreads(m_request.threads);
    const auto log = [this](const std::string& text) { m_channel.post(LogLine{text}); };
    const auto warn = [this](const std::string& text) {
        m_channel.post(TrainingWarning{m_step, text});
    };
    m_system = builderOf(request.system)
                   .training({m_descriptor, m_request.params, m_request.corpus, m_request.seed,
                              m_device, log, warn, [this] { return m_channel.stopRequested(); }});
    m_info = {.folder = request.run,
              .system = request.system,
              .preset = m_descriptor.presetOf(m_request.params),
              .params = m_request.params,
              .corpus = m_request.corpus->name,
              .corpusHash = m_request.corpus->hash,
              .seed = m_request.seed,
              .device = nn::deviceTitle(m_device),
              .deviceId = m_device.is_cuda() ? "cuda" : "cpu",
              .threads = threads,
              .maxSteps = m_request.maxSteps,
              .maxSeconds = m_request.maxSeconds,
              .started = now(),
              .state = "running"};
}

Result<void> Trainer::run() {
    if (const auto ready = prepare(); !ready) return ready;
    try {
        return runStages();
    } catch (const std::exception& problem) {
        if (m_step == 0 &&
            !m_request.resume) { // the songs did not do: there is nothing to go on with
            m_folder.takeBack();
            throw;
        }
        const auto noted = writeInfo("failed: " + firstLine(problem));
        if (!noted) m_channel.post(LogLine{noted.message()});
        throw;
    }
}

Result<void> Trainer::runStages() {
    if (const auto taken = takeWeights(); !taken) {
        m_folder.takeBack();
        return taken;
    }
    for (; m_stage < m_system->stageCount(); ++m_stage, m_stageStep = 0) {
        const auto end = runStage(m_stage);
        if (!end) {
            const auto written = writeInfo("failed: " + end.message());
            return written ? Result<void>(end.error()) : written;
        }
        if (*end == StageEnd::Stopped) return writeInfo("stopped");
    }
    return writeInfo("finished");
}

Result<void> Trainer::prepare() {
    if (const auto mine = m_request.resume ? m_folder.lock() : m_folder.create(); !mine)
        return mine;
    if (m_request.resume)
        if (const auto restored = restore(); !restored) return restored;
    if (const auto opened = m_folder.openMetrics(m_step); !opened) return opened;
    for (int stage = 0; stage < m_stage; ++stage) m_firstShare += m_system->share(stage);
    m_firstShare += m_progress * (m_stage < m_system->stageCount() ? m_system->share(m_stage) : 0);
    return writeInfo("running");
}

Result<void> Trainer::restore() {
    const auto old = readRun(m_request.run);
    if (!old) return old.error();
    auto resumed = resumedRun(m_request);
    if (!resumed) return resumed.error();
    auto& [path, info, file] = *resumed;

    const auto position = nlohmann::json::parse(file.metadata["position"]);
    m_stage = position.at("stage").get<int>();
    m_stageStep = position.at("stage_step").get<std::int64_t>();
    m_progress = position.at("progress").get<double>();
    m_step = info.step;
    m_system->load(file);
    m_info.started = old->started;
    m_info.parent = old->parent;
    m_secondsBefore = old->seconds;
    if (m_request.maxSeconds) m_info.maxSeconds = m_secondsBefore + *m_request.maxSeconds;
    m_info.metrics = info.metrics;
    if (m_stageStep > 0) m_resumed = std::move(file);
    m_channel.post(LogLine{"resumed from " + path.string() + " at step " + std::to_string(m_step)});
    return {};
}

/// The weights that a new run is told to begin with, if any.
Result<void> Trainer::takeWeights() {
    if (m_request.weights.empty() || m_request.resume) return {};
    const auto taken = takenWeights(m_request);
    if (!taken) return taken.error();
    m_system->load(taken->file);
    m_info.parent = taken->from;
    m_channel.post(LogLine{"begins with the weights of " + m_info.parent});
    return writeInfo("running");
}

/// A stage draws its weights when it begins; those that were taken are put in again. What the model
/// keeps of songs is that of the songs it trains on now.
std::unique_ptr<Stage> Trainer::begin(int index) {
    if (m_request.weights.empty() || m_request.resume) return m_system->begin(index);
    TensorFile taken;
    m_system->save(taken);
    auto stage = m_system->begin(index);
    m_system->load(taken);
    m_system->measureAnew();
    return stage;
}

Result<Trainer::StageEnd> Trainer::runStage(int index) {
    announce(index);
    std::unique_ptr<Stage> stage;
    try {
        stage = begin(index);
    } catch (const Stopped&) {
        return StageEnd::Stopped; // the checkpoint at the end of the stage before stands
    }
    if (m_resumed) {
        stage->load(kTrainingPrefix, *m_resumed);
        m_resumed.reset();
    } else {
        m_stageStep = 0;
        m_progress = 0;
    }
    m_sessionSteps = 0;
    m_bestQuality = -std::numeric_limits<double>::infinity();
    if (stage->plannedSteps() > 0) {
        const auto end = stepUntilDone(*stage, budgetFor(*stage, index));
        if (!end || *end == StageEnd::Stopped) return end;
    } else {
        m_channel.post(LogLine{m_descriptor.stages[static_cast<std::size_t>(index)].title +
                               ": the corpus has nothing for it, passed over"});
    }
    if (const auto ended = endStage(*stage, index); !ended) return ended.error();
    return StageEnd::Done;
}

void Trainer::announce(int index) {
    TrainingStatus status{.phase = TrainingPhase::Preparing, .stage = index};
    status.message = m_descriptor.stages[static_cast<std::size_t>(index)].title + " · preparing";
    for (int i = 0; i < index; ++i) status.fraction += m_system->share(i);
    status.step = m_step;
    status.device = m_info.device;
    m_channel.setStatus(std::move(status));
}

StageBudget Trainer::budgetFor(const Stage& stage, int index) const {
    StageBudget budget{.startProgress = m_progress};
    if (m_request.maxSteps) {
        // Boundaries are rounded sums, so that all stages together take exactly maxSteps.
        double before = 0;
        for (int i = 0; i < index; ++i) before += m_system->share(i);
        const auto total = static_cast<double>(*m_request.maxSteps);
        const auto begin = std::llround(before * total);
        budget.steps = std::llround((before + m_system->share(index)) * total) - begin;
    } else if (m_request.maxSeconds) {
        // Of the time left, by the shares that are left: earlier stages may have run over.
        double left = m_system->share(index) * (1 - m_progress);
        for (int i = index + 1; i < m_system->stageCount(); ++i) left += m_system->share(i);
        const double mine = m_system->share(index) * (1 - m_progress);
        budget.seconds = std::max(1.0, *m_request.maxSeconds - seconds()) * mine / left;
        budget.steps = stage.plannedSteps();
    } else {
        budget.steps = stage.plannedSteps();
    }
    return budget;
}

double Trainer::progress(const StageBudget& budget, double stageSeconds) const {
    double done = 0;
    if (budget.steps)
        done = *budget.steps > 0
                   ? static_cast<double>(m_stageStep) / static_cast<double>(*budget.steps)
                   : 1.0;
    if (budget.seconds)
        done = std::max(done, budget.startProgress +
                                  (1 - budget.startProgress) * stageSeconds / *budget.seconds);
    return done;
}

Result<Trainer::StageEnd> Trainer::stepUntilDone(Stage& stage, const StageBudget& budget) {
    if (stage.finishedEarly()) return StageEnd::Done; // resumed between its end and endStage
    const auto begin = Clock::now();
    for (;;) {
        const double stageSeconds = toSeconds(Clock::now() - begin);
        m_progress = std::min(1.0, progress(budget, stageSeconds));
        if (m_progress >= 1) return StageEnd::Done;

        Values values;
        try {
            values = stage.step(m_stageStep, m_progress);
        } catch (const nn::Diverged& problem) {
            return Error{std::string(problem.what()) + " at step " + std::to_string(m_step + 1) +
                         (resolveCheckpoint(m_request.run)
                              ? "; the last good checkpoint is kept, resume from it with a lower "
                                "learning rate"
                              : "; there was no checkpoint yet, train anew with a lower learning "
                                "rate")};
        }
        ++m_step, ++m_stageStep, ++m_sessionSteps;
        const bool validated = m_stageStep % stage.validateEvery() == 0;
        if (validated) validate(stage, values);

        const auto sample = sampleOf(values);
        if (!m_folder.writeRow(sample))
            return Error{"cannot write " + (m_folder.path() / "metrics.csv").string() +
                         "; is the disk full?"};
        const bool stopped = !m_channel.step(sample);
        reportStatus(stage, stageSeconds);
        if (stage.sampleEvery() > 0 && m_stageStep % stage.sampleEvery() == 0)
            sampleOnTheWay(stage);
        if (m_channel.takeCheckpointRequest() || stopped ||
            Clock::now() - m_lastCheckpoint > m_checkpointEvery) {
            m_progress = std::min(1.0, progress(budget, toSeconds(Clock::now() - begin)));
            if (const auto saved = checkpoint(&stage); !saved) return saved.error();
        }
        if (stopped) return StageEnd::Stopped;
        if (validated && stage.finishedEarly()) return StageEnd::Done;
    }
}

void Trainer::sampleOnTheWay(Stage& stage) {
    const auto composing = stage.composing();
    makeSample();
}

Result<void> Trainer::endStage(Stage& stage, int index) {
    const auto values = stage.finish();
    if (stage.plannedSteps() > 0) {
        for (const auto& [curve, value] : values) m_info.metrics[curve] = value;
        const auto sample = sampleOf(values);
        m_channel.step(sample);
        m_folder.writeRow(sample);
    }
    m_stage = index + 1;
    m_stageStep = 0;
    m_progress = 0;
    const auto saved = checkpoint(nullptr);
    m_stage = index;
    if (saved) makeSample();
    return saved;
}

StepSample Trainer::sampleOf(const Values& values) const {
    StepSample sample{.step = m_step, .seconds = seconds(), .stage = m_stage};
    for (const auto& [key, value] : values) {
        const auto at = std::ranges::find(m_descriptor.curves, key, &CurveSpec::key);
        if (at == m_descriptor.curves.end())
            throw std::logic_error(m_descriptor.id + " gives a value for the curve '" + key +
                                   "', which its descriptor does not declare");
        if (sample.count == StepSample::kMax)
            throw std::logic_error(m_descriptor.id + " gives more than " +
                                   std::to_string(StepSample::kMax) + " values in one step");
        const auto slot = static_cast<std::size_t>(sample.count++);
        sample.curve[slot] = static_cast<std::int16_t>(at - m_descriptor.curves.begin());
        sample.value[slot] = static_cast<float>(value);
    }
    return sample;
}

void Trainer::validate(Stage& stage, Values& values) {
    for (const auto& figure : stage.validate()) {
        m_info.metrics[figure.curve] = figure.value;
        values.push_back(figure);
    }
}

void Trainer::reportStatus(const Stage& stage, double stageSeconds) {
    if (Clock::now() - m_lastStatus < kStatusEvery) return;
    m_lastStatus = Clock::now();
    double done = m_progress * m_system->share(m_stage);
    for (int i = 0; i < m_stage; ++i) done += m_system->share(i);
    const auto& title = m_descriptor.stages[static_cast<std::size_t>(m_stage)].title;
    TrainingStatus status{.phase = TrainingPhase::Running, .stage = m_stage};
    status.message = title + " · step " + std::to_string(m_stageStep);
    status.fraction = std::min(1.0, done);
    if (done - m_firstShare > 0.002)
        status.etaSeconds = seconds() * (1 - done) / (done - m_firstShare);
    if (m_request.maxSeconds) status.etaSeconds = std::max(0.0, *m_request.maxSeconds - seconds());
    status.step = m_step;
    constexpr double kMeasurable = 0.5;
    if (stageSeconds > kMeasurable)
        status.stepsPerSecond = static_cast<double>(m_sessionSteps) / stageSeconds;
    status.samplesPerSecond = status.stepsPerSecond * stage.samplesPerStep();
    status.device = m_info.device;
    m_channel.setStatus(std::move(status));
}

TensorFile Trainer::checkpointFile(Stage* stage) const {
    TensorFile file;
    {
        const auto composing = stage ? stage->composing() : KeptWeights::Scope();
        m_system->save(file);
    }
    if (stage) stage->save(kTrainingPrefix, file);
    const nlohmann::json position{
        {"stage", m_stage}, {"stage_step", m_stageStep}, {"progress", m_progress}};
    file.metadata.insert({{"format", "contrafact"},
                          {"system", m_descriptor.id},
                          {"version", std::to_string(m_descriptor.version)},
                          {"params", toJson(m_request.params)},
                          {"encoding", m_descriptor.encoding},
                          {"corpus", m_request.corpus->name},
                          {"corpus_hash", m_request.corpus->hash},
                          {"seed", std::to_string(m_request.seed)},
                          {"step", std::to_string(m_step)},
                          {"stage", std::to_string(m_stage)},
                          {"begun", std::to_string(m_stage + (stage ? 1 : 0))},
                          {"complete", m_stage == m_system->stageCount() ? "true" : "false"},
                          {"metrics", nlohmann::json(m_info.metrics).dump()},
                          {"position", position.dump()}});
    return file;
}

double Trainer::quality() const {
    const auto& spec = m_descriptor.quality;
    if (spec.prefix.empty()) return static_cast<double>(m_step);
    double sum = 0;
    for (const auto& [key, value] : m_info.metrics)
        if (key.starts_with(spec.prefix)) sum += value;
    return spec.lowerIsBetter ? -sum : sum;
}

Result<void> Trainer::checkpoint(Stage* stage) {
    // The best is the best of the newest stage: a checkpoint without the later networks is no use.
    const bool best = quality() >= m_bestQuality;
    const auto begin = Clock::now();
    m_bestQuality = std::max(m_bestQuality, quality());
    const auto saved = m_folder.saveCheckpoint(checkpointFile(stage), m_step, best);
    if (!saved) return saved.error();
    const auto cost = Clock::now() - begin;
    m_checkpointEvery =
        std::clamp<Clock::duration>(kTimesItsCost * cost, kCheckpointEvery, kLongestBetween);
    m_lastCheckpoint = Clock::now();
    m_channel.post(CheckpointWritten{*saved, m_step});
    return writeInfo("running");
}

Result<void> Trainer::writeInfo(const std::string& state) {
    m_info.state = state;
    m_info.steps = m_step;
    m_info.seconds = m_secondsBefore + seconds();
    return m_folder.writeInfo(m_info);
}

void Trainer::makeSample() {
    auto sample = m_system->sample();
    if (!sample) return;
    if (const auto saved = m_folder.saveSample(*sample, m_step); !saved)
        m_channel.post(LogLine{saved.message()});
    checkForCopies(sample->score);
    m_channel.post(SampleMade{m_step, std::move(sample->score), std::move(sample->abc),
                              std::move(sample->images)});
}

void Trainer::checkForCopies(const score::Score& sample) {
    const auto& curves = m_descriptor.curves;
    if (std::ranges::find(curves, copyCurves().front().key, &CurveSpec::key) == curves.end())
        return;
    const auto values = m_copies.of(sample);
    if (values.empty()) return;
    for (const auto& [curve, value] : values) m_info.metrics[curve] = value;
    const auto row = sampleOf(values);
    m_channel.step(row);
    m_folder.writeRow(row);
}

double Trainer::seconds() const {
    return toSeconds(Clock::now() - m_start);
}

} // namespace contrafact::models::train
