// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/excerpt.h"

#include <algorithm>

namespace contrafact::score {

namespace {

/// The event in force where `range` begins and those within it, from tick 0.
template<typename Event>
std::vector<Event> eventsIn(const std::vector<Event>& events, TickRange range) {
    std::vector<Event> out;
    for (Event event : events) {
        if (event.tick >= range.end && event.tick > range.begin) break;
        if (event.tick <= range.begin) out.clear();
        event.tick = std::max(Tick(), event.tick - range.begin);
        out.push_back(event);
    }
    return out;
}

/// A change to the same meter is a bar line that the first bar ends at.
MeterMap meterIn(const Score& score, TickRange range) {
    auto events = eventsIn(score.meter.events(), range);
    const int bar = score.meter.barAt(range.begin);
    const auto next = score.meter.barStart(bar + 1);
    if (score.meter.barStart(bar) < range.begin && next < range.end) {
        auto line = score.meter.at(next);
        line.tick = next - range.begin;
        events.push_back(line);
    }
    return MeterMap(score.ppq(), std::move(events));
}

std::vector<Note> notesIn(const Track& track, TickRange range) {
    std::vector<Note> notes;
    track.forEachIn(range, [&](Note note) {
        const auto end = std::min(note.end(), range.end);
        const auto begin = std::max(note.onset, range.begin);
        if (begin >= end) return;
        note.onset = begin - range.begin;
        note.length = end - begin;
        notes.push_back(note);
    });
    return notes;
}

} // namespace

Score excerpt(const Score& score, TickRange range) {
    Score part(score.ppq());
    part.tempo = TempoMap(score.ppq(), eventsIn(score.tempo.events(), range));
    part.meter = meterIn(score, range);
    part.keys = eventsIn(score.keys, range);
    for (int i = 0; i < score.trackCount(); ++i)
        part.addTrack(Track(score.track(i).info, notesIn(score.track(i), range)));
    return part;
}

} // namespace contrafact::score
