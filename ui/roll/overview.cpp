// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/overview.h"

#include "ui/document/document.h"
#include "ui/roll/roll_state.h"
#include "ui/roll/track_colours.h"
#include "ui/services/player.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace contrafact::ui {
namespace {

constexpr int kRefreshMs = 80;
constexpr double kMargin = 3;
constexpr double kNoteHeight = 1.6;
constexpr double kOpacity = 0.8;

} // namespace

Overview::Overview(const RollContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context) {
    setAccessibleName(tr("Overview"));
    setToolTip(tr("The whole piece; drag the frame to scroll"));
    setFixedHeight(34);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kRefreshMs);
    const auto later = [this] {
        if (!m_refresh.isActive()) m_refresh.start();
    };
    connect(&m_refresh, &QTimer::timeout, this, [this] {
        paintPicture();
        update();
    });
    connect(&context.document, &Document::changed, this, later);
    connect(&context.document, &Document::replaced, this, later);
    connect(&context.document, &Document::guestChanged, this, later);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, later);
    const auto repaint = QOverload<>::of(&QWidget::update);
    connect(&context.state, &RollState::viewChanged, this, repaint);
    connect(&context.document, &Document::regionChanged, this, repaint);
    if (context.player) connect(context.player, &Player::playheadMoved, this, repaint);
}

double Overview::xOf(double tick) const {
    return tick / double(std::max<std::int64_t>(1, m_context.state.viewEnd().value)) * width();
}

void Overview::paintPicture() {
    const double ratio = devicePixelRatioF();
    m_picture = QPixmap(size() * ratio);
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(theme().window);
    const auto& score = m_context.document.shown();
    const auto [low, high] = pitchSpan(score);
    const double perPitch =
        (height() - 2 * kMargin - kNoteHeight) / std::max(1, high.value - low.value);
    const double perTick = xOf(1);
    QPainter painter(&m_picture);
    painter.setPen(Qt::NoPen);
    painter.setOpacity(kOpacity);
    const auto colours = trackColours(score);
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& track = score.track(i);
        // One rectangle a pixel and pitch is enough, however many notes there are.
        std::array<double, 128> paintedTo{};
        std::vector<QRectF> rects;
        for (const auto& note : track.notes()) {
            const double x = double(note.onset.value) * perTick;
            const double end = std::max(x + 1.5, double(note.end().value) * perTick - 0.5);
            auto& to = paintedTo[std::size_t(note.pitch.value)];
            if (end <= to + 0.5) continue;
            to = end;
            rects.emplace_back(x, kMargin + (high.value - note.pitch.value) * perPitch, end - x,
                               kNoteHeight);
        }
        painter.setBrush(theme().trackColour(colours[std::size_t(i)]));
        painter.drawRects(rects.data(), int(rects.size()));
    }
}

QRectF Overview::frame() const {
    const auto& geometry = m_context.state.geometry();
    const double left = xOf(geometry.leftTick());
    const double right = xOf(geometry.tickAt(geometry.viewport().width()));
    return {left, 1, std::max(4.0, std::min(right, double(width())) - left), height() - 3.0};
}

void Overview::paintEvent(QPaintEvent*) {
    const auto& t = theme();
    QPainter painter(this);
    if (m_picture.isNull()) paintPicture();
    painter.drawPixmap(0, 0, m_picture);
    if (const auto region = m_context.document.region(); region && !m_context.document.guest()) {
        auto tint = t.accent;
        tint.setAlphaF(0.25f);
        const double left = xOf(double(region->begin.value));
        painter.fillRect(QRectF(left, 0, xOf(double(region->end.value)) - left, height()), tint);
    }
    if (m_context.player)
        painter.fillRect(QRectF(xOf(m_context.player->playhead()), 0, 1, height()), t.playhead);
    auto edge = t.text;
    edge.setAlphaF(0.45f);
    painter.setPen(edge);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(frame().adjusted(0.5, 0.5, -0.5, -0.5));
}

void Overview::resizeEvent(QResizeEvent*) {
    paintPicture();
}

void Overview::centreOn(double x) {
    auto geometry = m_context.state.geometry();
    const double tick = x / width() * double(m_context.state.viewEnd().value);
    const double room = geometry.viewport().width() / geometry.pixelsPerTick();
    geometry.setLeftTick(tick - room / 2);
    m_context.state.setGeometry(std::move(geometry));
}

void Overview::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const auto shown = frame();
    const double x = event->position().x();
    m_grip = x >= shown.left() && x <= shown.right() ? x - shown.center().x() : 0;
    centreOn(x - m_grip);
}

void Overview::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton)) centreOn(event->position().x() - m_grip);
}

void Overview::wheelEvent(QWheelEvent* event) {
    m_context.state.scrollBy(-event->angleDelta().y() / 120.0 * 48, 0);
    event->accept();
}

} // namespace contrafact::ui
