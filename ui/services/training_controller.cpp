// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/training_controller.h"

#include "ui/plots/plot_grid.h"
#include "ui/services/moved_path.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace contrafact::ui {

namespace {

constexpr int kDrainMs = 33;
constexpr int kMaxLogLines = 5000;

std::filesystem::path newRunFolder(const std::string& system) {
    const auto stamp = QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    const auto base = models::runsFolder() / (system + "-" + stamp.toStdString());
    auto folder = base;
    for (int i = 2; std::filesystem::exists(folder); ++i)
        folder = base.string() + "-" + std::to_string(i);
    return folder;
}

template<typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

std::unique_ptr<models::TrainingSession> startWithNetworks(models::TrainingRequest request) {
    return models::TrainingSession::start(std::move(request));
}

double clockSeconds(const QElapsedTimer& clock) {
    return clock.isValid() ? double(clock.elapsed()) / 1e3 : 0;
}

} // namespace

QString durationText(double seconds) {
    if (seconds < 0) return {};
    const auto s = static_cast<qint64>(std::llround(seconds));
    if (s < 60) return TrainingController::tr("%1 s").arg(s);
    if (s < 3600) return TrainingController::tr("%1 m %2 s").arg(s / 60).arg(s % 60);
    return TrainingController::tr("%1 h %2 m").arg(s / 3600).arg(s / 60 % 60);
}

TrainingController::TrainingController(QObject* parent)
    : TrainingController(Starter(), parent) {}

TrainingController::TrainingController(Starter starter, QObject* parent)
    : QObject(parent)
    , m_starter(starter ? std::move(starter) : Starter(startWithNetworks)) {
    m_timer.setInterval(kDrainMs);
    connect(&m_timer, &QTimer::timeout, this, &TrainingController::drain);
}

TrainingController::~TrainingController() = default;

Result<void> TrainingController::start(models::TrainingRequest request) {
    if (m_session) return Error{"A training is under way: stop it before starting another."};
    const auto* system = models::findSystem(request.system);
    if (!system) return Error{"There is no system called " + request.system + "."};
    if (request.run.empty()) request.run = newRunFolder(request.system);
    std::error_code error;
    std::filesystem::create_directories(request.run, error);
    if (error)
        return Error{"The run's folder " + request.run.string() +
                     " cannot be made: " + error.message() + ". Check its place and its rights."};
    clear(*system);
    m_request = request;
    m_samples.open(request.run);
    m_status = {};
    m_status.message = tr("Preparing").toStdString();
    if (request.resume)
        m_reader.start([run = request.run](std::stop_token) { return models::readCurves(run); },
                       [this](Result<std::vector<models::Curve>> read) {
                           if (read) m_past = *std::move(read);
                       });
    m_session = m_starter(std::move(request));
    m_timer.start();
    m_clock.start();
    m_left.clear();
    Q_EMIT started();
    Q_EMIT statusChanged();
    return {};
}

void TrainingController::clear(const models::SystemDescriptor& system) {
    m_curves.assign(system.curves.size(), {});
    m_warnings.clear();
    m_log.clear();
    m_lastCheckpoint.clear();
    m_end.reset();
    m_past.clear();
    m_reader.requestStop();
}

void TrainingController::pause() {
    if (m_session) m_session->pause();
}
void TrainingController::resume() {
    if (m_session) m_session->resume();
}
void TrainingController::stop() {
    if (m_session) m_session->stop();
}
void TrainingController::checkpoint() {
    if (m_session) m_session->checkpoint();
}

const models::SystemDescriptor* TrainingController::system() const {
    return models::findSystem(m_request.system);
}

void TrainingController::drain() {
    if (!m_session) return;
    TrainingBatch news;
    // Whether it has ended is asked first, so that what came before the end is drained below.
    const bool over = m_session->ended();
    m_status = m_session->status();
    countDown();
    news.samples = m_session->drainSamples();
    keep(news.samples);
    if (!news.samples.empty() && !m_past.empty()) joinPast();
    for (const auto& event : m_session->takeEvents()) handle(event, news);
    Q_EMIT batch(news);
    Q_EMIT statusChanged();
    if (over) finish();
}

/// While it is paused the time left stands still: it is estimated anew when it goes on.
void TrainingController::countDown() {
    if (paused()) return m_left.clear();
    m_left.estimate(m_status.etaSeconds, clockSeconds(m_clock));
}

bool TrainingController::paused() const {
    return m_session && m_status.phase == models::TrainingPhase::Paused;
}

