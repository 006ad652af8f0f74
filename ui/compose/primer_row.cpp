// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/primer_row.h"

#include "core/exchange/formats.h"
#include "ui/controls/section.h"
#include "ui/controls/value_combo.h"
#include "ui/services/music_files.h"
#include "ui/theme/theme.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QVBoxLayout>

namespace contrafact::ui {

namespace {

enum Choice { Piece, Nothing, OpenFile, OpenedFile };

} // namespace

PrimerRow::PrimerRow(QWidget* parent)
    : QWidget(parent)
    , m_box(new ValueCombo(tr("Goes on from")))
    , m_words(new QLabel) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(labelledRow(tr("Goes on from"), m_box,
                                  tr("The music that the network hears before it composes")));
    layout->addWidget(m_words);
    m_words->setWordWrap(true);
    m_words->setFont(uiFont(11));
    m_words->setProperty("role", "dim");
    connect(m_box, &QComboBox::activated, this, &PrimerRow::choose);
    showChoice();
}

void PrimerRow::setWords(const QString& words) {
    m_words->setText(words);
    m_box->setAccessibleDescription(words);
}

QString PrimerRow::words() const {
    return m_words->text();
}

void PrimerRow::showChoice() {
    m_box->clear();
    m_box->addItem(tr("the piece"));
    m_box->setItemData(Piece, tr("The selected notes; without any, the bars before"),
                       Qt::ToolTipRole);
    m_box->addItem(tr("nothing"));
    m_box->addItem(tr("a MIDI file…"));
    if (m_choice.source == PrimerSource::File) m_box->addItem(m_choice.fileName);
    m_box->setCurrentIndex(m_choice.source == PrimerSource::File      ? OpenedFile
                           : m_choice.source == PrimerSource::Nothing ? Nothing
                                                                      : Piece);
}

void PrimerRow::choose(int index) {
    if (index == OpenedFile) return;
    if (index == OpenFile) {
        const auto path =
            QFileDialog::getOpenFileName(this, tr("Continue a file"), m_path, musicFilter());
        return path.isEmpty() ? showChoice() : useFile(path);
    }
    m_choice = {index == Nothing ? PrimerSource::Nothing : PrimerSource::Piece, nullptr, {}};
    showChoice();
    Q_EMIT changed();
}

void PrimerRow::useFile(const QString& path) {
    m_reader.start(
        [path](std::stop_token stop) { return exchange::readMusic(path.toStdString(), stop); },
        [this, path](const Result<exchange::Music>& file) {
            if (file) {
                m_path = path;
                m_choice = {PrimerSource::File,
                            std::make_shared<const score::Score>(file->scores.front()),
                            QFileInfo(path).fileName()};
            }
            showChoice();
            if (!file) return Q_EMIT problem(QString::fromStdString(file.message()));
            Q_EMIT changed();
        });
}

void PrimerRow::saveTo(std::map<std::string, std::string>& settings) const {
    settings["compose.primer"] = std::to_string(static_cast<int>(m_choice.source));
    settings["compose.primerFile"] =
        m_choice.source == PrimerSource::File ? m_path.toStdString() : std::string();
}

void PrimerRow::restoreFrom(const std::map<std::string, std::string>& settings) {
    const auto source = settings.find("compose.primer");
    const auto file = settings.find("compose.primerFile");
    m_choice = {};
    if (source != settings.end() &&
        source->second == std::to_string(static_cast<int>(PrimerSource::Nothing)))
        m_choice.source = PrimerSource::Nothing;
    showChoice();
    // A session may come from another machine: without the file the piece is gone on from.
    if (file != settings.end() && QFileInfo::exists(QString::fromStdString(file->second)))
        useFile(QString::fromStdString(file->second));
}

} // namespace contrafact::ui
