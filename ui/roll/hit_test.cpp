// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/hit_test.h"

#include <algorithm>

namespace contrafact::ui {
namespace {

constexpr double kEdgePixels = 6;
/// Very short notes are given a target that a hand can meet.
constexpr double kMinTarget = 5;

NotePart partAt(const QRectF& rect, double x) {
    // A third of a short note, so that there is always a body to take it by.
    const double edge = std::min(kEdgePixels, rect.width() / 3);
    if (x > rect.right() - edge) return NotePart::RightEdge;
    if (x < rect.left() + edge) return NotePart::LeftEdge;
    return NotePart::Body;
}

std::optional<NoteHit> hitInTrack(const score::Score& score, const RollGeometry& geometry,
                                  QPointF pos, int track) {
    std::optional<NoteHit> hit;
    const auto ticks = geometry.ticksBetween(pos.x() - kMinTarget, pos.x() + kMinTarget);
    score.track(track).forEachIn(ticks, [&](const score::Note& note) {
        if (geometry.rowOf(note.pitch) < 0) return;
        auto rect = geometry.rectOf(note);
        rect.setWidth(std::max(rect.width(), kMinTarget));
        if (rect.contains(pos)) hit = NoteHit{{track, note.id}, note, partAt(rect, pos.x())};
    });
    return hit;
}

} // namespace

std::optional<NoteHit> hitAt(const score::Score& score, const RollGeometry& geometry, QPointF pos,
                             int currentTrack) {
    if (currentTrack >= 0 && currentTrack < score.trackCount())
        if (auto hit = hitInTrack(score, geometry, pos, currentTrack)) return hit;
    for (int track = 0; track < score.trackCount(); ++track)
        if (track != currentTrack)
            if (auto hit = hitInTrack(score, geometry, pos, track)) return hit;
    return std::nullopt;
}

score::Selection notesIn(const score::Score& score, const RollGeometry& geometry, QRectF area,
                         int track) {
    score::Selection selection;
    if (track < 0 || track >= score.trackCount()) return selection;
    const auto ticks = geometry.ticksBetween(area.left(), area.right());
    score.track(track).forEachIn(ticks, [&](const score::Note& note) {
        if (geometry.rowOf(note.pitch) >= 0 && geometry.rectOf(note).intersects(area))
            selection.push_back({track, note.id});
    });
    return selection;
}

} // namespace contrafact::ui
