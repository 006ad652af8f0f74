// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/compose_thread.h"

#include "models/api/open_model.h"

namespace contrafact::ui {

namespace {

constexpr std::chrono::milliseconds kPartialEvery{33};

} // namespace

ComposeService::Thread::Thread(ComposeService& service, Opener opener)
    : m_service(service)
    , m_opener(std::move(opener))
    , m_thread([this](std::stop_token stop) { run(stop); }) {}

ComposeService::Thread::~Thread() {
    cancel();
    m_thread.request_stop();
}

void ComposeService::Thread::load(FindCheckpoint find) {
    const std::lock_guard lock(m_mutex);
    m_load = std::move(find);
    m_wake.notify_one();
}

void ComposeService::Thread::compose(quint64 id, std::vector<models::GenerationRequest> requests) {
    const std::lock_guard lock(m_mutex);
    m_jobStop.request_stop();
    m_job = Job{.id = id, .requests = std::move(requests)};
    m_wake.notify_one();
}

void ComposeService::Thread::cancel() {
    const std::lock_guard lock(m_mutex);
    m_jobStop.request_stop();
    m_job.reset();
}

void ComposeService::Thread::cutShort() {
    const std::lock_guard lock(m_mutex);
    m_jobStop.request_stop();
    if (m_job) drop(std::exchange(m_job, std::nullopt)->id);
}

void ComposeService::Thread::judge(score::Score piece) {
    const std::lock_guard lock(m_mutex);
    m_toJudge = std::move(piece);
    m_wake.notify_one();
}

void ComposeService::Thread::run(std::stop_token stop) {
    while (!stop.stop_requested()) {
        std::unique_lock lock(m_mutex);
        // What takes seconds waits until nobody asks for notes: a slider must not wait for it.
        if (!m_wake.wait(lock, stop,
                         [this] { return m_load || m_job || m_toJudge || m_mapWanted; }))
            return;
        if (auto find = std::exchange(m_load, nullptr)) {
            lock.unlock();
            loadNow(find);
        } else if (m_job) {
            Job job = *std::exchange(m_job, std::nullopt);
            m_jobStop = job.stop;
            lock.unlock();
            composeNow(std::move(job));
        } else if (m_toJudge) {
            const auto piece = *std::exchange(m_toJudge, std::nullopt);
            const std::stop_source judging;
            m_jobStop = judging;
            lock.unlock();
            judgeNow(piece, judging.get_token());
        } else {
            m_mapWanted = false;
            lock.unlock();
            makeMap();
        }
    }
}

void ComposeService::Thread::loadNow(const FindCheckpoint& find) {
    const auto path = find();
    auto composer =
        path ? m_opener(*path) : Result<std::unique_ptr<models::Composer>>(path.error());
    reportNetworks();
    if (!composer) {
        post([message = composer.message()](ComposeService& service) {
            service.m_loading = false;
            Q_EMIT service.failed(QString::fromStdString(message));
        });
        return;
    }
    m_composer = *std::move(composer);
    post([info = m_composer->info()](ComposeService& service) {
        service.m_loading = false;
        service.m_info = info;
        service.m_map.reset();
        Q_EMIT service.ready();
    });
    const auto* system = models::findSystem(m_composer->info().system);
    const std::lock_guard lock(m_mutex);
    m_mapWanted = system && system->capabilities.latentMap;
}

void ComposeService::Thread::reportNetworks() {
    if (m_networksReported || !models::networksLoaded()) return;
    m_networksReported = true;
    const auto networks = models::loadNetworks();
    if (!networks) return;
    NetworksInfo info{.devices = (*networks)->devices(),
                      .version = QString::fromStdString((*networks)->version()),
                      .warning = QString::fromStdString((*networks)->blasWarning())};
    post([info = std::move(info)](ComposeService& service) {
        service.m_networks = info;
        Q_EMIT service.networksLoaded();
    });
}

void ComposeService::Thread::composeNow(Job job) {
    if (!m_composer) {
        fail(job.id, ComposeService::tr("No model is loaded: train one or choose one in the "
                                        "Compose panel.")
                         .toStdString());
        return;
    }
    const auto stop = job.stop.get_token();
    for (std::size_t i = 0; i < job.requests.size(); ++i) {
        stream(job.requests[i], job.id, static_cast<int>(i));
        auto result = m_composer->generate(job.requests[i], stop);
        // What was superseded is told by its id, so all that has come is posted.
        const bool stopped = stop.stop_requested();
        if (!result && stopped) return drop(job.id);
        if (!result) return fail(job.id, result.message());
        const bool last = stopped || i + 1 == job.requests.size();
        auto notes = std::make_shared<const models::Generated>(*std::move(result));
        post([notes, id = job.id, index = static_cast<int>(i), last](ComposeService& service) {
            service.deliver(notes, id, index, last);
        });
        if (last) return;
    }
}

/// Music on the way is worth a post only when it can be seen, and only the newest of it.
void ComposeService::Thread::stream(models::GenerationRequest& request, quint64 id, int index) {
    const auto* system = models::findSystem(m_composer->info().system);
    if (!system || !system->capabilities.streams) return;
    request.onMusic = [this, id, index](const score::Score& music) {
        const auto now = std::chrono::steady_clock::now();
        if (now - m_lastPartial < kPartialEvery) return;
        m_lastPartial = now;
        auto copy = std::make_shared<const score::Score>(music);
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(m_partial, std::move(copy))) showPartial(id, index);
    };
}

