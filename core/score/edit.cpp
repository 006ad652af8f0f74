// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/edit.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace contrafact::score {

namespace {

template<typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template<typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>; // clang 14 does not find it by itself

void widen(ChangeSet::Region& region, const Note& note) {
    const auto end = std::max(note.end(), note.onset + Tick{1}); // a zero-length note shows too
    const bool first = region.ticks.empty();
    region.ticks.begin = first ? note.onset : std::min(region.ticks.begin, note.onset);
    region.ticks.end = first ? end : std::max(region.ticks.end, end);
    region.low = std::min(region.low, note.pitch);
    region.high = std::max(region.high, note.pitch);
}

ChangeSet applyStep(Score& score, const NoteChange& change) {
    ChangeSet::Region region{.track = change.track};
    for (const auto& note : change.removed) widen(region, note);
    for (const auto& note : change.added) {
        widen(region, note);
        score.markUsed(note.id);
    }
    score.editTrack(change.track).replace(change.removed, change.added);
    return {.regions = {region}};
}

ChangeSet applyStep(Score& score, const TrackInfoChange& change) {
    score.editTrack(change.track).info = change.after;
    return {.tracksChanged = true};
}

ChangeSet applyStep(Score& score, const TrackListChange& change) {
    if (change.insert)
        score.insertTrack(change.index, change.track);
    else
        score.removeTrack(change.index);
    return {.tracksChanged = true};
}

ChangeSet applyStep(Score& score, const MapsChange& change) {
    score.title = change.after.title;
    score.tempo = change.after.tempo;
    score.meter = change.after.meter;
    score.keys = change.after.keys;
    score.markers = change.after.markers;
    score.events = change.after.events;
    score.sheets = change.after.sheets;
    return {.mapsChanged = true};
}

ChangeSet applyStep(Score& score, const EventsChange& change) {
    score.editTrack(change.track).events = change.after;
    return {.eventsChanged = true};
}

ScoreEdit::Step inverted(const ScoreEdit::Step& step) {
    return std::visit(Overloaded{
                          [](const NoteChange& c) -> ScoreEdit::Step {
                              return NoteChange{c.track, c.added, c.removed};
                          },
                          [](const TrackInfoChange& c) -> ScoreEdit::Step {
                              return TrackInfoChange{c.track, c.after, c.before};
                          },
                          [](const TrackListChange& c) -> ScoreEdit::Step {
                              return TrackListChange{c.index, c.track, !c.insert};
                          },
                          [](const MapsChange& c) -> ScoreEdit::Step {
                              return MapsChange{c.after, c.before};
                          },
                          [](const EventsChange& c) -> ScoreEdit::Step {
                              return EventsChange{c.track, c.after, c.before};
                          },
                      },
                      step);
}

/// Takes out of both lists, each sorted, what they have in common.
void cancelCommon(std::vector<Note>& a, std::vector<Note>& b) {
    // By every field: a note that went and came back changed is not the same note.
    const auto before = [](const Note& x, const Note& y) {
        return std::tie(x.onset, x.pitch, x.id, x.length, x.velocity, x.release) <
               std::tie(y.onset, y.pitch, y.id, y.length, y.velocity, y.release);
    };
    std::ranges::sort(a, before);
    std::ranges::sort(b, before);
    std::vector<Note> onlyA, onlyB;
    std::ranges::set_difference(a, b, std::back_inserter(onlyA), before);
    std::ranges::set_difference(b, a, std::back_inserter(onlyB), before);
    a = std::move(onlyA);
    b = std::move(onlyB);
}

void append(std::vector<Note>& to, const std::vector<Note>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

// absorb(a, b): makes `a` the step that has the effect of a then b; false when they are of
// different things. isNothing(a): the step has no effect any more.

bool absorb(NoteChange& a, const NoteChange& b) {
    if (a.track != b.track) return false;
    auto removed = b.removed;
    cancelCommon(a.added, removed); // notes of the first step that the second one took away
    append(a.removed, removed);
    append(a.added, b.added);
    cancelCommon(a.added, a.removed); // notes that are back where they were
    return true;
}
bool isNothing(const NoteChange& c) {
    return c.added.empty() && c.removed.empty();
}

bool absorb(TrackInfoChange& a, const TrackInfoChange& b) {
    if (a.track != b.track) return false;
    a.after = b.after;
    return true;
}
bool isNothing(const TrackInfoChange& c) {
    return c.before == c.after;
}

bool absorb(MapsChange& a, const MapsChange& b) {
    a.after = b.after;
    return true;
}
bool isNothing(const MapsChange& c) {
    return c.before == c.after;
}

bool absorb(EventsChange& a, const EventsChange& b) {
    if (a.track != b.track) return false;
    a.after = b.after;
    return true;
}
bool isNothing(const EventsChange& c) {
    return c.before == c.after;
}

/// Two list changes join only when the second takes the first one back.
bool absorb(TrackListChange& a, const TrackListChange& b) {
    if (a.index != b.index || a.insert == b.insert || a.track != b.track) return false;
    a.index = -1;
    return true;
}
bool isNothing(const TrackListChange& c) {
    return c.index < 0;
}

bool isListChange(const ScoreEdit::Step& step) {
    return std::holds_alternative<TrackListChange>(step);
}

bool absorbStep(ScoreEdit::Step& into, const ScoreEdit::Step& next) {
    return into.index() == next.index() &&
           std::visit(
               [&](auto& a) { return absorb(a, std::get<std::remove_cvref_t<decltype(a)>>(next)); },
               into);
}

/// Steps of different kinds or tracks commute, except that a list change renumbers tracks: so the
/// search for a partner goes back to the last list change and no further.
void mergeStep(std::vector<ScoreEdit::Step>& steps, const ScoreEdit::Step& next) {
    for (auto it = steps.rbegin(); it != steps.rend(); ++it) {
        if (absorbStep(*it, next)) {
            if (std::visit([](const auto& step) { return isNothing(step); }, *it))
                steps.erase(std::next(it).base());
            return;
        }
        if (isListChange(*it) || isListChange(next)) break;
    }
    steps.push_back(next);
}

} // namespace

void ChangeSet::unite(const ChangeSet& other) {
    for (const auto& region : other.regions) {
        const auto mine = std::ranges::find(regions, region.track, &Region::track);
        if (mine == regions.end()) {
            regions.push_back(region);
            continue;
        }
        mine->ticks = {std::min(mine->ticks.begin, region.ticks.begin),
                       std::max(mine->ticks.end, region.ticks.end)};
        mine->low = std::min(mine->low, region.low);
        mine->high = std::max(mine->high, region.high);
    }
    tracksChanged = tracksChanged || other.tracksChanged;
    mapsChanged = mapsChanged || other.mapsChanged;
    eventsChanged = eventsChanged || other.eventsChanged;
}

ScoreMaps mapsOf(const Score& score) {
    return {score.title,   score.tempo,  score.meter, score.keys,
            score.markers, score.events, score.sheets};
}

ChangeSet ScoreEdit::apply(Score& score) const {
    ChangeSet changes;
    for (const auto& step : steps)
        changes.unite(std::visit([&](const auto& s) { return applyStep(score, s); }, step));
    return changes;
}

ScoreEdit ScoreEdit::inverse() const {
    ScoreEdit out;
    out.label = label;
    std::transform(steps.rbegin(), steps.rend(), std::back_inserter(out.steps), inverted);
    return out;
}

void ScoreEdit::merge(const ScoreEdit& next) {
    if (label.empty()) label = next.label;
    for (const auto& step : next.steps) mergeStep(steps, step);
}

} // namespace contrafact::score