void TrainingController::keep(const std::vector<models::StepSample>& samples) {
    for (const auto& sample : samples)
        for (int i = 0; i < sample.count; ++i) {
            const auto curve = static_cast<std::size_t>(sample.curve[static_cast<std::size_t>(i)]);
            if (curve < m_curves.size())
                m_curves[curve].append(static_cast<double>(sample.step),
                                       sample.value[static_cast<std::size_t>(i)]);
        }
}

/// Puts the steps of earlier sessions before the new ones. What came after the checkpoint that was
/// resumed is done anew and left out.
void TrainingController::joinPast() {
    double first = std::numeric_limits<double>::infinity();
    for (const auto& curve : m_curves)
        if (!curve.empty()) first = std::min(first, curve.x().front());
    const auto past = curveData(*system(), std::exchange(m_past, {}));
    for (std::size_t c = 0; c < m_curves.size(); ++c) {
        const auto fresh = m_curves[c];
        m_curves[c].clear();
        for (std::size_t i = 0; i < past[c].x().size() && past[c].x()[i] < first; ++i)
            m_curves[c].append(past[c].x()[i], past[c].y()[i]);
        for (std::size_t i = 0; i < fresh.x().size(); ++i)
            m_curves[c].append(fresh.x()[i], fresh.y()[i]);
    }
}

void TrainingController::handle(const models::TrainingEvent& event, TrainingBatch& news) {
    std::visit(Overloaded{
                   [&](const models::LogLine& line) {
                       m_log << QString::fromStdString(line.text);
                       if (m_log.size() > kMaxLogLines) m_log.removeFirst();
                       ++news.newLogLines;
                   },
                   [&](const models::TrainingWarning& warning) {
                       m_warnings.push_back(warning);
                       m_log << tr("Warning at step %1: %2")
                                    .arg(warning.step)
                                    .arg(QString::fromStdString(warning.text));
                       ++news.newLogLines;
                       ++news.newWarnings;
                   },
                   [&](const models::CheckpointWritten& written) {
                       m_lastCheckpoint = written.path;
                       Q_EMIT checkpointWritten(QString::fromStdString(written.path.string()));
                   },
                   [&](const models::SampleMade& sample) { m_samples.add(sample); },
                   [&](const models::TrainingEnded& end) { m_end = end; },
               },
               event);
}

void TrainingController::finish() {
    m_timer.stop();
    m_session.reset();
    const auto end = m_end.value_or(models::TrainingEnded{.result = {}, .stopped = true});
    const auto error = end.result ? QString() : QString::fromStdString(end.result.message());
    if (!error.isEmpty()) m_log << error;
    Q_EMIT statusChanged();
    Q_EMIT ended(QString::fromStdString(m_request.run.string()), error, end.stopped);
}

QString TrainingController::statusText() const {
    QStringList words{QString::fromStdString(m_status.message)};
    if (paused()) words << tr("paused");
    const bool running = m_session && !paused();
    if (running && m_status.stepsPerSecond > 0) {
        words << tr("%1 it/s").arg(m_status.stepsPerSecond, 0, 'f',
                                   m_status.stepsPerSecond < 10 ? 1 : 0);
        if (m_status.samplesPerSecond > 0)
            words << tr("%1 samples/s").arg(m_status.samplesPerSecond, 0, 'f', 0);
    }
    if (const auto left = m_left.left(clockSeconds(m_clock)); running && left)
        words << tr("ETA %1").arg(durationText(*left));
    words.removeAll(QString());
    return words.join(QStringLiteral(" · "));
}

void TrainingController::show(const std::filesystem::path& folder,
                              const models::SystemDescriptor& system,
                              const std::vector<models::Curve>& curves) {
    if (m_session) return;
    clear(system);
    m_request = {};
    m_request.system = system.id;
    m_request.run = folder;
    m_status = {};
    m_status.phase = models::TrainingPhase::Finished;
    m_curves = curveData(system, curves);
    m_samples.open(folder);
    Q_EMIT shown();
}

void TrainingController::moveRun(const std::filesystem::path& from,
                                 const std::filesystem::path& to) {
    const auto now = movedPath(m_request.run, from, to);
    if (m_session || now == m_request.run) return;
    m_request.run = now;
    m_lastCheckpoint = movedPath(m_lastCheckpoint, from, to);
    m_samples.follow(now);
    Q_EMIT moved();
}

} // namespace contrafact::ui
