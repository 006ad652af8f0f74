// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/note_batches.h"

#include <algorithm>
#include <cmath>

namespace contrafact::ui {
namespace {

/// One track to be painted, and how.
struct Layer {
    const score::Track* track = nullptr;
    std::uint8_t style = 0;
    bool locked = false;
    bool preview = false;
    std::optional<score::TickRange> hidden; ///< onsets that the preview stands in for
};

NoteLevel levelOf(const score::TrackInfo& info, bool current) {
    if (info.mute) return NoteLevel::Muted;
    return current ? NoteLevel::Current : NoteLevel::Other;
}

Layer layerOf(const RollScene& scene, int index, int colour) {
    const auto& track = scene.score->track(index);
    const auto level = levelOf(track.info, scene.allCurrent || index == scene.currentTrack);
    Layer layer{&track, std::uint8_t(noteStyle(colour, level)), track.info.locked};
    if (scene.preview && !track.info.locked) layer.hidden = scene.previewRange;
    return layer;
}

Layer previewLayer(const RollScene& scene, int index, int colour) {
    const auto& track = scene.preview->track(index);
    const auto level = levelOf(track.info, scene.allCurrent || index == scene.currentTrack);
    return {&track, std::uint8_t(noteStyle(colour, level)), false, true, {}};
}

/// Tracks 0 to count - 1, the current one last, so that it lies above the others.
template<typename Visit>
void currentLast(int count, int current, Visit&& visit) {
    for (int i = 0; i < count; ++i)
        if (i != current) visit(i);
    if (current >= 0 && current < count) visit(current);
}

/// A drum's key is no pitch: among the notes of a melody its hits would look like a second one.
bool shown(const RollScene& scene, const score::Score& score, int index) {
    if (scene.allCurrent || scene.currentTrack < 0 || scene.currentTrack >= score.trackCount())
        return true;
    return score.track(index).info.isDrums() == score.track(scene.currentTrack).info.isDrums();
}

std::vector<Layer> layersOf(const RollScene& scene) {
    std::vector<Layer> layers;
    const auto colours = trackColours(*scene.score);
    currentLast(scene.score->trackCount(), scene.currentTrack, [&](int i) {
        if (shown(scene, *scene.score, i))
            layers.push_back(layerOf(scene, i, colours[std::size_t(i)]));
    });
    if (!scene.preview) return layers;
    const auto previewColours = trackColours(*scene.preview);
    currentLast(scene.preview->trackCount(), scene.currentTrack, [&](int i) {
        if (shown(scene, *scene.preview, i))
            layers.push_back(previewLayer(scene, i, previewColours[std::size_t(i)]));
    });
    return layers;
}

/// Calls visit(layer, note) for each note of the scene in `ticks` that has a row and is not hidden.
template<typename Visit>
void forEachNote(const RollScene& scene, const RollGeometry& geometry, score::TickRange ticks,
                 Visit&& visit) {
    for (const auto& layer : layersOf(scene))
        layer.track->forEachIn(ticks, [&](const score::Note& note) {
            if (geometry.rowOf(note.pitch) < 0) return;
            if (layer.hidden && layer.hidden->contains(note.onset)) return;
            visit(layer, note);
        });
}

QRect pixelsOf(const RollGeometry& geometry, const score::Note& note) {
    const auto rect = geometry.rectOf(note);
    // Far-away ends are cut before they leave the range of int.
    const int left = static_cast<int>(std::floor(std::max(rect.left(), -1e6)));
    const int right = static_cast<int>(std::floor(std::min(rect.right(), 1e6)));
    const int top = static_cast<int>(std::floor(rect.top()));
    const int bottom = static_cast<int>(std::floor(rect.bottom()));
    return {left, top, std::max(1, right - left - 1),
            std::max(1, bottom - top - noteGap(geometry.rowHeight()))};
}

std::uint8_t styleOf(const RollScene& scene, const Layer& layer, const score::Note& note) {
    const auto bits = scene.heat && !layer.preview ? scene.heat->bitsOf(note.id) : std::nullopt;
    return bits ? std::uint8_t(heatStyle(*bits)) : layer.style;
}

NoteOutline outlineOf(const RollScene& scene, const Layer& layer, const score::Note& note) {
    if (layer.preview && !scene.keptByPreview.has(note.id)) return NoteOutline::Preview;
    return scene.selection.has(note.id) ? NoteOutline::Selected : NoteOutline::None;
}

} // namespace

int heatStyle(double bits) {
    constexpr double kBitsPerShade = 1.75; // the last shade begins at one chance in five thousand
    return kTrackStyles + std::clamp(int(bits / kBitsPerShade), 0, kHeatShades - 1);
}

int noteGap(double rowHeight) {
    return rowHeight >= 4 ? 1 : 0;
}

std::size_t estimateNotes(const RollScene& scene, score::TickRange ticks) {
    std::size_t count = 0;
    for (int i = 0; i < scene.score->trackCount(); ++i) {
        const auto notes = scene.score->track(i).notes();
        const auto before = [](const score::Note& note, score::Tick t) { return note.onset < t; };
        const auto first = std::lower_bound(notes.begin(), notes.end(), ticks.begin, before);
        const auto last = std::lower_bound(first, notes.end(), ticks.end, before);
        count += std::size_t(last - first);
    }
    return count;
}

std::vector<PaintedNote> collectNotes(const RollScene& scene, const RollGeometry& geometry,
                                      const QRect& clip) {
    std::vector<PaintedNote> notes;
    const auto ticks = geometry.ticksBetween(clip.left() - 1, clip.right() + 2);
    forEachNote(scene, geometry, ticks, [&](const Layer& layer, const score::Note& note) {
        const auto rect = pixelsOf(geometry, note);
        if (!rect.intersects(clip.adjusted(-1, -1, 1, 1))) return;
        notes.push_back({rect, styleOf(scene, layer, note), outlineOf(scene, layer, note),
                         layer.locked || scene.locked.has(note.id)});
    });
    return notes;
}

NoteCells collectCells(const RollScene& scene, const RollGeometry& geometry, const QRect& clip,
                       const StyleColours& colours) {
    const auto [first, last] = geometry.rowsBetween(clip.top(), clip.bottom() + 1);
    NoteCells cells;
    if (last < first) return cells;
    cells.firstRow = first;
    cells.image = QImage(clip.width(), last - first + 1, QImage::Format_ARGB32_Premultiplied);
    cells.image.fill(Qt::transparent);
    auto* pixels = reinterpret_cast<QRgb*>(cells.image.bits());
    const auto stride = cells.image.bytesPerLine() / qsizetype(sizeof(QRgb));
    const double scale = geometry.pixelsPerTick();
    const double left = geometry.xOf(0.0) - clip.left();
    const auto ticks = geometry.ticksBetween(clip.left(), clip.right() + 1);
    forEachNote(scene, geometry, ticks, [&](const Layer& layer, const score::Note& note) {
        const int row = geometry.rowOf(note.pitch);
        if (row < first || row > last) return;
        const double x = left + double(note.onset.value) * scale;
        const double end = x + double(note.length.value) * scale;
        const int from = static_cast<int>(std::max(0.0, x));
        const int to = static_cast<int>(std::min(std::max(end, from + 1.0), double(clip.width())));
        const bool selected = !layer.preview && scene.selection.has(note.id);
        std::fill(pixels + (row - first) * stride + from,
                  pixels + (row - first) * stride + std::max(from, to),
                  colours[selected ? kNoteStyles : styleOf(scene, layer, note)]);
    });
    return cells;
}

} // namespace contrafact::ui
