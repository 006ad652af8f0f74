// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/roll_state.h"

#include "ui/document/document.h"

#include <algorithm>
#include <utility>

namespace contrafact::ui {
namespace {

constexpr int kSpareBars = 8;        ///< empty bars behind the music, to write on
constexpr int kFewBars = 8;          ///< a shorter piece is not stretched over the whole width
constexpr int kGlanceBars = 16;      ///< of a longer piece the opening shows no more
constexpr double kSideMargin = 0.04; ///< around a span, share of the view's width

/// Centres them, with lower rows where they would not fit.
void showPitches(RollGeometry& geometry, score::Pitch low, score::Pitch high) {
    const double height = geometry.viewport().height();
    const int top = geometry.rowOf(high), bottom = geometry.rowOf(low);
    if (top < 0 || bottom < top || height <= 0) return;
    const int rows = bottom - top + 1;
    if (rows * geometry.rowHeight() > height) geometry.setRowHeight(height / rows);
    geometry.setTopPixel((top + bottom + 1) * 0.5 * geometry.rowHeight() - height / 2);
}

std::optional<std::pair<score::Pitch, score::Pitch>> pitchesIn(const score::Score& score, int track,
                                                               score::TickRange range) {
    std::optional<std::pair<score::Pitch, score::Pitch>> span;
    if (track < 0 || track >= score.trackCount()) return span;
    score.track(track).forEachIn(range, [&](const score::Note& note) {
        if (!span) span.emplace(note.pitch, note.pitch);
        span->first = std::min(span->first, note.pitch);
        span->second = std::max(span->second, note.pitch);
    });
    return span;
}

} // namespace

RollState::RollState(Document& document, QObject* parent)
    : QObject(parent)
    , m_document(document) {
    connect(&document, &Document::replaced, this, [this] {
        m_viewEnd.reset();
        m_noteLength.reset();
        updateRows();
        showOpening();
    });
    connect(&document, &Document::changed, this, [this] {
        m_viewEnd.reset();
        if (m_folded) updateRows();
    });
    connect(&document, &Document::guestChanged, this, &RollState::showGuest);
}

/// The guest gets a view of its own, unless it stands beside the piece; the document's is kept for
/// when it has gone.
void RollState::showGuest() {
    m_viewEnd.reset();
    if (m_document.guest()) {
        if (m_document.guest()->beside) return setGeometry(m_geometry);
        if (!m_home) m_home = m_geometry;
        if (m_folded) updateRows();
        return showOpening();
    }
    auto home = std::exchange(m_home, std::nullopt).value_or(m_geometry);
    home.setViewport(m_geometry.viewport());
    setGeometry(std::move(home));
}

void RollState::setGeometry(RollGeometry geometry) {
    const double room = geometry.viewport().width() / geometry.pixelsPerTick();
    const double last = std::max(0.0, double(viewEnd().value) - room);
    geometry.setLeftTick(std::min(geometry.leftTick(), last));
    geometry.setTopPixel(geometry.topPixel());
    m_geometry = std::move(geometry);
    Q_EMIT viewChanged();
}

RollScene RollState::scene() const {
    if (m_document.guest()) {
        RollScene scene{&m_document.shown()};
        scene.allCurrent = !m_document.guest()->beside;
        scene.currentTrack = m_document.currentTrack();
        scene.scale = m_scale;
        scene.step = snapStep(m_document.shown(), m_snap, score::Tick(0));
        return scene;
    }
    RollScene scene{&m_document.score()};
    if (m_document.preview()) {
        scene.preview = &*m_document.preview();
        scene.previewRange = m_document.previewRange();
        scene.keptByPreview = NoteMask(m_document.score(), scene.previewRange);
    }
    scene.currentTrack = m_document.currentTrack();
    scene.selection = NoteMask(m_document.selection());
    scene.locked = NoteMask(m_document.lockedNotes());
    scene.heat = m_document.heat().get();
    scene.region = m_document.region();
    scene.generated = m_document.generated();
    scene.scale = m_scale;
    scene.step = snapStep(m_document.score(), m_snap, score::Tick(0));
    return scene;
}

void RollState::setTool(ToolId tool) {
    if (tool == m_tool) return;
    m_tool = tool;
    Q_EMIT toolChanged();
}

void RollState::setSnap(const Snap& snap) {
    m_snap = snap;
    m_noteLength.reset(); // the next drawn note is one step long
    Q_EMIT snapChanged();
}

void RollState::setScale(std::optional<score::Scale> scale) {
    if (scale == m_scale) return;
    m_scale = scale;
    updateRows();
    Q_EMIT scaleChanged();
}

void RollState::setFolded(bool on) {
    if (on == m_folded) return;
    m_folded = on;
    updateRows();
    Q_EMIT scaleChanged();
}

void RollState::updateRows() {
    PitchSet shown;
    if (m_folded && m_scale) {
        shown = usedPitches(m_document.shown());
        for (int pitch = 0; pitch < 128; ++pitch)
            if (m_scale->contains(score::Pitch(pitch))) shown.set(std::size_t(pitch));
    } else {
        shown.set();
    }
    auto geometry = m_geometry;
    const auto middle = geometry.pitchAt(geometry.viewport().height() / 2);
    geometry.setPitches(shown);
    // The row in the middle (or the next one below that is still there) stays in the middle.
    int pitch = middle.value;
    while (pitch > 0 && geometry.rowOf(score::Pitch(pitch)) < 0) --pitch;
    const int row = std::max(0, geometry.rowOf(score::Pitch(pitch)));
    geometry.setTopPixel((row + 0.5) * geometry.rowHeight() - geometry.viewport().height() / 2);
    setGeometry(std::move(geometry));
}

score::Tick RollState::noteLength() const {
    return m_noteLength.value_or(snapStep(m_document.score(), m_snap, score::Tick(0)));
}

score::Tick RollState::viewEnd() const {
    const auto& score = m_document.shown();
    if (!m_viewEnd) m_viewEnd = score::barRange(score, 0, score::barCount(score) + kSpareBars).end;
    return *m_viewEnd;
}

void RollState::zoomTime(double factor, double atX) {
    auto geometry = m_geometry;
    // No further out than the whole piece.
    const double least = m_geometry.viewport().width() / double(viewEnd().value);
    const double wanted = std::max(geometry.pixelsPerTick() * factor, least);
    geometry.zoomTime(wanted / geometry.pixelsPerTick(), atX);
    setGeometry(std::move(geometry));
}

void RollState::zoomPitch(double factor, double atY) {
    auto geometry = m_geometry;
    const double least = m_geometry.viewport().height() / m_geometry.rowCount();
    const double wanted = std::max(geometry.rowHeight() * factor, std::min(least, 11.0));
    geometry.zoomPitch(wanted / geometry.rowHeight(), atY);
    setGeometry(std::move(geometry));
}

void RollState::scrollBy(double dx, double dy) {
    auto geometry = m_geometry;
    geometry.setLeftTick(geometry.leftTick() + dx / geometry.pixelsPerTick());
    geometry.setTopPixel(geometry.topPixel() + dy);
    setGeometry(std::move(geometry));
}

void RollState::showAll() {
    showBars(std::max(1, score::barCount(m_document.shown())));
}

void RollState::showOpening() {
    // A long piece at a glance says little: the overview shows the rest.
    showBars(std::clamp(score::barCount(m_document.shown()), kFewBars, kGlanceBars));
}

void RollState::showBars(int bars) {
    auto geometry = m_geometry;
    const auto& score = m_document.shown();
    const auto range = score::barRange(score, 0, bars);
    geometry.setPixelsPerTick(geometry.viewport().width() / double(range.end.value));
    geometry.setLeftTick(0);
    const auto [low, high] = pitchSpan(score);
    showPitches(geometry, low, high);
    setGeometry(std::move(geometry));
}

void RollState::showRange(score::TickRange range) {
    auto geometry = m_geometry;
    const double width = geometry.viewport().width();
    const double length = double(range.length().value);
    if (length <= 0 || width <= 0) return;
    const double fits = width * (1 - 2 * kSideMargin) / length;
    const double right = geometry.xOf(range.end);
    if (geometry.xOf(range.begin) < 0 || right > width) {
        geometry.setPixelsPerTick(std::min(geometry.pixelsPerTick(), fits));
        geometry.setLeftTick(double(range.begin.value) -
                             kSideMargin * width / geometry.pixelsPerTick());
    }
    if (const auto span = pitchesIn(m_document.score(), m_document.currentTrack(), range))
        showPitches(geometry, span->first, span->second);
    setGeometry(std::move(geometry));
}

void RollState::showTick(double tick) {
    const double x = m_geometry.xOf(tick);
    if (x >= 0 && x < m_geometry.viewport().width()) return;
    auto geometry = m_geometry;
    geometry.setLeftTick(tick - 0.05 * geometry.viewport().width() / geometry.pixelsPerTick());
    setGeometry(std::move(geometry));
}

void RollState::showNote(const score::Note& note) {
    showTick(double(note.onset.value));
    auto geometry = m_geometry;
    const auto rect = geometry.rectOf(note);
    const double height = geometry.viewport().height();
    if (geometry.rowOf(note.pitch) < 0 || (rect.top() >= 0 && rect.bottom() <= height)) return;
    geometry.setTopPixel(geometry.topPixel() + rect.center().y() - height / 2);
    setGeometry(std::move(geometry));
}

void RollState::showSelection() {
    score::TickRange range{score::Tick(INT64_MAX), score::Tick(0)};
    for (const auto& ref : m_document.selection())
        if (const auto* note = m_document.score().track(ref.track).find(ref.id)) {
            range.begin = std::min(range.begin, note->onset);
            range.end = std::max(range.end, note->end());
        }
    if (range.empty()) return;
    auto geometry = m_geometry;
    geometry.setPixelsPerTick(geometry.viewport().width() * 0.9 / double(range.length().value));
    geometry.setLeftTick(double(range.begin.value) -
                         0.05 * geometry.viewport().width() / geometry.pixelsPerTick());
    setGeometry(std::move(geometry));
}

} // namespace contrafact::ui
