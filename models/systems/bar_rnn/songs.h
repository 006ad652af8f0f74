// SPDX-License-Identifier: GPL-3.0-or-later
// Songs as the network reads them in training: bars, and visits of them, each in a key of its own
// and with other things given.
#pragma once

#include "models/nn/random.h"
#include "models/systems/bar_rnn/manner.h"
#include "models/systems/bar_rnn/network.h"
#include "models/train/system.h"

#include <vector>

namespace contrafact::models::bar_rnn {

struct Song {
    std::string name;
    std::vector<encoding::NoteBar> bars;
};

/// The songs of a split in the order of the corpus, without empty bars at their ends.
std::vector<Song> readSongs(const train::Context& context, bool unseen);

/// Their chords and who plays what.
Manner mannerOf(const std::vector<Song>& songs);

/// Semitones up, by octaves within the range where needed; drums stay.
std::vector<encoding::NoteBar> transposed(const std::vector<encoding::NoteBar>& bars,
                                          int semitones);

/// How often a visit is told what, 0..1.
struct KnownShares {
    double given = 0.4;      ///< parts of the music itself
    double attributes = 0.5; ///< density, height, polyphony
    double lead = 0.5;       ///< who leads
    double key = 0.7;
    double form = 0.5; ///< repetition, length
};
/// As in composing from nothing.
inline constexpr KnownShares kNothingTold{0, 0, 0, 0, 0};
Known drawKnown(const std::vector<encoding::NoteBar>& bars, const KnownShares& shares,
                nn::Random& random);

/// Stretches of 1 to 8 bars are given and hidden by turns, hidden ones for all instruments or some.
Known knownByTurns(const std::vector<encoding::NoteBar>& bars, nn::Random& random);

/// A song as a row of events with all that the network is told on the way.
struct Visit {
    std::vector<encoding::Event> events; ///< closed by a BAR
    std::vector<std::int32_t> features;
    std::vector<std::int64_t> offsets; ///< [events + 1] into `features`
    std::vector<GivenNote> given;
    std::vector<std::int32_t> passed; ///< [events], how many of `given`
    /// [events]: what is given leaves nothing else. Such events are read and cost nothing: whatever
    /// the network makes of them, composing takes them as they are.
    std::vector<std::uint8_t> forced;
    std::int64_t size() const { return static_cast<std::int64_t>(events.size()) - 1; }
};
Visit visitOf(const std::vector<encoding::NoteBar>& bars, const Known& known,
              const FeatureChoice& choice);

/// A row of a batch: events [from, from + length) of a visit, or nothing.
struct Piece {
    const Visit* visit = nullptr;
    std::int64_t from = 0;
};
/// On the CPU. Rows that end before `length` are filled up with events that nothing follows.
EventBatch batchOf(const std::vector<Piece>& pieces, std::int64_t length);

} // namespace contrafact::models::bar_rnn
