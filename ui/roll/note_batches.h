// SPDX-License-Identifier: GPL-3.0-or-later
// The notes of a scene as rectangles sorted by style, ready to be painted in few calls.
#pragma once

#include "ui/roll/roll_geometry.h"
#include "ui/roll/roll_scene.h"
#include "ui/roll/track_colours.h"

#include <QImage>
#include <QRect>

#include <array>
#include <cstdint>
#include <vector>

namespace contrafact::ui {

/// How strongly a track's notes show.
enum class NoteLevel { Current, Other, Muted };
inline constexpr int kNoteLevels = 3;
inline constexpr int kTrackStyles = kTrackColours * kNoteLevels;
/// Shades of a heat map, from notes that go without saying to those that surprise.
inline constexpr int kHeatShades = 8;
inline constexpr int kNoteStyles = kTrackStyles + kHeatShades;

/// @param bits as in NoteHeat
int heatStyle(double bits);

/// @param colour of the track, 0..kTrackColours - 1 (track_colours.h)
constexpr int noteStyle(int colour, NoteLevel level) {
    return colour * kNoteLevels + static_cast<int>(level);
}

enum class NoteOutline : std::uint8_t { None, Selected, Preview };

struct PaintedNote {
    QRect rect;
    std::uint8_t style = 0;
    NoteOutline outline = NoteOutline::None;
    bool locked = false;
};

/// At most how many notes meet `ticks`, found by binary search alone.
std::size_t estimateNotes(const RollScene& scene, score::TickRange ticks);

/// In painting order: other tracks first, the current one last, the preview above all.
std::vector<PaintedNote> collectNotes(const RollScene& scene, const RollGeometry& geometry,
                                      const QRect& clip);

/// Which colour each cell of rows x pixel columns has: one image line a row of the roll, one pixel
/// a column of `clip`, transparent where nothing sounds. Costs the notes and the pixels, however
/// the notes are strewn.
struct NoteCells {
    QImage image; ///< null when no row shows
    int firstRow = 0;
};
using StyleColours = std::array<QRgb, kNoteStyles + 1>; ///< the last one: selected notes
NoteCells collectCells(const RollScene& scene, const RollGeometry& geometry, const QRect& clip,
                       const StyleColours& colours);

/// Neighbouring notes and rows are told apart by a pixel, where there is room for it.
int noteGap(double rowHeight);

} // namespace contrafact::ui
