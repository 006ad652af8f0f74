// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/roll_painter.h"

#include "ui/roll/note_batches.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace contrafact::ui {
namespace {

/// Up to so many notes are painted with smooth corners (an antialiased shape costs some 3 us)...
constexpr std::size_t kSmoothNotes = 400;
/// ... and up to so many one by one.
constexpr std::size_t kSingleNotes = 6000;
/// How much of a track's own colour its notes have; on white pale colours are harder to see.
struct Fading {
    double others;
    double muted;
};
constexpr Fading kOnDark{0.52, 0.2};
constexpr Fading kOnLight{0.62, 0.26};
constexpr double kRegionTint = 0.13;
constexpr double kGeneratedTint = 0.06;
constexpr double kMinLinePixels = 7;
/// Over a locked note: it is still to be seen on the faded tracks too.
constexpr double kLockedHatch = 0.3;

QColor mixed(const QColor& over, const QColor& under, double share) {
    const auto mix = [share](int a, int b) {
        return int(std::lround(a * share + b * (1 - share)));
    };
    return QColor(mix(over.red(), under.red()), mix(over.green(), under.green()),
                  mix(over.blue(), under.blue()));
}

QColor faded(QColor colour, double alpha) {
    colour.setAlphaF(float(alpha));
    return colour;
}

/// Opaque, so that crossing notes do not add up and filling stays fast.
QColor styleColour(int style) {
    const auto& t = theme();
    if (style >= kTrackStyles)
        return mixed(t.generated, t.real, double(style - kTrackStyles) / (kHeatShades - 1));
    const auto full = t.trackColour(style / kNoteLevels);
    const auto& fading = t.dark ? kOnDark : kOnLight;
    switch (static_cast<NoteLevel>(style % kNoteLevels)) {
    case NoteLevel::Current:
        return full;
    case NoteLevel::Other:
        return mixed(full, t.rollWhite, fading.others);
    case NoteLevel::Muted:
        return mixed(full, t.rollWhite, fading.muted);
    }
    return full;
}

QColor outlineColour(NoteOutline outline) {
    return outline == NoteOutline::Selected ? theme().selectedNote : theme().generated;
}

void fill(QPainter& painter, const QColor& colour, const std::vector<QRect>& rects) {
    if (rects.empty()) return;
    painter.setBrush(colour);
    painter.drawRects(rects.data(), int(rects.size()));
}

void paintSmooth(QPainter& painter, const std::vector<PaintedNote>& notes) {
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& note : notes) {
        const bool outlined = note.outline != NoteOutline::None;
        const double inset = outlined ? 0.5 : 0;
        painter.setPen(outlined ? QPen(outlineColour(note.outline), 1) : QPen(Qt::NoPen));
        painter.setBrush(styleColour(note.style));
        const auto rect = QRectF(note.rect).adjusted(inset, inset, -inset, -inset);
        const double radius = std::min({metrics::kNoteRadius, rect.width() / 2, rect.height() / 2});
        painter.drawRoundedRect(rect, radius, radius);
        if (!note.locked) continue;
        painter.setPen(Qt::NoPen);
        painter.setBrush(QBrush(faded(theme().rollBlack, kLockedHatch), Qt::BDiagPattern));
        painter.drawRect(note.rect);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

/// Corners cut by a pixel stand in for round ones.
void addChiselled(std::vector<QRect>& rects, const QRect& r) {
    if (r.width() < 5 || r.height() < 5) {
        rects.push_back(r);
        return;
    }
    rects.push_back(r.adjusted(1, 0, -1, 0));
    rects.emplace_back(r.left(), r.top() + 1, 1, r.height() - 2);
    rects.emplace_back(r.right(), r.top() + 1, 1, r.height() - 2);
}

void paintBatches(QPainter& painter, const std::vector<PaintedNote>& notes) {
    std::array<std::vector<QRect>, kNoteStyles> plain;
    std::array<std::vector<QRect>, kNoteStyles> inner; // of outlined notes, above the outlines
    std::array<std::vector<QRect>, 3> outlines;
    for (const auto& note : notes) {
        if (note.outline == NoteOutline::None) {
            addChiselled(plain[note.style], note.rect);
            continue;
        }
        addChiselled(outlines[std::size_t(note.outline)], note.rect);
        if (note.rect.width() > 2 && note.rect.height() > 2)
            inner[note.style].push_back(note.rect.adjusted(1, 1, -1, -1));
    }
    painter.setPen(Qt::NoPen);
    // Weaker levels first: the current track lies above the others.
    for (int level = kNoteLevels - 1; level >= 0; --level)
        for (int style = level; style < kTrackStyles; style += kNoteLevels)
            fill(painter, styleColour(style), plain[std::size_t(style)]);
    for (int style = kTrackStyles; style < kNoteStyles; ++style)
        fill(painter, styleColour(style), plain[std::size_t(style)]);
    for (auto outline : {NoteOutline::Selected, NoteOutline::Preview})
        fill(painter, outlineColour(outline), outlines[std::size_t(outline)]);
    for (int style = 0; style < kNoteStyles; ++style)
        fill(painter, styleColour(style), inner[std::size_t(style)]);
}

void paintCells(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
                const QRect& clip) {
    StyleColours colours;
    for (int style = 0; style < kNoteStyles; ++style)
        colours[std::size_t(style)] = styleColour(style).rgb();
    colours[kNoteStyles] = theme().selectedNote.rgb();
    const auto cells = collectCells(scene, geometry, clip, colours);
    for (int line = 0; line < cells.image.height(); ++line) {
        const int row = cells.firstRow + line;
        const int top = int(std::floor(geometry.rowTop(row)));
        const int bottom = int(std::floor(geometry.rowTop(row + 1)));
        const int height = std::max(1, bottom - top - noteGap(geometry.rowHeight()));
        painter.drawImage(QRect(clip.left(), top, clip.width(), height), cells.image,
                          QRect(0, line, clip.width(), 1));
    }
}

QColor rowColour(const RollScene& scene, score::Pitch pitch) {
    const auto& t = theme();
    if (scene.scale && (pitch.value - scene.scale->tonic) % 12 == 0) return t.rollRoot;
    return isBlackKey(pitch) ? t.rollBlack : t.rollWhite;
}

void paintRows(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
               const QRect& clip) {
    painter.fillRect(clip, theme().rollBlack);
    const auto [first, last] = geometry.rowsBetween(clip.top(), clip.bottom() + 1);
    const auto hairline = faded(theme().window, 0.35);
    for (int row = first; row <= last; ++row) {
        const int top = int(std::floor(geometry.rowTop(row)));
        const int bottom = int(std::floor(geometry.rowTop(row + 1)));
        painter.fillRect(clip.left(), top, clip.width(), bottom - top,
                         rowColour(scene, geometry.pitchOfRow(row)));
        if (geometry.rowHeight() >= 6)
            painter.fillRect(clip.left(), top, clip.width(), 1, hairline);
    }
}

/// Lines of one kind, every `step` from a bar's first tick, if they are not too close.
void paintLines(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
                const QRect& clip, score::Tick step, const QColor& colour) {
    if (double(step.value) * geometry.pixelsPerTick() < kMinLinePixels) return;
    const auto& meter = scene.score->meter;
    const auto range = geometry.ticksBetween(clip.left() - 1, clip.right() + 1);
    for (int bar = meter.barAt(range.begin); meter.barStart(bar) < range.end; ++bar) {
        const auto barEnd = std::min(meter.barStart(bar + 1), range.end);
        auto tick = meter.barStart(bar);
        if (tick < range.begin)
            tick += score::Tick((range.begin - tick).value / step.value * step.value);
        for (; tick < barEnd; tick += step)
            painter.fillRect(int(std::floor(geometry.xOf(tick))), clip.top(), 1, clip.height(),
                             colour);
    }
}

void tint(QPainter& painter, const RollGeometry& geometry, const QRect& clip,
          score::TickRange range, const QColor& colour) {
    const int left = int(std::floor(std::max(geometry.xOf(range.begin), double(clip.left()))));
    const int right = int(std::floor(std::min(geometry.xOf(range.end), double(clip.right() + 1))));
    if (right > left) painter.fillRect(left, clip.top(), right - left, clip.height(), colour);
}

} // namespace

void paintGrid(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
               const QRect& clip) {
    const auto& t = theme();
    paintRows(painter, scene, geometry, clip);
    const auto beat = scene.score->meter.beatLength(geometry.ticksBetween(0, 1).begin);
    paintLines(painter, scene, geometry, clip, scene.step, t.gridStep);
    paintLines(painter, scene, geometry, clip, beat, t.gridBeat);
    forEachBarLine(*scene.score, geometry, clip.left() - 1, clip.right() + 1, kMinLinePixels,
                   [&](double x, score::Tick, int) {
                       painter.fillRect(int(std::floor(x)), clip.top(), 1, clip.height(),
                                        t.gridBar);
                   });
    for (const auto& range : scene.generated)
        tint(painter, geometry, clip, range, faded(t.generated, kGeneratedTint));
    if (scene.region) tint(painter, geometry, clip, *scene.region, faded(t.accent, kRegionTint));
}

void paintNotes(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
                const QRect& clip) {
    // Decided by what the whole view holds, so that a repainted strip looks like its surroundings.
    const auto ticks = geometry.ticksBetween(0, geometry.viewport().width());
    const auto count = estimateNotes(scene, ticks);
    if (count > kSingleNotes) return paintCells(painter, scene, geometry, clip);
    const auto notes = collectNotes(scene, geometry, clip);
    if (count <= kSmoothNotes && geometry.rowHeight() >= 5) return paintSmooth(painter, notes);
    paintBatches(painter, notes);
}

void paintRoll(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
               const QRect& clip) {
    painter.save();
    painter.setClipRect(clip);
    paintGrid(painter, scene, geometry, clip);
    paintNotes(painter, scene, geometry, clip);
    painter.restore();
}

} // namespace contrafact::ui
