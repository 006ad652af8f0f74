// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/score.h"

#include <algorithm>
#include <tuple>

namespace contrafact::score {

namespace {

/// A track whose notes all have ids, so that edits can name them.
Track withIds(Track track, Score& score) {
    const auto notes = track.notes();
    bool missing = false;
    for (const auto& note : notes) {
        score.markUsed(note.id);
        missing = missing || note.id == 0;
    }
    if (!missing) return track;
    std::vector<Note> named(notes.begin(), notes.end());
    for (auto& note : named)
        if (note.id == 0) note.id = score.newNoteId();
    track.setNotes(std::move(named));
    return track;
}

/// Notes in an order that depends on the music alone.
std::vector<Note> inMusicalOrder(std::span<const Note> notes) {
    std::vector<Note> out(notes.begin(), notes.end());
    const auto key = [](const Note& n) {
        return std::tuple(n.onset, n.pitch, n.length, n.velocity, n.release);
    };
    std::sort(out.begin(), out.end(),
              [&](const Note& a, const Note& b) { return key(a) < key(b); });
    return out;
}

bool soundSame(std::span<const Note> a, std::span<const Note> b) {
    const auto same = [](const Note& x, const Note& y) { return x.sounds(y); };
    if (a.size() != b.size()) return false;
    if (std::equal(a.begin(), a.end(), b.begin(), same)) return true;
    // Notes that begin together on one pitch are kept in the order of their ids.
    const auto x = inMusicalOrder(a);
    const auto y = inMusicalOrder(b);
    return std::equal(x.begin(), x.end(), y.begin(), same);
}

} // namespace

Score::Score(int ppq)
    : tempo(ppq)
    , meter(ppq) {}

Track& Score::editTrack(int index) {
    auto& slot = m_tracks[static_cast<std::size_t>(index)];
    // Dropping the probe orders our writes after the last read of a copy that another thread has
    // just released; the count alone would not.
    const bool shared = [probe = slot] { return probe.use_count() > 2; }();
    if (shared) slot = std::make_shared<Track>(*slot);
    return *slot;
}

int Score::addTrack(Track track) {
    insertTrack(trackCount(), std::move(track));
    return trackCount() - 1;
}

void Score::insertTrack(int index, Track track) {
    m_tracks.insert(m_tracks.begin() + index,
                    std::make_shared<Track>(withIds(std::move(track), *this)));
}

void Score::removeTrack(int index) {
    m_tracks.erase(m_tracks.begin() + index);
}

std::size_t Score::noteCount() const {
    std::size_t count = 0;
    for (const auto& track : m_tracks) count += track->notes().size();
    return count;
}

Tick Score::end() const {
    Tick last;
    for (const auto& track : m_tracks) last = std::max(last, track->end());
    return last;
}

bool Score::sounds(const Score& other) const {
    return ppq() == other.ppq() && title == other.title && tempo == other.tempo &&
           meter == other.meter && keys == other.keys && markers == other.markers &&
           events == other.events && sheets == other.sheets &&
           std::equal(m_tracks.begin(), m_tracks.end(), other.m_tracks.begin(),
                      other.m_tracks.end(), [](const auto& a, const auto& b) {
                          return a->info == b->info && a->events == b->events &&
                                 soundSame(a->notes(), b->notes());
                      });
}

TickRange barRange(const Score& score, int bar, int count) {
    return {score.meter.barStart(bar), score.meter.barStart(bar + count)};
}

int barCount(const Score& score) {
    const auto end = score.end();
    return end > Tick{} ? score.meter.barAt(end - Tick{1}) + 1 : 1;
}

} // namespace contrafact::score
