// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/roll_metrics.h"

#include <algorithm>
#include <array>
#include <limits>

namespace contrafact::metrics {

namespace {

constexpr int kBandSize = 7;

double ratio(double part, std::int64_t whole) {
    return whole ? part / static_cast<double>(whole) : std::numeric_limits<double>::quiet_NaN();
}

/// How many values `classOf(pitch)` takes over the used pitches.
template<typename ClassOf>
double countClasses(const Sounding& used, ClassOf&& classOf) {
    Sounding classes;
    for (std::size_t pitch = 0; pitch < used.size(); ++pitch)
        if (used[pitch]) classes.set(classOf(pitch));
    return static_cast<double>(classes.count());
}

Sounding pitchesInScale(std::uint16_t pitchClasses) {
    Sounding scale;
    for (std::size_t pitch = 0; pitch < scale.size(); ++pitch)
        scale[pitch] = (pitchClasses >> pitch % 12) & 1;
    return scale;
}

} // namespace

BoolRoll boolRoll(const encoding::GridSong& song, int family, bool restBetween) {
    const auto bars = (song.steps + kMetricStepsPerBar - 1) / kMetricStepsPerBar;
    BoolRoll roll(static_cast<std::size_t>(bars) * kMetricStepsPerBar);
    std::array<std::int32_t, encoding::kPitches>
        free{}; // where the previous note of the pitch ended
    for (const auto& note : song.notes[static_cast<std::size_t>(family)]) {
        if (restBetween && note.step > 0 && free[note.pitch] == note.step)
            roll[static_cast<std::size_t>(note.step - 1)].reset(note.pitch);
        for (int step = note.step; step < note.end(); ++step)
            roll[static_cast<std::size_t>(step)].set(note.pitch);
        free[note.pitch] = note.end();
    }
    return roll;
}

BoolRoll stretched(const BoolRoll& roll, int times) {
    BoolRoll out;
    out.reserve(roll.size() * static_cast<std::size_t>(times));
    for (const auto& step : roll) out.insert(out.end(), static_cast<std::size_t>(times), step);
    return out;
}

RollMeter::RollMeter(const RollMetricOptions& options)
    : m_options(options)
    , m_scale(pitchesInScale(options.pitchClasses)) {
    for (int pitch = options.lowest; pitch <= options.highest; ++pitch)
        m_audible.set(static_cast<std::size_t>(pitch));
}

void RollMeter::add(const BoolRoll& roll) {
    const auto bar = static_cast<std::size_t>(m_options.stepsPerBar);
    for (std::size_t first = 0; first < roll.size(); first += bar) addBar(roll, first, first + bar);
}

void RollMeter::addBar(const BoolRoll& roll, std::size_t first, std::size_t end) {
    const auto steps = static_cast<double>(end - first);
    end = std::min(roll.size(), end);
    Sounding used;
    int polyphonic = 0;
    for (std::size_t step = first; step < end; ++step) {
        const auto audible = roll[step] & m_audible;
        if (audible.none()) continue;
        used |= audible;
        const auto cells = static_cast<std::int64_t>(audible.count());
        polyphonic += cells >= m_options.polyphonic;
        m_sums.cells += cells;
        m_sums.cellsInScale += static_cast<std::int64_t>((audible & m_scale).count());
    }
    ++m_sums.bars;
    if (used.none()) return;
    ++m_sums.filledBars;
    const auto lowest = static_cast<std::size_t>(m_options.lowest);
    m_sums.pitchClasses += countClasses(used, [](std::size_t pitch) { return pitch % 12; });
    m_sums.bands +=
        countClasses(used, [&](std::size_t pitch) { return (pitch - lowest) / kBandSize; });
    m_sums.polyphonicShare += polyphonic / steps;
    const auto runs = countRuns(roll, first, end, used);
    m_sums.notes += runs.notes;
    m_sums.qualified += runs.qualified;
    m_sums.qualifiedShare += ratio(runs.qualified, runs.notes);
}

RollMeter::Runs RollMeter::countRuns(const BoolRoll& roll, std::size_t first, std::size_t end,
                                     const Sounding& used) const {
    Runs sum;
    for (int pitch = m_options.lowest; pitch <= m_options.highest; ++pitch) {
        if (!used[static_cast<std::size_t>(pitch)]) continue;
        const auto runs = runsIn(roll, first, end, pitch);
        sum.notes += runs.notes;
        sum.qualified += runs.qualified;
    }
    return sum;
}

RollMeter::Runs RollMeter::runsIn(const BoolRoll& roll, std::size_t first, std::size_t end,
                                  int pitch) const {
    Runs runs;
    int length = 0;
    for (std::size_t step = first; step < end; ++step) {
        length = roll[step][static_cast<std::size_t>(pitch)] ? length + 1 : 0;
        runs.notes += length == 1;
        runs.qualified += length == m_options.qualifiedLength;
    }
    return runs;
}

RollMetrics RollMeter::result() const {
    const auto& sums = m_sums;
    RollMetrics out;
    out.emptyBars = 100 * ratio(static_cast<double>(sums.bars - sums.filledBars), sums.bars);
    out.usedPitchClasses = ratio(sums.pitchClasses, sums.filledBars);
    out.usedBands = ratio(sums.bands, sums.filledBars);
    out.qualifiedNotes = 100 * ratio(sums.qualifiedShare, sums.filledBars);
    out.qualifiedNotesPooled = 100 * ratio(static_cast<double>(sums.qualified), sums.notes);
    out.polyphonicity = 100 * ratio(sums.polyphonicShare, sums.filledBars);
    out.inScale = ratio(static_cast<double>(sums.cellsInScale), sums.cells);
    return out;
}

} // namespace contrafact::metrics
