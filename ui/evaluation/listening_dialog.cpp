// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/listening_dialog.h"

#include "core/base/file.h"
#include "ui/compose/compose_flow.h"
#include "ui/controls/counted.h"
#include "ui/controls/section.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QFileDialog>
#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace contrafact::ui {

namespace {

constexpr int kTickedAtFirst = 8;
constexpr int kExcerpts = 3;
constexpr int kMostExcerpts = 20;

QLabel* explanation(const QString& text) {
    auto* label = new QLabel(text);
    label->setWordWrap(true);
    label->setProperty("role", "dim");
    return label;
}

QString questionText(std::size_t index) {
    return QString::fromUtf8(measures::kQuestions[index].data(),
                             qsizetype(measures::kQuestions[index].size()));
}

QString whatIsAsked(std::size_t index) {
    switch (index) {
    case 0:
        return ListeningDialog::tr("Is there a tune that one could sing?");
    case 1:
        return ListeningDialog::tr("Do its rhythms keep together?");
    case 2:
        return ListeningDialog::tr("Do notes that sound together fit? N/A where none do.");
    default:
        return ListeningDialog::tr("Is it one piece from beginning to end?");
    }
}

} // namespace

ListeningDialog::ListeningDialog(const Studio& studio, QWidget* parent)
    : QDialog(parent)
    , m_studio(studio)
    , m_pages(new QStackedWidget)
    , m_listener(new QLineEdit)
    , m_takes(new QListWidget)
    , m_noTakes(explanation(tr("There are no takes yet: what you compose is judged here. Close "
                               "this, press Compose a few times with the models that you want to "
                               "compare, and come back.")))
    , m_excerpts(new QSpinBox)
    , m_begin(primaryButton(tr("Begin")))
    , m_which(new QLabel)
    , m_play(new QPushButton)
    , m_back(new QPushButton(tr("Back")))
    , m_next(primaryButton(tr("Next")))
    , m_table(new QTableWidget)
    , m_agreement(new QLabel) {
    setWindowTitle(tr("Listening test"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(520, 460);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_pages);
    m_pages->addWidget(makeSetup());
    m_pages->addWidget(makeQuestions());
    m_pages->addWidget(makeResults());
    connect(&m_studio.player, &Player::statusChanged, this, &ListeningDialog::showPlaying);
    listTakes();
}

ListeningDialog::~ListeningDialog() {
    if (m_studio.player.playingAlone()) m_studio.player.stop();
}

QWidget* ListeningDialog::makeSetup() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->addWidget(explanation(
        tr("You hear the ticked takes and some real songs in a drawn order and do not know who "
           "wrote which. Four questions on each; then you are told.")));
    m_listener->setText(qEnvironmentVariable("USER"));
    layout->addWidget(labelledRow(tr("Listener"), m_listener));
    m_takes->setAccessibleName(tr("Takes to judge"));
    layout->addWidget(m_takes, 1);
    layout->addWidget(m_noTakes, 1);
    m_excerpts->setRange(0, kMostExcerpts);
    m_excerpts->setValue(kExcerpts);
    m_excerpts->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_excerpts->setAlignment(Qt::AlignRight);
    layout->addWidget(labelledRow(tr("Real songs among them"), m_excerpts,
                                  tr("Excerpts of songs that no training has seen")));
    layout->addWidget(m_begin, 0, Qt::AlignRight);
    connect(m_begin, &QPushButton::clicked, this, &ListeningDialog::begin);
    return page;
}

void ListeningDialog::listTakes() {
    for (const auto* take : m_studio.library.takes().listed()) {
        auto* item = new QListWidgetItem(QString::fromStdString(take->name), m_takes);
        item->setData(Qt::UserRole, qint64(take->id));
        item->setCheckState(m_takes->count() <= kTickedAtFirst ? Qt::Checked : Qt::Unchecked);
    }
    m_takes->setHidden(m_takes->count() == 0);
    m_noTakes->setHidden(m_takes->count() > 0);
    const bool real = m_studio.library.corpora().first() != nullptr;
    m_excerpts->setEnabled(real);
    m_begin->setEnabled(m_takes->count() > 0 || real);
}

