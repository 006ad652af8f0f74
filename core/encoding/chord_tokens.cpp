// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/chord_tokens.h"

#include "core/base/numbers.h"

#include <algorithm>
#include <array>
#include <optional>

namespace contrafact::encoding {

namespace {

constexpr int kOctave = 12;
constexpr int kChordOctave = 60; ///< where pitch class 0 of a chord lies
constexpr int kHighest = 127;
constexpr std::array<std::string_view, kOctave> kSharpNames{"C",  "C#", "D",  "D#", "E",  "F",
                                                            "F#", "G",  "G#", "A",  "A#", "B"};

/// The intervals above the first note, the span first: smaller is more compact.
std::vector<int> compactness(const std::vector<int>& order) {
    std::vector<int> intervals;
    for (const int pitch : order) intervals.push_back((pitch - order.front() + kOctave) % kOctave);
    std::rotate(intervals.begin(), intervals.end() - 1, intervals.end());
    return intervals;
}

std::vector<int> chordPitches(std::string_view token) {
    std::vector<int> pitches;
    while (!token.empty()) {
        const auto dot = std::min(token.find('.'), token.size());
        const auto pitchClass = base::wholeNumber(token.substr(0, dot));
        if (!pitchClass || *pitchClass < 0 || *pitchClass >= kOctave) return {};
        int pitch = kChordOctave + *pitchClass;
        while (!pitches.empty() && pitch <= pitches.back()) pitch += kOctave;
        pitches.push_back(pitch);
        token.remove_prefix(std::min(dot + 1, token.size()));
    }
    return pitches;
}

} // namespace

std::vector<int> normalOrder(std::span<const int> pitches) {
    std::vector<int> order;
    for (const int pitch : pitches) order.push_back(pitch % kOctave);
    std::ranges::sort(order);
    order.erase(std::unique(order.begin(), order.end()), order.end());
    auto best = order;
    for (std::size_t i = 1; i < order.size(); ++i) {
        std::rotate(order.begin(), order.begin() + 1, order.end());
        if (compactness(order) < compactness(best)) best = order;
    }
    return best;
}

std::string chordToken(std::span<const int> pitches) {
    const auto order = normalOrder(pitches);
    if (order.size() == 1) {
        const int lowest = *std::ranges::min_element(pitches);
        return std::string(kSharpNames[static_cast<std::size_t>(lowest % kOctave)]) +
               std::to_string(lowest / kOctave - 1);
    }
    std::string token;
    for (const int pitchClass : order)
        token += (token.empty() ? "" : ".") + std::to_string(pitchClass);
    return token;
}

std::vector<int> pitchesOf(std::string_view token) {
    if (token.find('.') != std::string_view::npos) return chordPitches(token);
    const auto letters = std::min(token.find_first_of("-0123456789"), token.size());
    const auto name = std::ranges::find(kSharpNames, token.substr(0, letters));
    const auto octave = base::wholeNumber(token.substr(letters));
    if (name == kSharpNames.end() || !octave) return {};
    const int pitch = (*octave + 1) * kOctave + static_cast<int>(name - kSharpNames.begin());
    return pitch < 0 || pitch > kHighest ? std::vector<int>() : std::vector{pitch};
}

std::vector<std::string> chordTokens(std::span<const score::Note> notes, ChordNotes which) {
    std::vector<std::string> tokens;
    std::vector<score::Note> sounding;
    for (std::size_t i = 0; i < notes.size();) {
        const auto onset = notes[i].onset;
        std::erase_if(sounding, [&](const score::Note& note) {
            return which == ChordNotes::Struck || note.end() <= onset;
        });
        for (; i < notes.size() && notes[i].onset == onset; ++i) sounding.push_back(notes[i]);
        std::vector<int> pitches;
        for (const auto& note : sounding) pitches.push_back(note.pitch.value);
        tokens.push_back(chordToken(pitches));
    }
    return tokens;
}

} // namespace contrafact::encoding
