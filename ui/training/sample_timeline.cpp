// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/sample_timeline.h"

#include "ui/roll/track_colours.h"
#include "ui/services/sample_store.h"
#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr QSize kPicture{168, 94};
constexpr int kSide = 6;      ///< room at either side of a picture
constexpr int kTop = 6;       ///< room above it
constexpr int kLineDown = 11; ///< from the picture to the line of time
constexpr int kFoot = 34;     ///< below the picture: the line and the step
constexpr int kDot = 3;
constexpr int kLeastPitches = 36;

/// The music as a roll; beside what was painted, where it was a picture first.
QPixmap samplePicture(const score::Score& music, const QImage& painted, double pixelRatio) {
    if (painted.isNull()) return scorePicture(music, kPicture, pixelRatio);
    const QSize half(kPicture.width() / 2, kPicture.height());
    QPixmap both(kPicture * pixelRatio);
    both.setDevicePixelRatio(pixelRatio);
    QPainter p(&both);
    p.drawImage(QRect(QPoint(), half), painted);
    p.drawPixmap(half.width(), 0, scorePicture(music, half, pixelRatio));
    return both;
}

} // namespace

QPixmap scorePicture(const score::Score& score, QSize size, double pixelRatio) {
    QPixmap image(size * pixelRatio);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(theme().well);
    score::Pitch low = score::kMaxPitch, high = score::kMinPitch;
    for (int i = 0; i < score.trackCount(); ++i)
        for (const auto& note : score.track(i).notes()) {
            low = std::min<score::Pitch>(low, note.pitch);
            high = std::max<score::Pitch>(high, note.pitch);
        }
    if (low > high) return image;
    // A few pitches would look like a wall: at least three octaves show.
    const int room = std::max(0, kLeastPitches - (high.value - low.value + 1));
    low = low - score::Pitch(room / 2);
    high = high + score::Pitch(room - room / 2);
    const double width = size.width() / std::max(1.0, static_cast<double>(score.end().value));
    const double row = double(size.height()) / (high.value - low.value + 1);
    QPainter p(&image);
    const auto colours = trackColours(score);
    for (int i = 0; i < score.trackCount(); ++i) {
        for (const auto& note : score.track(i).notes())
            p.fillRect(QRectF(static_cast<double>(note.onset.value) * width,
                              (high.value - note.pitch.value) * row,
                              std::max(1.0, static_cast<double>(note.length.value) * width),
                              std::max(1.0, row)),
                       theme().trackColour(colours[std::size_t(i)]));
    }
    return image;
}

SampleModel::SampleModel(SampleStore& store, double pixelRatio, QObject* parent)
    : QAbstractListModel(parent)
    , m_store(store)
    , m_pixelRatio(pixelRatio) {
    const auto anew = [this] {
        beginResetModel();
        m_pictures.clear();
        endResetModel();
    };
    connect(&store, &SampleStore::reset, this, anew);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, anew);
    connect(&store, &SampleStore::appended, this, [this] {
        beginInsertRows({}, rowCount() - 1, rowCount() - 1);
        endInsertRows();
    });
    connect(&store, &SampleStore::loaded, this,
            [this](int row) { Q_EMIT dataChanged(index(row), index(row), {Qt::DecorationRole}); });
}

int SampleModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_store.count();
}

QVariant SampleModel::data(const QModelIndex& index, int role) const {
    switch (role) {
    case Qt::DisplayRole:
        return tr("step %1").arg(QLocale().toString(qlonglong(m_store.stepOf(index.row()))));
    case Qt::DecorationRole:
        return picture(index.row());
    case kMarkedRole:
        return index.row() == m_marked;
    case Qt::ToolTipRole:
        return tr("Click: see it in the roll and hear it · double click: keep it as a take");
    default:
        return {};
    }
}

void SampleModel::setMarked(int row) {
    if (row == m_marked) return;
    m_marked = row;
    if (rowCount() > 0) Q_EMIT dataChanged(index(0), index(rowCount() - 1), {kMarkedRole});
}

QPixmap SampleModel::picture(int row) const {
    const auto step = m_store.stepOf(row);
    if (const auto* made = m_pictures.object(step)) return *made;
    const auto music = m_store.music(row);
    if (!music) return {};
    auto made = samplePicture(*music, m_store.painted(row), m_pixelRatio);
    m_pictures.insert(step, new QPixmap(made));
    return made;
}

void SampleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    const auto& t = theme();
    const bool chosen =
        option.state & QStyle::State_Selected || index.data(SampleModel::kMarkedRole).toBool();
    const bool under = option.state & QStyle::State_MouseOver;
    const QRect picture(option.rect.topLeft() + QPoint(kSide, kTop), kPicture);
    painter->save();
    painter->fillRect(picture, t.well);
    const auto made = index.data(Qt::DecorationRole).value<QPixmap>();
    if (!made.isNull()) painter->drawPixmap(picture, made);
    painter->setPen(QPen(chosen ? t.accent : under ? t.textDim : t.line, chosen ? 2 : 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(QRectF(picture).adjusted(0.5, 0.5, -0.5, -0.5));

    // The line begins at the first sample and ends at the last.
    const int line = picture.bottom() + kLineDown, middle = picture.center().x();
    const bool first = index.row() == 0;
    const bool last = index.row() + 1 == index.model()->rowCount();
    const int from = first ? middle : option.rect.left();
    const int to = last ? middle : option.rect.right() + 1;
    painter->fillRect(from, line, to - from, 1, t.controlLine);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(chosen ? t.accent : t.textDim);
    painter->drawEllipse(QPointF(middle + 0.5, line + 0.5), kDot, kDot);
    painter->setPen(chosen ? t.text : t.textDim);
    painter->setFont(uiFont(11));
    painter->drawText(
        QRect(option.rect.left(), line + kDot, option.rect.width(), kFoot - kLineDown - kDot),
        Qt::AlignCenter, index.data(Qt::DisplayRole).toString());
    painter->restore();
}

QSize SampleDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return kPicture + QSize(2 * kSide, kTop + kFoot);
}

} // namespace contrafact::ui
