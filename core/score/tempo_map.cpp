// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/tempo_map.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace contrafact::score {

namespace {

/// The event in force at `tick`: the last one that does not come after it.
template<typename Event>
std::size_t indexAt(const std::vector<Event>& events, Tick tick) {
    const auto after = std::upper_bound(events.begin(), events.end(), tick,
                                        [](Tick t, const Event& event) { return t < event.tick; });
    return after == events.begin() ? 0 : static_cast<std::size_t>(after - events.begin()) - 1;
}

/// Sorted, the last of several at one tick, and always one at tick 0.
template<typename Event, typename Valid>
std::vector<Event> cleaned(std::vector<Event> events, Valid valid) {
    std::erase_if(events, [&](const Event& e) { return e.tick < Tick{} || !valid(e); });
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.tick < b.tick; });
    std::vector<Event> out;
    if (events.empty() || events.front().tick > Tick{}) out.push_back(Event{});
    for (auto& event : events) {
        if (!out.empty() && out.back().tick == event.tick) out.pop_back();
        out.push_back(event);
    }
    return out;
}

bool validMeter(const MeterEvent& e) {
    return e.numerator >= 1 && e.numerator <= 255 && e.denominator >= 1 && e.denominator <= 64 &&
           std::has_single_bit(static_cast<unsigned>(e.denominator));
}

int validPpq(int ppq) {
    return std::clamp(ppq, 1, 0x7FFF); // what a MIDI file's header can hold
}

/// Bars or beats; far enough below the limit of the type that callers can add to them.
int saturated(std::int64_t count) {
    constexpr std::int64_t kMost = std::numeric_limits<int>::max() / 2;
    return static_cast<int>(std::min(count, kMost));
}

} // namespace

TempoMap::TempoMap(int ppq, std::vector<TempoEvent> events)
    : m_ppq(validPpq(ppq))
    , m_events(
          cleaned(std::move(events), [](const TempoEvent& e) { return e.microsPerQuarter > 0; })) {
    m_secondsAt.reserve(m_events.size());
    m_secondsAt.push_back(0);
    for (std::size_t i = 1; i < m_events.size(); ++i)
        m_secondsAt.push_back(m_secondsAt.back() +
                              static_cast<double>((m_events[i].tick - m_events[i - 1].tick).value) *
                                  secondsPerTick(i - 1));
}

double TempoMap::secondsPerTick(std::size_t event) const {
    return m_events[event].microsPerQuarter * 1e-6 / m_ppq;
}

Seconds TempoMap::toSeconds(Tick tick) const {
    const auto i = indexAt(m_events, tick);
    return Seconds(m_secondsAt[i] +
                   static_cast<double>((tick - m_events[i].tick).value) * secondsPerTick(i));
}

Seconds TempoMap::toSeconds(double tick) const {
    const auto i = indexAt(m_events, Tick(static_cast<std::int64_t>(tick)));
    return Seconds(m_secondsAt[i] +
                   (tick - static_cast<double>(m_events[i].tick.value)) * secondsPerTick(i));
}

double TempoMap::toTicks(Seconds seconds) const {
    const auto after = std::upper_bound(m_secondsAt.begin(), m_secondsAt.end(), seconds.value);
    const auto i = after == m_secondsAt.begin()
                       ? 0
                       : static_cast<std::size_t>(after - m_secondsAt.begin()) - 1;
    return static_cast<double>(m_events[i].tick.value) +
           (seconds.value - m_secondsAt[i]) / secondsPerTick(i);
}

double TempoMap::bpmAt(Tick tick) const {
    return m_events[indexAt(m_events, tick)].bpm();
}

MeterMap::MeterMap(int ppq, std::vector<MeterEvent> events)
    : m_ppq(validPpq(ppq))
    , m_events(cleaned(std::move(events), validMeter)) {
    m_barAt.reserve(m_events.size());
    m_barAt.push_back(0);
    for (std::size_t i = 1; i < m_events.size(); ++i) {
        const auto length = barLength(m_events[i - 1].tick).value;
        const auto ticks = (m_events[i].tick - m_events[i - 1].tick).value;
        m_barAt.push_back(saturated(m_barAt.back() + (ticks + length - 1) / length));
    }
}

MeterEvent MeterMap::at(Tick tick) const {
    return m_events[indexAt(m_events, tick)];
}

Tick MeterMap::beatLength(Tick tick) const {
    return Tick(std::max(1, m_ppq * 4 / at(tick).denominator));
}

Tick MeterMap::barLength(Tick tick) const {
    const auto meter = at(tick);
    return Tick(std::max(1, m_ppq * 4 * meter.numerator / meter.denominator));
}

int MeterMap::barAt(Tick tick) const {
    tick = std::max(tick, Tick{});
    const auto i = indexAt(m_events, tick);
    return saturated(m_barAt[i] + (tick - m_events[i].tick).value / barLength(tick).value);
}

Tick MeterMap::barStart(int bar) const {
    const auto after = std::upper_bound(m_barAt.begin(), m_barAt.end(), std::max(bar, 0));
    const auto i = static_cast<std::size_t>(after - m_barAt.begin()) - 1;
    const auto from = m_events[i].tick;
    return from + barLength(from) * (std::max(bar, 0) - m_barAt[i]);
}

BarBeat MeterMap::toBarBeat(Tick tick) const {
    const int bar = barAt(tick);
    const auto inBar = std::max(tick, Tick{}) - barStart(bar);
    const auto beat = beatLength(tick);
    return {bar + 1, saturated(inBar.value / beat.value) + 1, Tick(inBar.value % beat.value)};
}

} // namespace contrafact::score