QWidget* ListeningDialog::makeQuestions() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    m_which->setFont(uiFont(15));
    layout->addWidget(m_which);
    layout->addWidget(m_play, 0, Qt::AlignLeft);
    connect(m_play, &QPushButton::clicked, this, &ListeningDialog::play);
    auto* grid = new QGridLayout;
    grid->setColumnStretch(0, 1);
    const QStringList answers{tr("Yes"), tr("No"), tr("N/A")};
    for (std::size_t i = 0; i < m_answers.size(); ++i) {
        m_answers[i] = new QButtonGroup(this);
        auto* name = new QLabel(questionText(i));
        name->setToolTip(whatIsAsked(i));
        grid->addWidget(name, int(2 * i), 0);
        grid->addWidget(explanation(whatIsAsked(i)), int(2 * i) + 1, 0, 1, 4);
        for (int heard = 1; heard <= answers.size(); ++heard) {
            auto* button = new QPushButton(answers[heard - 1]);
            button->setCheckable(true);
            button->setAutoDefault(false);
            button->setAccessibleName(questionText(i) + QStringLiteral(": ") + button->text());
            m_answers[i]->addButton(button, heard);
            grid->addWidget(button, int(2 * i), heard);
        }
        connect(m_answers[i], &QButtonGroup::idClicked, this,
                [this, i](int heard) { answer(i, heard); });
    }
    layout->addLayout(grid);
    layout->addStretch(1);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_back);
    row->addWidget(m_next);
    layout->addLayout(row);
    connect(m_back, &QPushButton::clicked, this, [this] { go(-1); });
    connect(m_next, &QPushButton::clicked, this, [this] { go(1); });
    return page;
}

QWidget* ListeningDialog::makeResults() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setAccessibleName(tr("What was heard"));
    layout->addWidget(m_table, 1);
    m_agreement->setWordWrap(true);
    layout->addWidget(m_agreement);
    auto* row = new QHBoxLayout;
    auto* add = new QPushButton(tr("Add another's sheet…"));
    auto* save = new QPushButton(tr("Save…"));
    row->addWidget(add);
    row->addStretch(1);
    row->addWidget(save);
    layout->addLayout(row);
    connect(add, &QPushButton::clicked, this, &ListeningDialog::askSheet);
    connect(save, &QPushButton::clicked, this, &ListeningDialog::askExport);
    return page;
}

void ListeningDialog::begin() {
    std::vector<const session::Take*> takes;
    for (int i = 0; i < m_takes->count(); ++i) {
        const auto* item = m_takes->item(i);
        const auto* take = m_studio.library.takes().find(item->data(Qt::UserRole).toLongLong());
        if (take && item->checkState() == Qt::Checked) takes.push_back(take);
    }
    const auto real = m_studio.library.corpora().first();
    m_pieces = blindPieces(takes, real.get(), m_excerpts->value(), randomSeed());
    if (m_pieces.empty()) return Q_EMIT problem(tr("Tick a take, or ask for real songs."));
    m_sheet = {m_listener->text().toStdString(), {}};
    for (const auto& piece : m_pieces) m_sheet.judgements.push_back({piece.source, piece.name, {}});
    m_at = 0;
    m_pages->setCurrentIndex(1);
    showPiece();
}

void ListeningDialog::showPiece() {
    m_which->setText(tr("Piece %1 of %2").arg(m_at + 1).arg(m_pieces.size()));
    const auto& judgement = m_sheet.judgements[m_at];
    for (std::size_t i = 0; i < m_answers.size(); ++i) {
        m_answers[i]->setExclusive(false); // or the last button could not be let go
        for (auto* button : m_answers[i]->buttons())
            button->setChecked(m_answers[i]->id(button) == int(judgement.heard[i]));
        m_answers[i]->setExclusive(true);
    }
    m_back->setEnabled(m_at > 0);
    m_next->setEnabled(judgement.complete());
    m_next->setText(m_at + 1 < m_pieces.size() ? tr("Next") : tr("Who wrote which?"));
    showPlaying();
}

void ListeningDialog::answer(std::size_t question, int heard) {
    auto& judgement = m_sheet.judgements[m_at];
    judgement.heard[question] = static_cast<measures::Heard>(heard);
    m_next->setEnabled(judgement.complete());
}

