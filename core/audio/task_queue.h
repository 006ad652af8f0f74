// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace contrafact::audio {

/// One worker that carries out tasks in order, and between them, at least so often, a chore.
/// Destroying it finishes the task at hand and drops the rest.
class TaskQueue {
public:
    using Task = std::function<void()>;

    explicit TaskQueue(
        std::chrono::milliseconds choreEvery = std::chrono::hours(1), Task chore = [] {});

    /// Any thread; returns at once. After stop() the task is dropped.
    void post(Task task);
    /// Finishes the task at hand and drops the rest, as destroying does; but others may go on
    /// posting to it. Not from a task of its own.
    void stop();

private:
    void run(const std::stop_token& stop);

    std::chrono::milliseconds m_choreEvery;
    Task m_chore;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<Task> m_tasks;
    std::jthread m_thread;
};

} // namespace contrafact::audio
