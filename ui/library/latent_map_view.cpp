// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/latent_map_view.h"

#include "ui/library/take_story.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr double kMargin = 12;
constexpr std::size_t kLinkedTakes = 5;
constexpr double kFaintest = 0.25;
constexpr double kReach = 6; ///< pixels around the pointer in which a dot is meant

QPointF at(const models::LatentMap::Point& point) {
    return {double(point.x), double(point.y)};
}

/// The range that holds all but the outermost hundredth at either end: one odd segment must not
/// press all others into a corner.
std::pair<double, double> trimmed(std::vector<double> values) {
    if (values.empty()) return {0, 1};
    const auto cut = static_cast<std::ptrdiff_t>(values.size() / 100);
    std::nth_element(values.begin(), values.begin() + cut, values.end());
    const double low = values[static_cast<std::size_t>(cut)];
    std::nth_element(values.begin(), values.end() - 1 - cut, values.end());
    const double high = *(values.end() - 1 - cut);
    return {low, std::max(high, low + 1e-6)};
}

} // namespace

LatentMapView::LatentMapView(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio) {
    setMouseTracking(true);
    setAccessibleName(tr("Latent map"));
    setAccessibleDescription(tr("The training songs' segments by likeness, and the takes' path"));
    auto& service = m_studio.compose;
    connect(&service, &ComposeService::latentMapReady, this, &LatentMapView::mapChanged);
    connect(&service, &ComposeService::ready, this, &LatentMapView::mapChanged);
    connect(&m_studio.library.takes(), &TakeStore::listChanged, this, &LatentMapView::takesChanged);
    connect(&m_studio.library.takes(), &TakeStore::currentChanged, this,
            &LatentMapView::takesChanged);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] {
        m_dots = {};
        update();
    });
    mapChanged();
}

void LatentMapView::mapChanged() {
    m_map = m_studio.compose.latentMap();
    m_dots = {};
    m_hovered = -1;
    std::vector<double> xs, ys;
    if (m_map)
        for (const auto& point : m_map->points) {
            xs.push_back(double(point.x));
            ys.push_back(double(point.y));
        }
    const auto [left, right] = trimmed(std::move(xs));
    const auto [low, high] = trimmed(std::move(ys));
    m_bounds = QRectF(QPointF(left, low), QPointF(right, high));
    takesChanged();
}

void LatentMapView::takesChanged() {
    m_path.clear();
    m_current.reset();
    const auto* info = m_studio.compose.info();
    const auto& takes = m_studio.library.takes();
    for (auto it = takes.all().rbegin(); info && it != takes.all().rend(); ++it) {
        const auto point = mapPoint(*it, info->hash);
        if (!point) continue;
        m_path.push_back(*point);
        if (it->id == takes.current()) m_current = *point;
    }
    update();
}

void LatentMapView::setCurrent(QPointF point) {
    m_current = point;
    update();
}

/// One scale for both directions, so that distances are true.
QTransform LatentMapView::toPixels() const {
    const double scale = std::min((width() - 2 * kMargin) / m_bounds.width(),
                                  (height() - 2 * kMargin) / m_bounds.height());
    QTransform transform;
    transform.translate(width() / 2.0, height() / 2.0);
    transform.scale(scale, -scale);
    transform.translate(-m_bounds.center().x(), -m_bounds.center().y());
    return transform;
}

/// Thousands of dots are painted once, not with every move of the pointer.
void LatentMapView::paintDots() {
    const auto& t = theme();
    m_dots = QPixmap(size() * devicePixelRatioF());
    m_dots.setDevicePixelRatio(devicePixelRatioF());
    m_dots.fill(t.rollLane);
    if (!m_map) return;
    QPainter p(&m_dots);
    const auto transform = toPixels();
    for (const auto& point : m_map->points) {
        QColor colour = t.trackColour(point.song);
        colour.setAlphaF(0.6f);
        p.fillRect(QRectF(transform.map(at(point)) - QPointF(1, 1), QSizeF(2, 2)), colour);
    }
}

