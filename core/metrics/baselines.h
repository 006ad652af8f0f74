// SPDX-License-Identifier: GPL-3.0-or-later
// What any network must beat: noise, and a chain that knows only the note before.
#pragma once

#include "core/metrics/pieces.h"
#include "core/metrics/roll_metrics.h"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <vector>

namespace contrafact::metrics {

/// Notes at random with the density that each family has in the music given: onsets on any of the
/// 24 steps of a beat, pitches 24..107 (drums 35..81), lengths up to a beat, all uniform.
class NoiseBaseline {
public:
    explicit NoiseBaseline(std::span<const Piece> music);
    Piece compose(int bars, std::uint64_t seed) const;

private:
    std::array<double, encoding::kFamilies> m_notesPerBar{};
};

/// A first-order Markov chain for each family. A row is (pitch, step, duration): the note, how long
/// after the one before in its family it begins, and how long it is, at 24 steps a beat. The state
/// is the last row with both times rounded to sixteenths, and the next row is drawn from all rows
/// that followed this state in the music. A family plays as often as it does in the music's pieces
/// and begins as one of them begins. The families do not hear each other.
class MarkovBaseline {
public:
    explicit MarkovBaseline(std::span<const Piece> music);
    Piece compose(int bars, std::uint64_t seed) const;

private:
    struct Row {
        int pitch = 0;
        int step = 0;
        int duration = 1;
    };
    using State = std::tuple<int, int, int>;
    struct Chain {
        std::vector<Row> starts; ///< the first rows of pieces; step counts from the piece's begin
        std::map<State, std::vector<Row>> next;
        double presence = 0; ///< share of the pieces in which the family sounds
    };
    static State stateOf(const Row& row);
    static void learn(Chain& chain, const std::vector<encoding::GridNote>& notes);

    std::array<Chain, encoding::kFamilies> m_chains;
};

} // namespace contrafact::metrics
