// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include "app/cli/command.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>

namespace contrafact::app {

namespace {

constexpr int kBarWidth = 24;
constexpr auto kTerminalPause = std::chrono::milliseconds(100);
constexpr auto kPlainPause = std::chrono::seconds(5);

std::string oneLine(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    std::ranges::replace(text, '\n', ' ');
    return text;
}

std::string percent(double fraction) {
    return std::to_string(std::lround(100 * std::clamp(fraction, 0.0, 1.0))) + " %";
}

std::string bar(double fraction) {
    const auto filled = std::lround(kBarWidth * std::clamp(fraction, 0.0, 1.0));
    return "[" + std::string(static_cast<std::size_t>(filled), '#') +
           std::string(static_cast<std::size_t>(kBarWidth - filled), '.') + "]";
}

} // namespace

int fail(const Error& error) {
    std::cerr << "contrafact: " << oneLine(error.message) << '\n';
    return kFailed;
}

int misuse(const std::string& message) {
    std::cerr << "contrafact: " << oneLine(message) << '\n';
    return kWrongUsage;
}

void warn(const std::string& message) {
    std::cerr << "warning: " << oneLine(message) << '\n';
}

void print(std::string_view line) {
    std::cout << line << '\n';
}

void printJson(const Json& json) {
    std::cout << json.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

std::string grouped(std::int64_t number) {
    auto text = std::to_string(std::abs(number));
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), 1, ' ');
    return number < 0 ? "-" + text : text;
}

std::string clockTime(double seconds) {
    const auto whole = static_cast<long long>(std::llround(std::clamp(seconds, 0.0, 1e12)));
    const auto two = [](long long value) {
        return (value < 10 ? "0" : "") + std::to_string(value);
    };
    const auto hours = whole / 3600;
    const auto minutes = whole / 60 % 60;
    const auto start =
        hours > 0 ? std::to_string(hours) + ":" + two(minutes) : std::to_string(minutes);
    return start + ":" + two(whole % 60);
}

ProgressLine::ProgressLine()
    : m_terminal(::isatty(STDERR_FILENO) == 1)
    , m_next(m_terminal ? Clock::now() : Clock::now() + kPlainPause) {}

ProgressLine::~ProgressLine() {
    erase();
}

void ProgressLine::show(const Progress& progress) {
    const auto now = Clock::now();
    if (now < m_next) return;
    m_next = now + (m_terminal ? Clock::duration(kTerminalPause) : Clock::duration(kPlainPause));
    const bool known = progress.fraction >= 0;
    const auto text = oneLine(progress.what);
    erase();
    if (m_terminal) {
        std::cerr << (known ? bar(progress.fraction) + " " : "") << text << std::flush;
        m_drawn = true;
    } else if (text != m_last) {
        std::cerr << (known ? percent(progress.fraction) + "  " : "") << text << std::endl;
        m_last = text;
    }
}

void ProgressLine::note(const std::string& line) {
    erase();
    std::cerr << oneLine(line) << std::endl;
}

void ProgressLine::erase() {
    if (m_drawn) std::cerr << "\r\x1b[K" << std::flush;
    m_drawn = false;
}

} // namespace contrafact::app
