// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/sample_strip.h"

#include "core/roll/family.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr QSize kThumbnail{150, 84};
constexpr int kLeastPitches = 36;

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
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto family = static_cast<std::size_t>(roll::familyOf(score.track(i).info));
        for (const auto& note : score.track(i).notes())
            p.fillRect(QRectF(static_cast<double>(note.onset.value) * width,
                              (high.value - note.pitch.value) * row,
                              std::max(1.0, static_cast<double>(note.length.value) * width),
                              std::max(1.0, row)),
                       theme().track[family]);
    }
    return image;
}

SampleStrip::SampleStrip(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_list(new QListWidget) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kGap, metrics::kGap, metrics::kGap, 4);
    layout->addWidget(m_list, 1);
    auto* help = new QLabel(tr("Music that the networks make while they learn. A click plays it, a "
                               "double click keeps it as a take."));
    help->setProperty("role", "dim");
    help->setWordWrap(true);
    layout->addWidget(help);
    m_list->setViewMode(QListView::IconMode);
    m_list->setIconSize(kThumbnail);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setMovement(QListView::Static);
    m_list->setSpacing(6);
    m_list->setAccessibleName(tr("Samples"));
    connect(m_list, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) {
        const auto index = static_cast<std::size_t>(m_list->row(item));
        m_studio.player.playAlone(m_studio.training.samples()[index].score);
    });
    connect(m_list, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem* item) { keep(m_list->row(item)); });
}

void SampleStrip::refresh() {
    const auto& samples = m_studio.training.samples();
    if (m_list->count() > static_cast<int>(samples.size())) clear();
    for (auto i = static_cast<std::size_t>(m_list->count()); i < samples.size(); ++i) {
        const auto label = tr("step %1").arg(samples[i].step);
        m_list->addItem(new QListWidgetItem(
            QIcon(scorePicture(samples[i].score, kThumbnail, devicePixelRatioF())), label));
    }
}

void SampleStrip::clear() {
    m_list->clear();
}

void SampleStrip::keep(int index) {
    const auto& training = m_studio.training;
    const auto& sample = training.samples()[static_cast<std::size_t>(index)];
    const nlohmann::json story{{"system", training.request().system},
                               {"run", training.request().run.string()},
                               {"step", sample.step},
                               {"training_seed", training.request().seed}};
    const auto name = tr("Sample · step %1").arg(sample.step);
    m_studio.library.takes().add(
        name, sample.score, story.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    Q_EMIT kept(name);
}

} // namespace contrafact::ui
