// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/velocity_lane.h"

#include "ui/document/document.h"
#include "ui/roll/note_batches.h"
#include "ui/roll/roll_painter.h"
#include "ui/roll/roll_state.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace contrafact::ui {
namespace {

constexpr double kReach = 5;    ///< pixels: how near to a stem the pointer takes it
constexpr double kHeadroom = 6; ///< above velocity 127
constexpr int kStem = 3;
constexpr int kHead = 4;

} // namespace

VelocityLane::VelocityLane(const RollContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context) {
    setAccessibleName(tr("Velocities of the current track"));
    setToolTip(tr("Drag to set velocities; with a selection only selected notes change"));
    setFocusPolicy(Qt::ClickFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    const auto repaint = QOverload<>::of(&QWidget::update);
    connect(&context.state, &RollState::viewChanged, this, repaint);
    auto& document = context.document;
    connect(&document, &Document::changed, this, repaint);
    connect(&document, &Document::currentTrackChanged, this, repaint);
    for (auto signal : {&Document::replaced, &Document::selectionChanged, &Document::regionChanged})
        connect(&document, signal, this, repaint);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, repaint);
}

double VelocityLane::heightOf(int velocity) const {
    return velocity / 127.0 * (height() - kHeadroom);
}

int VelocityLane::velocityAt(double y) const {
    const double share = (height() - y) / (height() - kHeadroom);
    return std::clamp(int(std::lround(share * 127)), 1, 127);
}

void VelocityLane::paintEvent(QPaintEvent* event) {
    const auto& t = theme();
    const auto& document = m_context.document;
    const auto& geometry = m_context.state.geometry();
    const auto clip = event->rect();
    QPainter painter(this);
    painter.fillRect(clip, t.rollLane);
    forEachBarLine(document.shown(), geometry, clip.left() - 1, clip.right() + 1, 7,
                   [&](double x, score::Tick, int) {
                       painter.fillRect(int(std::floor(x)), 0, 1, height(), t.gridBeat);
                   });
    if (document.guest() || document.currentTrack() >= document.score().trackCount()) return;
    const auto& track = document.score().track(document.currentTrack());
    const auto colour =
        t.trackColour(trackColours(document.score())[std::size_t(document.currentTrack())]);
    const NoteMask selected(document.selection());
    std::vector<QRect> plain, marked;
    const auto ticks = geometry.ticksBetween(clip.left() - kHead, clip.right() + kHead);
    track.forEachIn(ticks, [&](const score::Note& note) {
        const int x = int(std::floor(geometry.xOf(note.onset)));
        const int top = height() - int(heightOf(note.velocity));
        auto& rects = selected.has(note.id) ? marked : plain;
        rects.emplace_back(x, top, kStem, height() - top);
        rects.emplace_back(x - 1, top, kStem + 2, kHead);
    });
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRects(plain.data(), int(plain.size()));
    painter.setBrush(t.selectedNote);
    painter.drawRects(marked.data(), int(marked.size()));
}

void VelocityLane::mousePressEvent(QMouseEvent* event) {
    auto& document = m_context.document;
    if (document.guest()) return document.setGuest(std::nullopt);
    if (event->button() != Qt::LeftButton ||
        document.currentTrack() >= document.score().trackCount())
        return;
    const auto& info = document.score().track(document.currentTrack()).info;
    if (info.locked)
        return m_context.state.tell(tr("%1 is locked: unlock it in its header to change velocities")
                                        .arg(QString::fromStdString(info.name)));
    m_gesture.emplace(m_context.document);
    m_changed.clear();
    m_wanted.clear();
    m_last = event->position();
    sweepTo(event->position());
}

void VelocityLane::mouseMoveEvent(QMouseEvent* event) {
    if (m_gesture) sweepTo(event->position());
}

void VelocityLane::mouseReleaseEvent(QMouseEvent*) {
    m_gesture.reset();
}

void VelocityLane::sweepTo(QPointF pos) {
    const auto& document = m_context.document;
    const auto& geometry = m_context.state.geometry();
    const auto [from, to] = std::minmax({m_last.x(), pos.x()});
    const NoteMask selected(document.selection());
    const auto ticks = geometry.ticksBetween(from - kReach, to + kReach);
    m_gesture->base().track(document.currentTrack()).forEachIn(ticks, [&](const score::Note& note) {
        const double x = geometry.xOf(note.onset);
        if (x < from - kReach || x > to + kReach) return;
        if (!selected.empty() && !selected.has(note.id)) return;
        // Between the last point and this one the pointer went along a line.
        const double way = pos.x() - m_last.x();
        const double share = way == 0 ? 1 : std::clamp((x - m_last.x()) / way, 0.0, 1.0);
        m_changed.emplace(note.id, note);
        m_wanted[note.id] = velocityAt(m_last.y() + share * (pos.y() - m_last.y()));
    });
    m_last = pos;
    applyChanges();
}

void VelocityLane::applyChanges() {
    score::NoteChange change{m_context.document.currentTrack(), {}, {}};
    for (const auto& [id, note] : m_changed) {
        if (note.velocity == m_wanted[id]) continue;
        change.removed.push_back(note);
        change.added.push_back(note);
        change.added.back().velocity = static_cast<std::uint8_t>(m_wanted[id]);
        m_context.state.setVelocity(m_wanted[id]);
    }
    score::ScoreEdit total{"Set velocities", {}};
    if (!change.removed.empty()) total.steps.push_back(std::move(change));
    m_gesture->update(std::move(total));
}

void VelocityLane::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape || !m_gesture) return QWidget::keyPressEvent(event);
    m_gesture->cancel();
    m_gesture.reset();
}

void VelocityLane::wheelEvent(QWheelEvent* event) {
    m_context.state.scrollBy(-event->angleDelta().y() / 120.0 * 48, 0);
    event->accept();
}

} // namespace contrafact::ui
