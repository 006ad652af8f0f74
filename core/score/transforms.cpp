// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/transforms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <numeric>

namespace contrafact::score {

namespace {

struct TrackSelection {
    int track = 0;
    std::vector<Note> notes;
};

/// The selected notes that exist and may be changed, by track. One pass over each track, because a
/// selection can hold everything there is.
std::vector<TrackSelection> editable(const Score& score, const Selection& selection) {
    std::map<int, std::vector<NoteId>> wanted;
    for (const auto& ref : selection)
        if (ref.track >= 0 && ref.track < score.trackCount() && !score.track(ref.track).info.locked)
            wanted[ref.track].push_back(ref.id);
    std::vector<TrackSelection> out;
    for (auto& [track, ids] : wanted) {
        std::sort(ids.begin(), ids.end());
        out.push_back({track, {}});
        for (const auto& note : score.track(track).notes())
            if (std::binary_search(ids.begin(), ids.end(), note.id))
                out.back().notes.push_back(note);
    }
    return out;
}

/// The edit that gives each note the form `change` returns for it; unchanged notes stay out.
template<typename Change>
ScoreEdit changeEach(const std::vector<TrackSelection>& selected, std::string label,
                     Change change) {
    ScoreEdit edit{std::move(label), {}};
    for (const auto& [track, notes] : selected) {
        NoteChange step{track, {}, {}};
        for (const auto& note : notes) {
            const Note changed = change(note);
            if (changed == note) continue;
            step.removed.push_back(note);
            step.added.push_back(changed);
        }
        if (!step.removed.empty()) edit.steps.push_back(std::move(step));
    }
    return edit;
}

void giveIds(Score& score, std::vector<Note>& notes) {
    for (auto& note : notes) note.id = score.newNoteId();
}

} // namespace

ScoreEdit addNotes(Score& score, int track, std::vector<Note> notes, std::string label) {
    ScoreEdit edit{std::move(label), {}};
    if (notes.empty() || score.track(track).info.locked) return edit;
    giveIds(score, notes);
    edit.steps.push_back(NoteChange{track, {}, std::move(notes)});
    return edit;
}

ScoreEdit removeNotes(const Score& score, const Selection& selection, std::string label) {
    ScoreEdit edit{std::move(label), {}};
    for (auto& [track, notes] : editable(score, selection))
        if (!notes.empty()) edit.steps.push_back(NoteChange{track, std::move(notes), {}});
    return edit;
}

ScoreEdit moveNotes(const Score& score, const Selection& selection, Tick by, int semitones) {
    const auto selected = editable(score, selection);
    Tick first(std::numeric_limits<std::int64_t>::max());
    int low = kMaxPitch.value, high = kMinPitch.value;
    for (const auto& [track, notes] : selected)
        for (const auto& note : notes) {
            first = std::min(first, note.onset);
            low = std::min<int>(low, note.pitch.value);
            high = std::max<int>(high, note.pitch.value);
        }
    if (low > high) return {"Move notes", {}};
    const auto time = std::max(by, -first);
    const Pitch interval(std::clamp(semitones, kMinPitch.value - low, kMaxPitch.value - high));
    return changeEach(selected, "Move notes", [&](Note note) {
        note.onset += time;
        note.pitch += interval;
        return note;
    });
}

ScoreEdit resizeNotes(const Score& score, const Selection& selection, Tick by, bool atOnset,
                      Tick minimum) {
    return changeEach(editable(score, selection), "Resize notes", [&](Note note) {
        const auto end = note.end();
        const auto least = std::min(minimum, note.length);
        if (atOnset) note.onset = std::clamp(note.onset + by, Tick{}, end - least);
        note.length = atOnset ? end - note.onset : std::max(note.length + by, least);
        return note;
    });
}

ScoreEdit setVelocity(const Score& score, const Selection& selection, int velocity) {
    return changeEach(editable(score, selection), "Set velocity", [&](Note note) {
        note.velocity = static_cast<std::uint8_t>(std::clamp(velocity, 1, 127));
        return note;
    });
}

ScoreEdit quantise(const Score& score, const Selection& selection, Tick grid) {
    const auto step = std::max<std::int64_t>(grid.value, 1);
    return changeEach(editable(score, selection), "Quantise", [&](Note note) {
        note.onset = Tick((note.onset.value + step / 2) / step * step);
        return note;
    });
}

ScoreEdit insertTrack(Score& score, int index, Track track, std::string label) {
    std::vector<Note> notes(track.notes().begin(), track.notes().end());
    giveIds(score, notes);
    track.setNotes(std::move(notes));
    return {std::move(label), {TrackListChange{index, std::move(track), true}}};
}

ScoreEdit removeTrack(const Score& score, int index, std::string label) {
    return {std::move(label), {TrackListChange{index, score.track(index), false}}};
}

ScoreEdit setTrackInfo(const Score& score, int track, TrackInfo info, std::string label) {
    ScoreEdit edit{std::move(label), {}};
    const auto& before = score.track(track).info;
    if (info != before) edit.steps.push_back(TrackInfoChange{track, before, std::move(info)});
    return edit;
}

ScoreEdit setEvents(const Score& score, int track, EventList events, std::string label) {
    ScoreEdit edit{std::move(label), {}};
    const auto& before = score.track(track).events;
    if (events != before) edit.steps.push_back(EventsChange{track, before, std::move(events)});
    return edit;
}

ScoreEdit replaceRange(Score& score, int track, TickRange range, std::vector<Note> notes) {
    ScoreEdit edit{"Replace notes", {}};
    const auto& target = score.track(track);
    if (target.info.locked) return edit;
    NoteChange step{track, {}, std::move(notes)};
    giveIds(score, step.added);
    target.forEachIn(range, [&](const Note& note) {
        step.removed.push_back(note);
        if (note.onset >= range.begin) return;
        step.added.push_back(note);
        step.added.back().length = range.begin - note.onset;
    });
    if (!step.removed.empty() || !step.added.empty()) edit.steps.push_back(std::move(step));
    return edit;
}

bool Scale::contains(Pitch pitch) const {
    const int above = ((pitch.value - tonic) % 12 + 12) % 12;
    return (mask >> above & 1) != 0;
}

Pitch Scale::snap(Pitch pitch) const {
    for (int distance = 0; distance < 12; ++distance)
        for (const Pitch candidate : {pitch - Pitch(distance), pitch + Pitch(distance)})
            if (candidate >= kMinPitch && candidate <= kMaxPitch && contains(candidate))
                return candidate;
    return pitch; // an empty scale holds nothing to snap to
}

namespace {

using PitchClassWeights = std::array<double, 12>;

// Probe-tone profiles of Krumhansl and Kessler (1982).
constexpr PitchClassWeights kMajorProfile{6.35, 2.23, 3.48, 2.33, 4.38, 4.09,
                                          2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
constexpr PitchClassWeights kMinorProfile{6.33, 2.68, 3.52, 5.38, 2.60, 3.53,
                                          2.54, 4.75, 3.98, 2.69, 3.34, 3.17};

PitchClassWeights soundingTime(const Score& score) {
    PitchClassWeights out{};
    for (int i = 0; i < score.trackCount(); ++i) {
        if (score.track(i).info.isDrums()) continue;
        for (const auto& note : score.track(i).notes())
            out[static_cast<std::size_t>(note.pitch.value % 12)] +=
                static_cast<double>(note.length.value);
    }
    return out;
}

double mean(const PitchClassWeights& w) {
    return std::accumulate(w.begin(), w.end(), 0.0) / 12;
}

/// Pearson's correlation of `weights`, read from `tonic` up, with `profile`.
double correlation(const PitchClassWeights& weights, const PitchClassWeights& profile,
                   std::size_t tonic) {
    const double meanW = mean(weights), meanP = mean(profile);
    double product = 0, squareW = 0, squareP = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        const double w = weights[(i + tonic) % 12] - meanW;
        const double p = profile[i] - meanP;
        product += w * p, squareW += w * w, squareP += p * p;
    }
    return squareW > 0 ? product / std::sqrt(squareW * squareP) : 0;
}

/// Sharps of the key signature, by way of the circle of fifths; -5 .. +6.
int sharpsOf(std::size_t tonic, bool minor) {
    const int fifths = static_cast<int>((tonic + (minor ? 3 : 0)) * 7 % 12);
    return fifths > 6 ? fifths - 12 : fifths;
}

} // namespace

KeyEvent estimateKey(const Score& score) {
    const auto weights = soundingTime(score);
    KeyEvent best;
    double bestFit = 0;
    for (const bool minor : {false, true})
        for (std::size_t tonic = 0; tonic < 12; ++tonic) {
            const double fit = correlation(weights, minor ? kMinorProfile : kMajorProfile, tonic);
            if (fit <= bestFit) continue;
            bestFit = fit;
            best = {Tick{}, sharpsOf(tonic, minor), minor};
        }
    return best;
}

} // namespace contrafact::score
