// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/pitch_names.h"

#include "core/base/numbers.h"
#include "core/encoding/chord_tokens.h"
#include "core/encoding/note_rows.h"

#include <algorithm>
#include <array>
#include <optional>

namespace contrafact::encoding {

namespace {

constexpr int kClasses = 12;
constexpr int kMiddleC = 60; // of octave 4
constexpr int kLowestNamed = 12;
constexpr std::array<std::string_view, kClasses> kNames{"C",  "C#", "D",  "E-", "E",  "F",
                                                        "F#", "G",  "G#", "A",  "B-", "B"};

int moved(int pitch, int semitones) {
    const int there = pitch + semitones;
    if (there < 0) return there + kClasses;
    return there > score::kMaxPitch.value ? there - kClasses : there;
}

std::string wordFor(const std::vector<int>& pitches) {
    if (pitches.size() == 1) {
        const int pitch = pitches.front();
        return pitchName(pitch < kLowestNamed ? pitch + kClasses : pitch);
    }
    std::string word;
    for (const int pitchClass : normalOrder(pitches))
        word += (word.empty() ? "" : ".") + std::to_string(pitchClass);
    return word;
}

std::optional<int> pitchNamed(std::string_view word) {
    std::optional<int> found;
    for (int pitchClass = 0; pitchClass < kClasses; ++pitchClass) {
        const auto name = kNames[static_cast<std::size_t>(pitchClass)];
        if (!word.starts_with(name)) continue;
        const auto digits = word.substr(name.size());
        if (digits.starts_with('-')) continue; // "E-0" is E flat, not E below zero
        const auto octave = base::wholeNumber(digits);
        if (!octave || *octave < 0 || *octave > 9) continue;
        const int pitch = kLowestNamed + kClasses * *octave + pitchClass;
        if (pitch <= score::kMaxPitch.value) found = pitch;
    }
    return found;
}

} // namespace

std::string pitchName(int pitch) {
    return std::string(kNames[static_cast<std::size_t>(pitch % kClasses)]) +
           std::to_string(pitch / kClasses - 1);
}

std::vector<std::string> pitchWords(const score::Score& score, int semitones) {
    const auto* track = firstPitchedTrack(score);
    if (!track) return {};
    std::vector<std::string> words;
    std::vector<int> together;
    score::Tick onset;
    for (const auto& note : track->notes()) {
        if (!together.empty() && note.onset != onset) {
            words.push_back(wordFor(together));
            together.clear();
        }
        onset = note.onset;
        together.push_back(moved(note.pitch.value, semitones));
    }
    words.push_back(wordFor(together));
    return words;
}

std::vector<int> pitchesOfWord(std::string_view word) {
    if (const auto pitch = pitchNamed(word)) return {*pitch};
    std::vector<int> pitches;
    while (!word.empty()) {
        const auto dot = std::min(word.find('.'), word.size());
        const auto pitchClass = base::wholeNumber(word.substr(0, dot));
        if (!pitchClass || *pitchClass < 0 || *pitchClass >= kClasses) return {};
        pitches.push_back(kMiddleC + *pitchClass);
        word.remove_prefix(std::min(dot + 1, word.size()));
    }
    return pitches;
}

} // namespace contrafact::encoding