void LatentMapView::paintEvent(QPaintEvent*) {
    const auto& t = theme();
    QPainter p(this);
    if (m_dots.isNull()) paintDots();
    p.drawPixmap(0, 0, m_dots);
    if (!m_map) {
        p.setPen(t.textDim);
        p.setFont(uiFont(12));
        p.drawText(rect().adjusted(12, 0, -12, 0), Qt::AlignCenter | Qt::TextWordWrap,
                   tr("The map of the training songs appears once a model with one is loaded."));
        return;
    }
    p.setRenderHint(QPainter::Antialiasing);
    const auto transform = toPixels();
    if (m_hovered >= 0) {
        p.setPen(QPen(t.text, 1));
        for (const auto& point : m_map->points)
            if (point.song == m_hovered) p.drawEllipse(transform.map(at(point)), 2.5, 2.5);
    }
    paintPath(p, transform);
}

/// Of many takes a line through all would be a scribble: it leads through the latest few, fainter
/// the older they are, and earlier ones are dots.
void LatentMapView::paintPath(QPainter& p, const QTransform& transform) const {
    const auto& t = theme();
    const auto strength = [this](std::size_t index) {
        const auto age = m_path.size() - 1 - index;
        return std::max(kFaintest, 1 - static_cast<double>(age) / kLinkedTakes);
    };
    for (std::size_t i = 0; i < m_path.size(); ++i) {
        auto colour = t.playhead;
        colour.setAlphaF(static_cast<float>(strength(i)));
        const auto here = transform.map(m_path[i]);
        if (i > 0 && m_path.size() - i < kLinkedTakes) {
            p.setPen(QPen(colour, 1.2));
            p.drawLine(transform.map(m_path[i - 1]), here);
        }
        p.setPen(Qt::NoPen);
        p.setBrush(colour);
        p.drawEllipse(here, 2.5, 2.5);
    }
    p.setPen(QPen(t.window, 1));
    p.setBrush(t.playhead);
    if (m_current) p.drawEllipse(transform.map(*m_current), 5, 5);
}

int LatentMapView::songAt(QPointF pixel) const {
    if (!m_map) return -1;
    const auto transform = toPixels();
    double nearest = kReach * kReach;
    int song = -1;
    for (const auto& point : m_map->points) {
        const QPointF away = transform.map(at(point)) - pixel;
        const double distance = QPointF::dotProduct(away, away);
        if (distance > nearest) continue;
        nearest = distance;
        song = point.song;
    }
    return song;
}

void LatentMapView::mouseMoveEvent(QMouseEvent* event) {
    const int song = songAt(event->position());
    if (song == m_hovered) return;
    m_hovered = song;
    update();
    if (song < 0 || song >= static_cast<int>(m_map->songs.size())) return QToolTip::hideText();
    const auto name = QString::fromStdString(m_map->songs[static_cast<std::size_t>(song)]);
    QToolTip::showText(event->globalPosition().toPoint(),
                       tr("%1\nDouble click to use it as a style").arg(name), this);
}

void LatentMapView::mouseDoubleClickEvent(QMouseEvent* event) {
    const int song = songAt(event->position());
    if (song >= 0 && song < static_cast<int>(m_map->songs.size())) useSong(song);
}

void LatentMapView::useSong(int song) {
    auto& library = m_studio.library;
    const auto& name = m_map->songs[static_cast<std::size_t>(song)];
    for (int i = 0; i < library.corpora().count(); ++i) {
        const auto corpus = library.corpora().at(i).corpus;
        if (!corpus) continue;
        for (const auto& candidate : corpus->songs)
            if (candidate.name == name)
                return library.styles().add(QString::fromStdString(name), candidate.score);
    }
    Q_EMIT library.problem(tr("“%1” is in none of the open corpora: open the one the model learned "
                              "from in the Data tab.")
                               .arg(QString::fromStdString(name)));
}

void LatentMapView::leaveEvent(QEvent*) {
    m_hovered = -1;
    update();
}

void LatentMapView::resizeEvent(QResizeEvent*) {
    m_dots = {};
}

} // namespace contrafact::ui
