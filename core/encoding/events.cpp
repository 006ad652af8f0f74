// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/events.h"

#include <algorithm>

namespace contrafact::encoding {

namespace {

bool equalButVelocity(const BarNote& a, const BarNote& b) {
    return a.step == b.step && a.family == b.family && a.pitch == b.pitch &&
           a.duration == b.duration;
}

bool sameNotes(const NoteBar& a, const NoteBar& b, int family) {
    auto left = a.notes.begin(), right = b.notes.begin();
    const auto isOther = [&](const BarNote& note) { return note.family != family; };
    while (true) {
        left = std::find_if_not(left, a.notes.end(), isOther);
        right = std::find_if_not(right, b.notes.end(), isOther);
        if (left == a.notes.end() || right == b.notes.end())
            return left == a.notes.end() && right == b.notes.end();
        if (!equalButVelocity(*left++, *right++)) return false;
    }
}

bool hasNotes(const NoteBar& bar, int family) {
    return std::ranges::any_of(bar.notes,
                               [&](const BarNote& note) { return note.family == family; });
}

/// The bar `back` before the one that follows `before`, if it is there and as long.
const NoteBar* earlier(std::span<const NoteBar> before, int back, int steps) {
    const auto count = static_cast<int>(before.size());
    if (back > count) return nullptr;
    const auto& bar = before[static_cast<std::size_t>(count - back)];
    return bar.steps == steps ? &bar : nullptr;
}

/// `before`: the bars that stand before `bar`.
void appendBar(std::vector<Event>& events, EventState& state, std::span<const NoteBar> before,
               const NoteBar& bar) {
    const auto put = [&](const Event& event) {
        events.push_back(event);
        state.push(event);
    };
    const auto putToken = [&](int token) { put({static_cast<std::int16_t>(token)}); };
    state.setShape(bar.steps, bar.meter);
    putToken(kBarToken);
    putToken(chordToken(chordOf(bar)));
    if (const int back = wholeRepeat(before, bar); back >= 0) return putToken(wholeToken(back));
    for (const int family : kRankedFamilies)
        if (const int back = familyRepeat(before, bar, family); back >= 0)
            putToken(againToken(family, back));
    for (const auto& note : bar.notes) {
        if (!state.isSpelled(note.family)) continue;
        if (note.step != state.step()) putToken(positionToken(note.step));
        put({static_cast<std::int16_t>(noteToken(note.family, note.pitch)),
             static_cast<std::int8_t>(note.family == kDrums ? -1 : note.duration),
             static_cast<std::int8_t>(note.velocity)});
    }
}

} // namespace

int noteIndex(int family, int pitch) {
    if (family == kDrums) return kPitchedNotes + pitch - kLowestDrum;
    return family * kEventPitches + pitch - kLowestPitch;
}

NoteName noteName(int index) {
    if (index >= kPitchedNotes) return {kDrums, index - kPitchedNotes + kLowestDrum};
    return {index / kEventPitches, index % kEventPitches + kLowestPitch};
}

EventKind kindOf(int token) {
    if (token < kChordTokens) return EventKind::Bar;
    if (token < kWholeTokens) return EventKind::Chord;
    if (token < kAgainTokens) return EventKind::Whole;
    if (token < kPositionTokens) return EventKind::Again;
    return token < kNoteTokens ? EventKind::Position : EventKind::Note;
}

void EventState::setShape(int steps, MeterClass meter) {
    m_steps = steps;
    m_meter = meter;
}

bool EventState::isSpelled(int family) const {
    return m_whole.back() < 0 && again(bar(), family) < 0;
}

bool EventState::canRepeat(int family, int back) const {
    const auto* from = earlier(std::span(m_bars).first(m_bars.size() - 1), back, current().steps);
    return from && hasNotes(*from, family);
}

bool EventState::canRepeatWhole(int back) const {
    const auto* from = earlier(std::span(m_bars).first(m_bars.size() - 1), back, current().steps);
    return from && !from->notes.empty();
}

void EventState::beginBar() {
    const int length = m_bars.empty() ? 0 : current().steps;
    moveTo(length);
    for (auto& held : m_held) held.end -= length;
    std::erase_if(m_held, [](const Held& held) { return held.end <= 0; });
    m_bars.push_back({m_steps, m_meter, {}});
    m_chords.push_back(0);
    m_again.push_back({-1, -1, -1, -1, -1});
    m_whole.push_back(-1);
    m_step = -1;
}

void EventState::addNote(const BarNote& note) {
    auto& notes = m_bars.back().notes;
    notes.insert(std::ranges::upper_bound(notes, note), note);
}

void EventState::copyFrom(int back, int family) {
    const auto& from = m_bars[m_bars.size() - 1 - static_cast<std::size_t>(back)];
    for (const auto& note : from.notes) {
        if (family >= 0 && note.family != family) continue;
        addNote(note);
        m_due.push_back(note);
    }
}

/// Time passes: what came AGAIN begins, what ends is dropped.
void EventState::moveTo(int step) {
    for (const auto& note : m_due)
        if (note.step <= step) m_held.push_back({note, note.step + note.steps()});
    std::erase_if(m_due, [&](const BarNote& note) { return note.step <= step; });
    std::erase_if(m_held, [&](const Held& held) { return held.end <= step; });
    m_step = step;
}

void EventState::push(const Event& event) {
    m_lastToken = event.token;
    m_lastKind = kindOf(event.token);
    const int token = event.token;
    switch (m_lastKind) {
    case EventKind::Bar:
        return beginBar();
    case EventKind::Chord:
        m_chords.back() = token - kChordTokens;
        return;
    case EventKind::Whole:
        m_whole.back() = static_cast<std::int8_t>(token - kWholeTokens);
        return copyFrom(kWholeBack[static_cast<std::size_t>(m_whole.back())], -1);
    case EventKind::Again: {
        const int rank = (token - kAgainTokens) / kFamilyBacks;
        const int back = (token - kAgainTokens) % kFamilyBacks;
        const int family = kRankedFamilies[static_cast<std::size_t>(rank)];
        m_again.back()[static_cast<std::size_t>(family)] = static_cast<std::int8_t>(back);
        return copyFrom(kFamilyBack[static_cast<std::size_t>(back)], family);
    }
    case EventKind::Position:
        return moveTo(token - kPositionTokens);
    case EventKind::Note: {
        const auto [family, pitch] = noteName(token - kNoteTokens);
        const BarNote note{static_cast<std::uint8_t>(m_step), static_cast<std::uint8_t>(family),
                           static_cast<std::uint8_t>(pitch),
                           static_cast<std::uint8_t>(std::max<int>(event.duration, 0)),
                           static_cast<std::uint8_t>(std::max<int>(event.velocity, 0))};
        addNote(note);
        m_held.push_back({note, note.step + note.steps()});
        m_velocity[note.family] = static_cast<std::int8_t>(note.velocity);
        return;
    }
    }
}

int familyRepeat(std::span<const NoteBar> before, const NoteBar& bar, int family) {
    if (!hasNotes(bar, family)) return -1;
    for (int i = 0; i < kFamilyBacks; ++i) {
        const auto* from = earlier(before, kFamilyBack[static_cast<std::size_t>(i)], bar.steps);
        if (from && sameNotes(*from, bar, family)) return i;
    }
    return -1;
}

int wholeRepeat(std::span<const NoteBar> before, const NoteBar& bar) {
    if (bar.notes.empty()) return -1;
    for (int i = 0; i < kWholeBacks; ++i) {
        const auto* from = earlier(before, kWholeBack[static_cast<std::size_t>(i)], bar.steps);
        if (from && std::ranges::equal(from->notes, bar.notes, equalButVelocity)) return i;
    }
    return -1;
}

std::vector<Event> toEvents(std::span<const NoteBar> bars) {
    std::vector<Event> events;
    EventState state;
    for (std::size_t i = 0; i < bars.size(); ++i) appendBar(events, state, bars.first(i), bars[i]);
    return events;
}

std::vector<NoteBar> fromEvents(std::span<const Event> events, std::span<const NoteBar> shapes) {
    EventState state;
    std::size_t next = 0;
    for (const auto& event : events) {
        if (kindOf(event.token) == EventKind::Bar && next < shapes.size()) {
            state.setShape(shapes[next].steps, shapes[next].meter);
            ++next;
        }
        state.push(event);
    }
    return state.bars();
}

namespace {

constexpr std::array<const char*, 12> kTones{"C",  "C#", "D",  "Eb", "E",  "F",
                                             "F#", "G",  "Ab", "A",  "Bb", "B"};

std::string toneName(int pitch) {
    return kTones[static_cast<std::size_t>(pitch) % kTones.size()];
}

std::string chordName(int chord) {
    if (chord == 0) return "-";
    return toneName((chord - 1) / 2) + ((chord - 1) % 2 ? "m" : "");
}

std::string familyName(int family) {
    return std::string(kFamilyInfo[static_cast<std::size_t>(family)].id);
}

std::string againName(int token) {
    const int rank = (token - kAgainTokens) / kFamilyBacks;
    const auto back = static_cast<std::size_t>((token - kAgainTokens) % kFamilyBacks);
    return "again " + familyName(kRankedFamilies[static_cast<std::size_t>(rank)]) + " " +
           std::to_string(kFamilyBack[back]);
}

std::string nameOfNote(const Event& event) {
    const auto [family, pitch] = noteName(event.token - kNoteTokens);
    if (family == kDrums) return "drums " + std::to_string(pitch);
    auto name = familyName(family) + " " + toneName(pitch) + std::to_string(pitch / 12 - 1);
    if (event.duration >= 0)
        name += ":" + std::to_string(kDurations[static_cast<std::size_t>(event.duration)]);
    return name;
}

} // namespace

std::string eventName(const Event& event) {
    switch (kindOf(event.token)) {
    case EventKind::Bar:
        return "bar";
    case EventKind::Chord:
        return chordName(event.token - kChordTokens);
    case EventKind::Whole:
        return "again all " +
               std::to_string(kWholeBack[static_cast<std::size_t>(event.token - kWholeTokens)]);
    case EventKind::Again:
        return againName(event.token);
    case EventKind::Position:
        return "+" + std::to_string(event.token - kPositionTokens);
    case EventKind::Note:
        break;
    }
    return nameOfNote(event);
}

} // namespace contrafact::encoding
