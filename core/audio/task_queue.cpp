// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/task_queue.h"

#include <utility>

namespace contrafact::audio {

TaskQueue::TaskQueue(std::chrono::milliseconds choreEvery, Task chore)
    : m_choreEvery(choreEvery)
    , m_chore(std::move(chore))
    , m_thread([this](const std::stop_token& stop) { run(stop); }) {}

void TaskQueue::post(Task task) {
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void TaskQueue::stop() {
    m_thread.request_stop();
    if (m_thread.joinable()) m_thread.join();
}

void TaskQueue::run(const std::stop_token& stop) {
    auto nextChore = std::chrono::steady_clock::now() + m_choreEvery;
    while (!stop.stop_requested()) {
        Task task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_until(lock, stop, nextChore, [this] { return !m_tasks.empty(); });
            if (stop.stop_requested()) return;
            if (!m_tasks.empty()) {
                task = std::move(m_tasks.front());
                m_tasks.pop_front();
            }
        }
        if (task) task();
        if (std::chrono::steady_clock::now() < nextChore) continue;
        m_chore();
        nextChore = std::chrono::steady_clock::now() + m_choreEvery;
    }
}

} // namespace contrafact::audio
