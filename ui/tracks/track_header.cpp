// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tracks/track_header.h"

#include "ui/document/document.h"
#include "ui/roll/track_colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/tracks/gm_programs.h"
#include "ui/tracks/track_commands.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>

namespace contrafact::ui {
namespace {

constexpr int kColourBar = 4;
constexpr int kMaxVolume = 127;
constexpr int kSoundPadding = 8; ///< around the sound's name

/// The first words of a text, at least one, that are narrower than the room: "Grand" says more than
/// "Grand pi…".
QString wordsWithin(const QWidget& widget, QString text, int room) {
    while (widget.fontMetrics().horizontalAdvance(text) >= room && text.contains(QLatin1Char(' ')))
        text.truncate(text.lastIndexOf(QLatin1Char(' ')));
    return text;
}

} // namespace

TrackHeader::TrackHeader(Document& document, int track, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_track(track)
    , m_name(new QLabel(this))
    , m_sound(new QPushButton(this))
    , m_volume(new QSlider(Qt::Horizontal, this)) {
    setFixedHeight(kHeight);
    auto bold = uiFont();
    bold.setWeight(QFont::DemiBold);
    m_name->setFont(bold);
    m_sound->setFont(uiFont(11));
    m_sound->setProperty("flat", true);
    auto* programs = new QMenu(m_sound);
    connect(programs, &QMenu::aboutToShow, this, [this, programs] {
        programs->clear();
        fillProgramMenu(*programs, m_document, m_track);
    });
    m_sound->setMenu(programs);
    m_mute = makeChip("mute", tr("M"), tr("Mute"), &score::TrackInfo::mute, "Mute track");
    m_solo = makeChip("solo", tr("S"), tr("Solo"), &score::TrackInfo::solo, "Solo track");
    m_lock = makeChip("lock", {}, tr("Lock: editing and composing leave its notes alone"),
                      &score::TrackInfo::locked, "Lock track");
    makeVolume();

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(kColourBar + 9, 5, 9, 7);
    rows->setSpacing(3);
    auto* top = new QHBoxLayout;
    top->setSpacing(4);
    top->addWidget(m_name, 1);
    top->addWidget(m_sound, 1);
    // Widths come from the header alone, so that cutting a text never asks for a new layout.
    for (QWidget* text : {static_cast<QWidget*>(m_name), static_cast<QWidget*>(m_sound)})
        text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* bottom = new QHBoxLayout;
    bottom->setSpacing(5);
    for (auto* chip : {m_mute, m_solo, m_lock}) bottom->addWidget(chip);
    bottom->addWidget(m_volume, 1);
    rows->addLayout(top);
    rows->addLayout(bottom);
    refresh();
}

QToolButton* TrackHeader::makeChip(const QString& name, const QString& text, const QString& help,
                                   bool score::TrackInfo::*field, const char* label) {
    auto* chip = new QToolButton(this);
    chip->setObjectName(name);
    chip->setProperty("chip", name);
    chip->setCheckable(true);
    chip->setText(text);
    chip->setFont(uiFont(10));
    if (text.isEmpty()) chip->setIcon(icon(name, IconTint::Dim));
    chip->setIconSize({10, 10});
    chip->setFixedSize(22, 19);
    chip->setToolTip(help);
    connect(chip, &QToolButton::clicked, this, [this, field, label](bool on) {
        changeTrack(m_document, m_track, label,
                    [&](score::TrackInfo& changed) { changed.*field = on; });
    });
    return chip;
}

void TrackHeader::makeVolume() {
    m_volume->setObjectName("volume");
    m_volume->setRange(0, kMaxVolume);
    m_volume->setPageStep(10);
    m_volume->setMinimumWidth(30);
    connect(m_volume, &QSlider::sliderPressed, this,
            [this] { m_gesture = m_document.newGesture(); });
    connect(m_volume, &QSlider::sliderReleased, this, [this] { m_gesture = 0; });
    connect(m_volume, &QSlider::valueChanged, this, [this](int value) {
        m_volume->setToolTip(tr("Volume %1").arg(value));
        changeTrack(
            m_document, m_track, "Change volume",
            [&](score::TrackInfo& changed) { changed.volume = value; }, m_gesture);
    });
}

const score::TrackInfo& TrackHeader::info() const {
    return m_document.score().track(m_track).info;
}

void TrackHeader::refresh() {
    m_mute->setChecked(info().mute);
    m_solo->setChecked(info().solo);
    m_lock->setChecked(info().locked);
    m_lock->setIcon(icon("lock", info().locked ? IconTint::OnAccent : IconTint::Dim));
    m_volume->setValue(info().volume);
    const auto name = QString::fromStdString(info().name);
    setAccessibleName(tr("Track %1, %2").arg(name, soundName(info())));
    m_mute->setAccessibleName(tr("Mute %1").arg(name));
    m_solo->setAccessibleName(tr("Solo %1").arg(name));
    m_lock->setAccessibleName(tr("Lock %1").arg(name));
    m_volume->setAccessibleName(tr("Volume of %1").arg(name));
    m_sound->setAccessibleName(tr("Sound of %1: %2").arg(name, soundName(info())));
    m_sound->setToolTip(tr("Sound: %1").arg(soundName(info())));
    m_name->setToolTip(tr("%1 · double click renames").arg(name));
    elideTexts();
    update();
}

void TrackHeader::elideTexts() {
    const auto elided = [](const QWidget& widget, const QString& text, int room) {
        return widget.fontMetrics().elidedText(text, Qt::ElideRight, std::max(0, room));
    };
    m_name->setText(elided(*m_name, QString::fromStdString(info().name), m_name->width()));
    const int room = m_sound->width() - kSoundPadding;
    m_sound->setText(elided(*m_sound, wordsWithin(*m_sound, soundName(info()), room), room));
}

void TrackHeader::resizeEvent(QResizeEvent*) {
    elideTexts();
}

void TrackHeader::paintEvent(QPaintEvent*) {
    const auto& t = theme();
    const bool current = m_document.currentTrack() == m_track;
    QPainter painter(this);
    painter.fillRect(rect(), current ? t.selection : t.panel);
    const auto colour = trackColours(m_document.score())[std::size_t(m_track)];
    painter.fillRect(0, 0, kColourBar, height(), t.trackColour(colour));
    painter.fillRect(0, height() - 1, width(), 1, t.line);
}

void TrackHeader::mousePressEvent(QMouseEvent* event) {
    chooseTrack(m_document, m_track);
    event->accept();
}

void TrackHeader::mouseDoubleClickEvent(QMouseEvent*) {
    rename();
}

void TrackHeader::rename() {
    if (m_editor) return;
    m_editor = new QLineEdit(QString::fromStdString(info().name), this);
    m_editor->setAccessibleName(tr("Name of the track"));
    m_editor->setGeometry(kColourBar + 4, 2, width() - kColourBar - 8, 28);
    m_editor->selectAll();
    m_editor->show();
    m_editor->setFocus();
    connect(m_editor, &QLineEdit::editingFinished, this, &TrackHeader::finishRename);
}

void TrackHeader::finishRename() {
    if (!m_editor) return;
    const auto name = m_editor->text().trimmed().toStdString();
    m_editor->deleteLater();
    m_editor = nullptr; // before the change, which refreshes this header
    if (!name.empty())
        changeTrack(m_document, m_track, "Rename track",
                    [&](score::TrackInfo& changed) { changed.name = name; });
}

void TrackHeader::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu;
    menu.addAction(tr("Rename"), this, &TrackHeader::rename);
    menu.addAction(tr("Duplicate"), this, [this] { duplicateTrack(m_document, m_track); });
    fillProgramMenu(*menu.addMenu(tr("Sound")), m_document, m_track);
    menu.addSeparator();
    menu.addAction(tr("Delete track"), this, [this] { removeTrack(m_document, m_track); });
    menu.exec(event->globalPos());
}

} // namespace contrafact::ui
