// SPDX-License-Identifier: GPL-3.0-or-later
// The worker behind ComposeService: owns the loaded Composer and does one thing at a time, what
// was asked last first. Functions are for the GUI thread; results are posted to the service.
#pragma once

#include "ui/services/compose_service.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace contrafact::ui {

class ComposeService::Thread {
public:
    using FindCheckpoint = std::function<Result<std::filesystem::path>()>;

    Thread(ComposeService& service, Opener opener);
    ~Thread();

    /// `find` is called on the worker.
    void load(FindCheckpoint find);
    /// Takes the place of what was being composed.
    void compose(quint64 id, std::vector<models::GenerationRequest> requests);
    void cancel();
    /// Stops the job under way; one that has not begun is dropped.
    void cutShort();
    void judge(score::Score piece);

private:
    struct Job {
        quint64 id = 0;
        std::vector<models::GenerationRequest> requests;
        std::stop_source stop;
    };

    void run(std::stop_token stop);
    void loadNow(const FindCheckpoint& find);
    void composeNow(Job job);
    void stream(models::GenerationRequest& request, quint64 id, int index);
    void showPartial(quint64 id, int index);
    void drop(quint64 id);
    void makeMap();
    void judgeNow(const score::Score& piece, const std::stop_token& stop);
    Result<models::PieceLikelihood> likelihoodOf(const score::Score& piece,
                                                 const std::stop_token& stop);
    void reportNetworks();
    void fail(quint64 id, const std::string& message);
    template<typename Function>
    void post(Function function);

    ComposeService& m_service;
    const Opener m_opener;

    // Worker only.
    std::unique_ptr<models::Composer> m_composer;
    std::unique_ptr<models::Composer> m_judge; ///< says how likely notes are when that one cannot
    bool m_networksReported = false;
    std::chrono::steady_clock::time_point m_lastPartial;

    // Shared, under m_mutex.
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    FindCheckpoint m_load;
    std::optional<Job> m_job;
    std::stop_source m_jobStop{std::nostopstate}; ///< of the job under way
    std::optional<score::Score> m_toJudge;
    bool m_mapWanted = false;
    std::shared_ptr<const score::Score> m_partial; ///< not yet taken by the GUI thread

    std::jthread m_thread; // last: the worker ends before what it uses
};

} // namespace contrafact::ui
