// SPDX-License-Identifier: GPL-3.0-or-later
// Music as pairs of tokens, a note and its length, chord after chord, with waits between them: the
// language of musicautobot's Transformer (Shaw, 2019). Sixteenths; pitches 21 to 107. Its own
// tokens do not tell instruments apart and have no drums; a second set has notes for each family.
// Pure; any thread.
#pragma once

#include "core/encoding/grid.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace contrafact::encoding {

inline constexpr int kPairStepsPerBeat = 4;
inline constexpr int kPairLongest = 160; ///< steps that a length token can say
inline constexpr int kPairLongestNote = 128;
inline constexpr int kPairLowest = 21, kPairHighest = 107;

/// How tokens are numbered: special ones, notes, lengths, kinds of music (which nothing here uses),
/// and some that round the number up to a multiple of eight.
struct PairTokens {
    bool families = false; ///< notes of each family; otherwise one set for all

    static constexpr int kBegin = 0, kPad = 1, kWait = 8, kFirstNote = 9;

    int sets() const { return families ? kFamilies : 1; }
    int firstLength() const { return kFirstNote + sets() * kPitches; }
    int size() const { return families ? 824 : 312; }
    int note(int set, int pitch) const { return kFirstNote + set * kPitches + pitch; }
    int length(int steps) const { return firstLength() + steps; }

    bool isNote(int token) const { return token >= kFirstNote && token < firstLength(); }
    bool isLength(int token) const {
        return token >= firstLength() && token <= length(kPairLongest);
    }
    int pitchOf(int note) const { return (note - kFirstNote) % kPitches; }
    int setOf(int note) const { return (note - kFirstNote) / kPitches; }
    int stepsOf(int length) const { return length - firstLength(); }
    /// As musicautobot writes it, "n60"; notes of families have theirs before, "bass-n36".
    std::string name(int token) const;
    /// Falls along the notes of a step.
    int rank(int note) const { return pitchOf(note) * sets() + sets() - 1 - setOf(note); }
};

/// Where the next token stands, in steps; told token after token.
class PairClock {
public:
    explicit PairClock(const PairTokens& tokens)
        : m_tokens(tokens) {}
    int position() const { return m_position; }
    void take(int token);

private:
    PairTokens m_tokens;
    int m_position = 0;
    int m_last = PairTokens::kBegin;
};

/// "begin pad", then the notes of each step from the highest to the lowest, each with its length,
/// and waits between steps. Whole empty bars before the first note are left out. What is left of
/// equal notes of a step is the longest.
/// @param toTheBar a last wait leads to the end of the last bar
std::vector<int> pairTokens(const score::Score& score, const PairTokens& tokens,
                            bool toTheBar = false);
/// The position of each token (PairClock).
std::vector<int> pairPositions(std::span<const int> text, const PairTokens& tokens);
std::int64_t pairNotes(std::span<const int> text, const PairTokens& tokens);

/// Notes from step 0 on; tokens that do not pair up are passed over. Without families all are
/// piano.
GridSong pairSong(std::span<const int> text, const PairTokens& tokens);

/// Moves notes by semitones, drums stay; where one would leave the pitches, nothing is moved.
void transposePairs(std::span<int> text, const PairTokens& tokens, int semitones);

} // namespace contrafact::encoding
