// SPDX-License-Identifier: GPL-3.0-or-later
// One piece of background work at a time for an object of the GUI thread: the work is Qt-free and
// takes a stop token; its result arrives on the GUI thread. Must be a member of `owner` (declared
// last), so that the thread has ended before the owner is gone.
#pragma once

#include <QMetaObject>
#include <QObject>

#include <memory>
#include <stop_token>
#include <thread>
#include <utility>

namespace contrafact::ui {

class Worker {
public:
    explicit Worker(QObject* owner)
        : m_owner(owner) {}
    ~Worker() { stop(); }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Stops what was running (waits for its next look at the token), then runs `work(stop)` on a
    /// thread and `done(result)` on the GUI thread. Work that was stopped is not reported.
    template<typename Work, typename Done>
    void start(Work work, Done done) {
        stop();
        m_thread = std::jthread([owner = m_owner, work = std::move(work),
                                 done = std::move(done)](std::stop_token stop) mutable {
            auto result = std::make_shared<decltype(work(stop))>(work(stop));
            if (stop.stop_requested()) return;
            QMetaObject::invokeMethod(
                owner,
                [result, done, stop] {
                    if (!stop.stop_requested()) done(std::move(*result));
                },
                Qt::QueuedConnection);
        });
    }

    /// Asks the work to stop and returns at once; it will not be reported.
    void requestStop() { m_thread.request_stop(); }

    void stop() {
        m_thread.request_stop();
        if (m_thread.joinable()) m_thread.join();
    }

private:
    QObject* m_owner;
    std::jthread m_thread;
};

} // namespace contrafact::ui