/// Called with m_mutex held; no second post waits beside one that the GUI thread has yet to take.
void ComposeService::Thread::showPartial(quint64 id, int index) {
    post([this, id, index](ComposeService& service) {
        std::shared_ptr<const score::Score> music;
        {
            const std::lock_guard lock(m_mutex);
            music = std::exchange(m_partial, nullptr);
        }
        if (id == service.m_pending) Q_EMIT service.partial(std::move(music), id, index);
    });
}

void ComposeService::Thread::drop(quint64 id) {
    post([id](ComposeService& service) {
        if (id != service.m_pending) return;
        service.setPending(0);
        Q_EMIT service.cancelled(id);
    });
}

void ComposeService::Thread::makeMap() {
    auto map = m_composer->latentMap();
    if (!map) return; // the panel says that there is none
    auto shared = std::make_shared<const models::LatentMap>(*std::move(map));
    post([shared](ComposeService& service) {
        service.m_map = shared;
        Q_EMIT service.latentMapReady();
    });
}

void ComposeService::Thread::judgeNow(const score::Score& piece, const std::stop_token& stop) {
    auto found = likelihoodOf(piece, stop);
    if (stop.stop_requested()) { // something is composed first
        const std::lock_guard lock(m_mutex);
        if (!m_toJudge) m_toJudge = piece;
        return;
    }
    if (!found)
        return post([message = found.message()](ComposeService& service) {
            Q_EMIT service.notJudged(QString::fromStdString(message));
        });
    auto shared = std::make_shared<const models::PieceLikelihood>(*std::move(found));
    post([shared](ComposeService& service) { Q_EMIT service.judged(shared); });
}

Result<models::PieceLikelihood> ComposeService::Thread::likelihoodOf(const score::Score& piece,
                                                                     const std::stop_token& stop) {
    if (m_composer)
        if (auto found = m_composer->likelihood(piece, {}, stop); found || stop.stop_requested())
            return found;
    if (!m_judge) {
        const auto starter = models::starterCheckpoint();
        if (!starter) return starter.error();
        auto opened = m_opener(*starter);
        if (!opened) return opened.error();
        m_judge = *std::move(opened);
    }
    return m_judge->likelihood(piece, {}, stop);
}

void ComposeService::Thread::fail(quint64 id, const std::string& message) {
    post([id, message](ComposeService& service) {
        if (id != service.m_pending) return;
        service.setPending(0);
        Q_EMIT service.failed(QString::fromStdString(message));
    });
}

template<typename Function>
void ComposeService::Thread::post(Function function) {
    QMetaObject::invokeMethod(
        &m_service, [function, service = &m_service] { function(*service); }, Qt::QueuedConnection);
}

} // namespace contrafact::ui
