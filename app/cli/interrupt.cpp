// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include "app/cli/command.h"

#include <unistd.h>

#include <csignal>
#include <ctime>

namespace contrafact::app {

namespace {

sigset_t stopSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

/// Waits a little for one of the signals.
bool signalCame() {
    const auto set = stopSignals();
    const timespec pause{0, 50'000'000};
    return ::sigtimedwait(&set, nullptr, &pause) > 0;
}

} // namespace

Interrupt::Interrupt() {
    const auto set = stopSignals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_waiter = std::jthread([this](std::stop_token end) {
        while (!end.stop_requested())
            if (signalCame() && !m_stop.request_stop()) ::_exit(kInterrupted);
    });
}

Interrupt::~Interrupt() {
    m_waiter.request_stop();
    m_waiter.join();
    const auto set = stopSignals();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

} // namespace contrafact::app
