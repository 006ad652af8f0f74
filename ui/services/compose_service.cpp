// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/compose_service.h"

#include "models/api/open_model.h"
#include "ui/services/compose_thread.h"
#include "ui/services/moved_path.h"

namespace contrafact::ui {

namespace {

/// What came with the program. The devices are wanted even where that is nothing; a failure shows
/// on opening it.
Result<std::filesystem::path> defaultCheckpoint() {
    if (const auto networks = models::loadNetworks(); !networks) return networks.error();
    return models::starterCheckpoint();
}

} // namespace

ComposeService::ComposeService(QObject* parent)
    : ComposeService(Opener(), parent) {}

ComposeService::ComposeService(Opener opener, QObject* parent)
    : QObject(parent)
    , m_opener(opener ? std::move(opener) : models::openModel)
    , m_thread(std::make_unique<Thread>(*this, m_opener)) {}

ComposeService::~ComposeService() = default;

models::Capabilities ComposeService::capabilities() const {
    const auto* known = system();
    return known ? known->capabilities : models::Capabilities{};
}

void ComposeService::load(const std::filesystem::path& checkpoint) {
    m_loading = true;
    Q_EMIT loadingStarted(QString::fromStdString(checkpoint.filename().string()));
    m_thread->load([checkpoint] { return models::resolveCheckpoint(checkpoint); });
}

void ComposeService::loadDefault() {
    m_loading = true;
    Q_EMIT loadingStarted(tr("the starter"));
    m_thread->load(defaultCheckpoint);
}

void ComposeService::moveRun(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (m_info) m_info->path = movedPath(m_info->path, from, to);
}

const models::SystemDescriptor* ComposeService::system() const {
    return m_info ? models::findSystem(m_info->system) : nullptr;
}

quint64 ComposeService::request(std::vector<models::GenerationRequest> requests) {
    const quint64 id = ++m_lastId;
    m_clock.start();
    setPending(id);
    m_thread->compose(id, std::move(requests));
    return id;
}

quint64 ComposeService::request(models::GenerationRequest one) {
    std::vector<models::GenerationRequest> requests;
    requests.push_back(std::move(one));
    return request(std::move(requests));
}

void ComposeService::cancel() {
    m_thread->cancel();
    setPending(0);
}

void ComposeService::cutShort() {
    m_thread->cutShort();
}

void ComposeService::judge(score::Score piece) {
    m_thread->judge(std::move(piece));
}

void ComposeService::deliver(std::shared_ptr<const models::Generated> result, quint64 id, int index,
                             bool last) {
    if (id != m_pending) return; // a newer request was made while this was on its way
    if (index == 0) m_latencyMs = static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
    if (last) setPending(0);
    Q_EMIT generated(std::move(result), id, index);
    if (last) Q_EMIT finished(id);
}

void ComposeService::setPending(quint64 id) {
    const bool was = composing();
    m_pending = id;
    if (was != composing()) Q_EMIT composingChanged(composing());
}

} // namespace contrafact::ui
