// SPDX-License-Identifier: GPL-3.0-or-later
// Every change to a score, by hand or by a network, is a ScoreEdit: a value that can be applied,
// inverted and merged, and that says what it touched.
#pragma once

#include "core/score/score.h"

#include <variant>
#include <vector>

namespace contrafact::score {

/// What an edit touched, so that views and the player refresh no more than that.
struct ChangeSet {
    struct Region {
        int track = 0;
        TickRange ticks;
        Pitch low = kMaxPitch;
        Pitch high = kMinPitch;
        bool operator==(const Region&) const = default;
    };
    std::vector<Region> regions; ///< one per touched track
    bool tracksChanged = false;  ///< tracks added, removed, or their TrackInfo changed
    bool mapsChanged = false;    ///< tempo, meter, key, markers or title
    bool eventsChanged = false;  ///< controllers, texts and the like of a track
    bool empty() const {
        return regions.empty() && !tracksChanged && !mapsChanged && !eventsChanged;
    }
    void unite(const ChangeSet& other);
};

/// Notes of one track that go and that come. A moved note is in both with one id.
struct NoteChange {
    int track = 0;
    std::vector<Note> removed;
    std::vector<Note> added;
    bool operator==(const NoteChange&) const = default;
};

/// What a score has besides its tracks, swapped as a whole.
struct ScoreMaps {
    std::string title;
    TempoMap tempo;
    MeterMap meter;
    std::vector<KeyEvent> keys;
    std::vector<Marker> markers;
    EventList events;
    std::vector<Sheet> sheets;
    bool operator==(const ScoreMaps&) const = default;
};
ScoreMaps mapsOf(const Score& score);

struct TrackInfoChange {
    int track = 0;
    TrackInfo before;
    TrackInfo after;
    bool operator==(const TrackInfoChange&) const = default;
};

struct TrackListChange {
    int index = 0;
    Track track;
    bool insert = true; ///< false: removes it
    bool operator==(const TrackListChange&) const = default;
};

struct MapsChange {
    ScoreMaps before;
    ScoreMaps after;
    bool operator==(const MapsChange&) const = default;
};

/// The events of one track, swapped as a whole: lists share what they hold.
struct EventsChange {
    int track = 0;
    EventList before;
    EventList after;
    bool operator==(const EventsChange&) const = default;
};

/// A sequence of steps, each of one kind; applied first to last, undone last to first.
class ScoreEdit {
public:
    std::string label; ///< for the undo menu: "Draw note", "Compose bars 5-8"

    using Step =
        std::variant<NoteChange, TrackInfoChange, TrackListChange, MapsChange, EventsChange>;
    std::vector<Step> steps;

    bool empty() const { return steps.empty(); }
    /// Applies all steps in order. Precondition: the score is in the state the edit was made for.
    ChangeSet apply(Score& score) const;
    /// The edit that undoes this one: apply(e), apply(e.inverse()) is the identity.
    ScoreEdit inverse() const;
    /// Appends `next`, cancelling what it takes back: merge(a, b) has the effect of a then b.
    void merge(const ScoreEdit& next);
};

} // namespace contrafact::score
