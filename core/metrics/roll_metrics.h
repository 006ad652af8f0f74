// SPDX-License-Identifier: GPL-3.0-or-later
// The measures of MuseGAN (Dong et al. 2018) that need one track only: empty bars, used pitch
// classes, qualified notes, polyphonicity; and how much of the music stays in a scale.
#pragma once

#include "core/encoding/segment.h"

#include <bit>
#include <bitset>
#include <cstdint>
#include <vector>

namespace contrafact::metrics {

/// The measures' own time base; coarser music is resampled to it first.
inline constexpr int kMetricStepsPerBeat = 24;
inline constexpr int kMetricStepsPerBar = 4 * kMetricStepsPerBeat;

/// Which pitches sound at each step. What a note was is not kept: a note is a run of one pitch.
using Sounding = std::bitset<encoding::kPitches>;
using BoolRoll = std::vector<Sounding>;

/// Calls `visit(pitch)` for each pitch that sounds, upwards.
template<typename Visit>
void forEachPitch(const Sounding& pitches, Visit&& visit) {
    static const Sounding kLow(~0ULL);
    for (const std::size_t half : {0u, 64u})
        for (auto bits = (pitches >> half & kLow).to_ullong(); bits != 0; bits &= bits - 1)
            visit(half + static_cast<std::size_t>(std::countr_zero(bits)));
}

/// One family of a song on a grid of 24 steps a beat (toGrid(score, 24)), padded to whole bars.
/// With `restBetween` a note is one step shorter where the next of its pitch follows at once, so
/// that repeated notes stay apart.
BoolRoll boolRoll(const encoding::GridSong& song, int family, bool restBetween = false);

/// Every step `times` times over: brings a grid of 24 / times steps a beat to this time base.
BoolRoll stretched(const BoolRoll& roll, int times);

struct RollMetricOptions {
    int stepsPerBar = kMetricStepsPerBar;
    int qualifiedLength = 3;                     ///< steps from which a note counts as one
    int polyphonic = 2;                          ///< pitches from which a step is polyphonic
    std::uint16_t pitchClasses = 0b101010110101; ///< the scale, bit 0 is C: C major
    int lowest = 24;                             ///< other pitches are not heard
    int highest = 107;
};

/// NaN where there is nothing to measure. All but the first are means over the bars that are not
/// empty, or shares of all notes or cells where it says "pooled".
struct RollMetrics {
    double emptyBars = 0;            ///< EB, %
    double usedPitchClasses = 0;     ///< UPC, 0..12
    double usedBands = 0;            ///< as MuseGAN's code counts UPC: bands of 7 semitones
    double qualifiedNotes = 0;       ///< QN, %; runs are cut at bar lines
    double qualifiedNotesPooled = 0; ///< %
    double polyphonicity = 0;        ///< PR, %
    double inScale = 0;              ///< 0..1, pooled over sounding cells
};

/// What they are made of.
struct RollSums {
    std::int64_t bars = 0;
    std::int64_t filledBars = 0;
    std::int64_t notes = 0;
    std::int64_t qualified = 0;
    std::int64_t cells = 0;
    std::int64_t cellsInScale = 0;
    double pitchClasses = 0; ///< these four: over filled bars
    double bands = 0;
    double qualifiedShare = 0;  ///< 0..1 a bar
    double polyphonicShare = 0; ///< 0..1 a bar
};

/// Collects bars of one track over any number of pieces.
class RollMeter {
public:
    explicit RollMeter(const RollMetricOptions& options = {});
    /// The roll begins on a bar line; steps after its last whole bar are silence.
    void add(const BoolRoll& roll);
    /// The steps [first, end) as one bar.
    void addBar(const BoolRoll& roll, std::size_t first, std::size_t end);
    const RollSums& sums() const { return m_sums; }
    RollMetrics result() const;

private:
    struct Runs {
        int notes = 0;
        int qualified = 0;
    };
    Runs runsIn(const BoolRoll& roll, std::size_t first, std::size_t end, int pitch) const;
    Runs countRuns(const BoolRoll& roll, std::size_t first, std::size_t end,
                   const Sounding& used) const;

    RollMetricOptions m_options;
    Sounding m_audible; ///< pitches within lowest..highest
    Sounding m_scale;
    RollSums m_sums;
};

} // namespace contrafact::metrics
