// SPDX-License-Identifier: GPL-3.0-or-later
// Tempo, meter and key over musical time, and the conversions tick <-> second <-> bar.
#pragma once

#include "core/score/types.h"

#include <cstddef>
#include <vector>

namespace contrafact::score {

struct TempoEvent {
    Tick tick;
    std::uint32_t microsPerQuarter = 500'000;
    bool operator==(const TempoEvent&) const = default;
    double bpm() const { return 60e6 / microsPerQuarter; }
};

struct MeterEvent {
    Tick tick;
    int numerator = 4;
    int denominator = 4; ///< a power of two, 1..64
    bool operator==(const MeterEvent&) const = default;
};

struct KeyEvent {
    Tick tick;
    int sharps = 0; ///< -7 (flats) .. +7 (sharps)
    bool minor = false;
    bool operator==(const KeyEvent&) const = default;
};

/// Piecewise-constant tempo. Takes events in any order, the last of several at one tick holds and
/// impossible ones (no duration, before 0) are left out. Always has an event at tick 0 (120 bpm
/// unless told otherwise).
class TempoMap {
public:
    explicit TempoMap(int ppq = kDefaultPpq, std::vector<TempoEvent> events = {});

    int ppq() const { return m_ppq; }
    const std::vector<TempoEvent>& events() const { return m_events; }

    Seconds toSeconds(Tick tick) const;
    Seconds toSeconds(double tick) const;
    /// The exact (fractional) tick that sounds at `seconds`; toSeconds and toTicks are inverse.
    double toTicks(Seconds seconds) const;
    double bpmAt(Tick tick) const;

    bool operator==(const TempoMap&) const = default;

private:
    double secondsPerTick(std::size_t event) const;

    int m_ppq;
    std::vector<TempoEvent> m_events;
    std::vector<double> m_secondsAt; ///< cumulative seconds at each event
};

/// A position in bars as people count: everything from 1 but the ticks.
struct BarBeat {
    int bar = 1;
    int beat = 1;
    Tick tick;
    bool operator==(const BarBeat&) const = default;
};

/// Piecewise-constant meter. Cleans its events as TempoMap does. Always has an event at tick 0 (4/4
/// unless told otherwise). A change in mid-bar ends that bar early.
class MeterMap {
public:
    explicit MeterMap(int ppq = kDefaultPpq, std::vector<MeterEvent> events = {});

    const std::vector<MeterEvent>& events() const { return m_events; }
    MeterEvent at(Tick tick) const;
    Tick beatLength(Tick at) const;
    Tick barLength(Tick at) const;
    /// The bar (counted from 0) that holds `tick`, and the first tick of a bar.
    int barAt(Tick tick) const;
    Tick barStart(int bar) const;
    BarBeat toBarBeat(Tick tick) const;

    bool operator==(const MeterMap&) const = default;

private:
    int m_ppq;
    std::vector<MeterEvent> m_events;
    std::vector<int> m_barAt; ///< bar number at each event
};

} // namespace contrafact::score
