// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <utility>

namespace contrafact::midiio {

/// Runs `work` on a thread of its own and waits for its result, at most so long. Devices' libraries
/// may block for ever; such a call is left behind with what it holds, so `work` must own everything
/// it uses.
template<typename Work>
auto withinTime(std::chrono::milliseconds patience, Work work) -> std::optional<decltype(work())> {
    std::packaged_task<decltype(work())()> task(std::move(work));
    auto result = task.get_future();
    std::thread(std::move(task)).detach();
    if (result.wait_for(patience) != std::future_status::ready) return std::nullopt;
    return result.get();
}

} // namespace contrafact::midiio
