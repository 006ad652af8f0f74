// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <thread>

namespace contrafact::app {

/// While it lives, SIGINT and SIGTERM ask for a clean stop instead of ending the program; the
/// second one ends it at once. Make it before any thread starts: the signals are blocked in those
/// that start later and taken by a thread of its own.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    std::stop_token token() const { return m_stop.get_token(); }
    bool requested() const { return m_stop.stop_requested(); }

private:
    std::stop_source m_stop;
    std::jthread m_waiter;
};

} // namespace contrafact::app
