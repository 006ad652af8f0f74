// SPDX-License-Identifier: GPL-3.0-or-later
// A bounded single-producer single-consumer ring. Never blocks and never allocates after
// construction.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <utility>
#include <vector>

namespace contrafact::rt {

/// One thread pushes, one other thread pops. `push` on a full ring returns false and counts the
/// drop.
template<typename T>
class SpscRing {
public:
    /// @param capacity rounded up to a power of two
    explicit SpscRing(std::size_t capacity)
        : m_slots(std::bit_ceil(capacity))
        , m_mask(m_slots.size() - 1) {}

    /// Producer thread only.
    bool push(T value) {
        const auto head = m_head.load(std::memory_order_relaxed);
        if (head - m_tail.load(std::memory_order_acquire) == m_slots.size()) {
            m_dropped.fetch_add(1, std::memory_order_relaxed);
            return false;
        }
        m_slots[head & m_mask] = std::move(value);
        m_head.store(head + 1, std::memory_order_release); // publishes the slot's content
        return true;
    }

    /// Consumer thread only.
    bool pop(T& out) {
        const auto tail = m_tail.load(std::memory_order_relaxed);
        if (tail == m_head.load(std::memory_order_acquire)) return false;
        out = std::move(m_slots[tail & m_mask]);
        m_tail.store(tail + 1, std::memory_order_release);
        return true;
    }

    std::size_t dropped() const { return m_dropped.load(std::memory_order_relaxed); }
    std::size_t capacity() const { return m_slots.size(); }

private:
    std::vector<T> m_slots;
    std::size_t m_mask;
    alignas(64) std::atomic<std::size_t> m_head{0};
    alignas(64) std::atomic<std::size_t> m_tail{0};
    std::atomic<std::size_t> m_dropped{0};
};

} // namespace contrafact::rt
