// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/pair_tokens.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

namespace contrafact::encoding {

namespace {

constexpr std::uint8_t kPairVelocity = 100;

struct PairNote {
    std::int32_t step;
    int pitch;
    int set;
    int length;
};

/// In the order of the text: steps rise, pitches of a step fall; of equal notes the longest leads.
std::vector<PairNote> notesOf(const GridSong& song, const PairTokens& tokens) {
    std::vector<PairNote> notes;
    for (int family = 0; family < kFamilies; ++family) {
        if (family == kDrums && !tokens.families) continue;
        for (const auto& note : song.notes[static_cast<std::size_t>(family)])
            if (note.pitch >= kPairLowest && note.pitch <= kPairHighest)
                notes.push_back({note.step, note.pitch, tokens.families ? family : 0,
                                 std::min<int>(note.length, kPairLongestNote)});
    }
    std::ranges::sort(notes, [](const PairNote& a, const PairNote& b) {
        return std::tuple(a.step, -a.pitch, a.set, -a.length) <
               std::tuple(b.step, -b.pitch, b.set, -b.length);
    });
    const auto doubles = std::ranges::unique(notes, [](const PairNote& a, const PairNote& b) {
        return a.step == b.step && a.pitch == b.pitch && a.set == b.set;
    });
    notes.erase(doubles.begin(), doubles.end());
    return notes;
}

void wait(std::vector<int>& text, int steps, const PairTokens& tokens) {
    for (; steps > 0; steps -= kPairLongest) {
        text.push_back(PairTokens::kWait);
        text.push_back(tokens.length(std::min(steps, kPairLongest)));
    }
}

int stepAt(score::Tick tick, int ppq) {
    return static_cast<int>(tick.value * kPairStepsPerBeat / ppq);
}

/// The beginning of the bar in which `step` lies.
int barOf(const score::Score& score, int step) {
    const score::Tick tick(std::int64_t{step} * score.ppq() / kPairStepsPerBeat);
    return stepAt(score.meter.barStart(score.meter.barAt(tick)), score.ppq());
}

} // namespace

std::string PairTokens::name(int token) const {
    constexpr std::array<std::string_view, kFirstNote> kSpecial{
        "xxbos", "xxpad", "xxeos", "xxs2scls", "xxmask", "xxcseq", "xxmseq", "xxnscls", "xxsep"};
    if (token < kFirstNote) return std::string(kSpecial[static_cast<std::size_t>(token)]);
    if (isLength(token)) return "d" + std::to_string(stepsOf(token));
    if (!isNote(token)) return "mt" + std::to_string(token - length(kPairLongest) - 1);
    const auto note = "n" + std::to_string(pitchOf(token));
    const auto& family = kFamilyInfo[static_cast<std::size_t>(setOf(token))];
    return families ? std::string(family.id) + "-" + note : note;
}

void PairClock::take(int token) {
    if (m_last == PairTokens::kWait && m_tokens.isLength(token))
        m_position += m_tokens.stepsOf(token);
    m_last = token;
}

std::vector<int> pairTokens(const score::Score& score, const PairTokens& tokens, bool toTheBar) {
    const auto notes = notesOf(toGrid(score, kPairStepsPerBeat), tokens);
    std::vector<int> text{PairTokens::kBegin, PairTokens::kPad};
    if (notes.empty()) return text;
    auto now = barOf(score, notes.front().step);
    for (const auto& note : notes) {
        wait(text, note.step - now, tokens);
        now = note.step;
        text.push_back(tokens.note(note.set, note.pitch));
        text.push_back(tokens.length(note.length));
    }
    const auto end = score::barRange(score, score::barCount(score), 1).begin;
    if (toTheBar) wait(text, stepAt(end, score.ppq()) - now, tokens);
    return text;
}

std::vector<int> pairPositions(std::span<const int> text, const PairTokens& tokens) {
    std::vector<int> positions;
    PairClock clock(tokens);
    for (const int token : text) {
        positions.push_back(clock.position());
        clock.take(token);
    }
    return positions;
}

std::int64_t pairNotes(std::span<const int> text, const PairTokens& tokens) {
    return std::ranges::count_if(text, [&](int token) { return tokens.isNote(token); });
}

GridSong pairSong(std::span<const int> text, const PairTokens& tokens) {
    GridSong song;
    PairClock clock(tokens);
    int last = PairTokens::kBegin;
    for (const int token : text) {
        if (tokens.isNote(last) && tokens.isLength(token)) {
            const auto length = static_cast<std::int16_t>(std::max(1, tokens.stepsOf(token)));
            song.notes[static_cast<std::size_t>(tokens.setOf(last))].push_back(
                {clock.position(), length, static_cast<std::uint8_t>(tokens.pitchOf(last)),
                 kPairVelocity});
        }
        clock.take(token);
        last = token;
    }
    // There and back: equal notes become one, and a note ends where its pitch is struck again.
    return toGrid(toScore(song, kPairStepsPerBeat), kPairStepsPerBeat);
}

void transposePairs(std::span<int> text, const PairTokens& tokens, int semitones) {
    const auto moves = [&](int token) {
        return tokens.isNote(token) && !(tokens.families && tokens.setOf(token) == kDrums);
    };
    for (const int token : text) {
        const int pitch = moves(token) ? tokens.pitchOf(token) + semitones : kPairLowest;
        if (pitch < kPairLowest || pitch > kPairHighest) return;
    }
    for (int& token : text)
        if (moves(token)) token += semitones;
}

} // namespace contrafact::encoding