void ListeningDialog::go(int by) {
    if (m_studio.player.playingAlone()) m_studio.player.stop();
    if (by > 0 && m_at + 1 == m_pieces.size()) {
        m_pages->setCurrentIndex(2);
        return showResults();
    }
    m_at = std::size_t(int(m_at) + by);
    showPiece();
}

void ListeningDialog::play() {
    if (m_studio.player.playingAlone())
        m_studio.player.stop();
    else
        m_studio.player.playAlone(m_pieces[m_at].score);
    showPlaying();
}

void ListeningDialog::showPlaying() {
    m_play->setText(m_studio.player.playingAlone() ? tr("Stop") : tr("Play"));
}

std::vector<measures::ListeningSheet> ListeningDialog::sheets() const {
    std::vector<measures::ListeningSheet> all{m_sheet};
    all.insert(all.end(), m_others.begin(), m_others.end());
    return all;
}

void ListeningDialog::showResults() {
    const auto all = sheets();
    const auto rows = measures::heardOfSources(all);
    m_table->setRowCount(int(rows.size()));
    m_table->setColumnCount(int(measures::kQuestions.size()));
    for (std::size_t column = 0; column < measures::kQuestions.size(); ++column)
        m_table->setHorizontalHeaderItem(int(column), new QTableWidgetItem(questionText(column)));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        m_table->setVerticalHeaderItem(
            int(row), new QTableWidgetItem(QString::fromStdString(rows[row].source)));
        for (std::size_t column = 0; column < measures::kQuestions.size(); ++column) {
            auto* cell =
                new QTableWidgetItem(QString::fromStdString(rows[row].tallies[column].text()));
            cell->setTextAlignment(Qt::AlignCenter);
            m_table->setItem(int(row), int(column), cell);
        }
    }
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto text = counted(qlonglong(all.size()), tr("listener"), tr("listeners"));
    if (const double kappa = measures::agreement(all); !std::isnan(kappa))
        text += tr(", agreement (Fleiss' κ) %1: 1 is always, 0 no more than by chance")
                    .arg(kappa, 0, 'f', 2);
    m_agreement->setText(text);
}

Result<void> ListeningDialog::exportTo(const std::filesystem::path& path) {
    auto written = base::writeFileAtomically(path, path.extension() == ".md"
                                                       ? measures::listeningTable(sheets())
                                                       : measures::toJson(m_sheet));
    if (written) m_saved = m_sheet;
    return written;
}

void ListeningDialog::reject() {
    const bool answered = std::ranges::any_of(m_sheet.judgements, [](const auto& judgement) {
        return std::ranges::any_of(
            judgement.heard, [](measures::Heard heard) { return heard != measures::Heard::Open; });
    });
    const auto leave = [this] {
        return QMessageBox::question(this, tr("Listening test"),
                                     tr("The answers are not saved. Leave without them?"),
                                     QMessageBox::Discard | QMessageBox::Cancel,
                                     QMessageBox::Cancel) == QMessageBox::Discard;
    };
    if (!answered || m_sheet == m_saved || leave()) QDialog::reject();
}

Result<void> ListeningDialog::addSheet(const std::filesystem::path& path) {
    const auto text = base::readText(path);
    if (!text) return text.error();
    auto sheet = measures::readListeningSheet(*text, path.filename().string());
    if (!sheet) return sheet.error();
    m_others.push_back(*std::move(sheet));
    showResults();
    return {};
}

void ListeningDialog::askSheet() {
    const auto path =
        QFileDialog::getOpenFileName(this, tr("Another's sheet"), {}, tr("Sheets (*.json)"));
    if (path.isEmpty()) return;
    if (const auto added = addSheet(path.toStdString()); !added)
        Q_EMIT problem(QString::fromStdString(added.message()));
}

void ListeningDialog::askExport() {
    const auto path =
        QFileDialog::getSaveFileName(this, tr("Save the answers"), QStringLiteral("listening.json"),
                                     tr("This listener's sheet (*.json);;The table of all (*.md)"));
    if (path.isEmpty()) return;
    if (const auto written = exportTo(path.toStdString()); !written)
        Q_EMIT problem(QString::fromStdString(written.message()));
}

} // namespace contrafact::ui
