// SPDX-License-Identifier: GPL-3.0-or-later
// Background work for an object of the GUI thread: the work is Qt-free and takes a stop token; its
// result arrives on the GUI thread. Must be a member of `owner` (declared last), so that all
// threads have ended before the owner is gone.
#pragma once

#include <QMetaObject>
#include <QObject>

#include <atomic>
#include <memory>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace contrafact::ui {

class Worker {
public:
    explicit Worker(QObject* owner)
        : m_owner(owner) {}
    ~Worker() { stop(); }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Runs `work(stop)` on a thread and `done(result)` on the GUI thread. Work that is still under
    /// way is stopped but not waited for, and what was stopped is not reported.
    template<typename Work, typename Done>
    void start(Work work, Done done) {
        requestStop();
        std::erase_if(m_running, [](const Running& running) { return running.over->load(); });
        auto over = std::make_shared<std::atomic<bool>>(false);
        m_running.push_back(
            {over, std::jthread([owner = m_owner, over, work = std::move(work),
                                 done = std::move(done)](std::stop_token stop) mutable {
                 auto result = std::make_shared<decltype(work(stop))>(work(stop));
                 if (!stop.stop_requested())
                     QMetaObject::invokeMethod(
                         owner,
                         [result, done, stop] {
                             if (!stop.stop_requested()) done(std::move(*result));
                         },
                         Qt::QueuedConnection);
                 over->store(true);
             })});
    }

    /// Asks the work to stop and returns at once; it will not be reported.
    void requestStop() {
        if (!m_running.empty()) m_running.back().thread.request_stop();
    }

    /// Stops and waits.
    void stop() {
        for (auto& running : m_running) running.thread.request_stop();
        m_running.clear();
    }

private:
    struct Running {
        std::shared_ptr<std::atomic<bool>> over;
        std::jthread thread;
    };

    QObject* m_owner;
    std::vector<Running> m_running; ///< the newest last; earlier ones have been stopped
};

} // namespace contrafact::ui
