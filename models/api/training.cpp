// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/training.h"

#include "models/api/networks.h"

#include <exception>
#include <utility>

namespace contrafact::models {

namespace {

constexpr std::size_t kRingSamples = 1 << 14; // half a second of the fastest system

TrainingStatus phaseOnly(TrainingPhase phase, std::string message) {
    TrainingStatus status;
    status.phase = phase;
    status.message = std::move(message);
    return status;
}

Result<void> trainGuarded(const TrainingRequest& request, TrainingChannel& channel) {
    const auto networks = loadNetworks();
    if (!networks) return networks.error();
    return (*networks)->train(request, channel);
}

} // namespace

TrainingChannel::TrainingChannel()
    : m_samples(kRingSamples) {}

bool TrainingChannel::step(const StepSample& sample) {
    m_samples.push(sample); // a full ring drops the sample for the plot; metrics.csv has it
    if (m_pause.load(std::memory_order_relaxed)) waitWhilePaused();
    return !stopRequested();
}

void TrainingChannel::waitWhilePaused() {
    setPhase(TrainingPhase::Paused);
    std::unique_lock lock(m_pauseMutex);
    // A wish for a checkpoint lets one step pass, after which the loop writes it.
    m_pauseChanged.wait(lock, [this] { return !m_pause || m_stop || m_checkpoint; });
    setPhase(m_stop ? TrainingPhase::Stopping : TrainingPhase::Running);
}

void TrainingChannel::setPhase(TrainingPhase phase) {
    const std::lock_guard lock(m_stateMutex);
    m_status.phase = phase;
}

void TrainingChannel::setStatus(TrainingStatus status) {
    const std::lock_guard lock(m_stateMutex);
    m_status = std::move(status);
}

void TrainingChannel::post(TrainingEvent event) {
    const std::lock_guard lock(m_stateMutex);
    m_events.push_back(std::move(event));
}

TrainingSession::TrainingSession(TrainingRequest request)
    : m_request(std::move(request)) {}

std::unique_ptr<TrainingSession> TrainingSession::start(TrainingRequest request) {
    return start(std::move(request), trainGuarded);
}

std::unique_ptr<TrainingSession> TrainingSession::start(TrainingRequest request, Loop loop) {
    std::unique_ptr<TrainingSession> session(new TrainingSession(std::move(request)));
    session->m_channel.setStatus(phaseOnly(TrainingPhase::Preparing, "Loading the networks"));
    session->m_worker = std::jthread([self = session.get(), loop = std::move(loop)] {
        const auto result = loop(self->m_request, self->m_channel);
        const bool stopped = self->m_channel.stopRequested();
        auto status = self->status();
        status.phase = result ? TrainingPhase::Finished : TrainingPhase::Failed;
        status.message = result ? (stopped ? "Stopped" : "Finished") : result.message();
        self->m_channel.setStatus(std::move(status));
        self->m_channel.post(TrainingEnded{result, stopped});
        self->m_ended = true;
    });
    return session;
}

TrainingSession::~TrainingSession() {
    stop();
}

void TrainingSession::pause() {
    m_channel.m_pause = true; // seen by the worker after the step under way
}

void TrainingSession::resume() {
    {
        const std::lock_guard lock(m_channel.m_pauseMutex);
        m_channel.m_pause = false;
    }
    m_channel.m_pauseChanged.notify_all();
}

void TrainingSession::stop() {
    {
        const std::lock_guard lock(m_channel.m_pauseMutex);
        m_channel.m_stop = true;
    }
    m_channel.m_pauseChanged.notify_all();
}

void TrainingSession::checkpoint() {
    {
        const std::lock_guard lock(m_channel.m_pauseMutex);
        m_channel.m_checkpoint = true;
    }
    m_channel.m_pauseChanged.notify_all();
}

bool TrainingSession::ended() const {
    return m_ended;
}

TrainingStatus TrainingSession::status() const {
    const std::lock_guard lock(m_channel.m_stateMutex);
    return m_channel.m_status;
}

std::vector<StepSample> TrainingSession::drainSamples() {
    std::vector<StepSample> samples;
    StepSample sample;
    while (m_channel.m_samples.pop(sample)) samples.push_back(sample);
    return samples;
}

std::vector<TrainingEvent> TrainingSession::takeEvents() {
    const std::lock_guard lock(m_channel.m_stateMutex);
    return std::exchange(m_channel.m_events, {});
}

} // namespace contrafact::models
