// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/provenance_view.h"

#include "core/score/excerpt.h"
#include "ui/compose/compose_plan.h"
#include "ui/controls/counted.h"
#include "ui/library/take_story.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QVBoxLayout>

namespace contrafact::ui {

namespace {

/// Rich text in the theme's colours: names dim, values in full.
QString row(const QString& name, const QString& value) {
    return QStringLiteral("<tr><td style='color:%1; padding-right:8px'>%2</td>"
                          "<td style='color:%3'>%4</td></tr>")
        .arg(theme().textDim.name(), name.toHtmlEscaped(), theme().text.name(),
             value.toHtmlEscaped());
}

QString strong(const QString& text) {
    return QStringLiteral("<span style='color:%1'>%2</span>")
        .arg(theme().text.name(), text.toHtmlEscaped());
}

QLabel* textLabel() {
    auto* label = new QLabel;
    label->setWordWrap(true);
    label->setFont(uiFont(12));
    label->setProperty("role", "dim");
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

void place(QWidget* view, QLabel* label) {
    auto* layout = new QVBoxLayout(view);
    layout->setContentsMargins(metrics::kPadding, 6, metrics::kPadding, metrics::kGap);
    layout->addWidget(label);
}

/// The songs the model in use learned from when they are open, else the first open corpus.
std::shared_ptr<const corpus::Corpus> trainingCorpus(const Studio& studio) {
    auto& corpora = studio.library.corpora();
    const auto* info = studio.compose.info();
    for (int i = 0; i < corpora.count(); ++i) {
        const auto corpus = corpora.at(i).corpus;
        if (corpus && info && corpus->hash == info->corpusHash) return corpus;
    }
    return corpora.first();
}

} // namespace

ProvenanceView::ProvenanceView(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_text(textLabel()) {
    place(this, m_text);
    m_text->setAccessibleName(tr("Provenance"));
    auto& takes = m_studio.library.takes();
    connect(&takes, &TakeStore::currentChanged, this, &ProvenanceView::showTake);
    connect(&takes, &TakeStore::listChanged, this, &ProvenanceView::showTake);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, &ProvenanceView::showTake);
    showTake();
}

void ProvenanceView::showTake() {
    const auto* take = m_studio.library.takes().currentTake();
    if (!take) return m_text->setText(tr("Choose a take to see how it came to be."));
    QString rows;
    for (const auto& [name, value] : takeStory(*take)) rows += row(name, value);
    m_text->setText(QStringLiteral("<table cellspacing='0' cellpadding='1'>%1</table>").arg(rows));
}

OriginalityView::OriginalityView(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_text(textLabel()) {
    place(this, m_text);
    m_text->setAccessibleName(tr("Originality"));
    connect(&m_studio.library.takes(), &TakeStore::currentChanged, this, &OriginalityView::check);
    connect(&m_studio.library.corpora(), &CorpusStore::opened, this, &OriginalityView::check);
    connect(&m_studio.compose, &ComposeService::ready, this, &OriginalityView::check);
    check();
}

void OriginalityView::check() {
    const auto* take = m_studio.library.takes().currentTake();
    const auto corpus = trainingCorpus(m_studio);
    const auto range = take ? composedRange(*take) : std::nullopt;
    if (!range || !corpus) {
        m_worker.requestStop();
        m_text->setText(!corpus ? tr("The training songs are not open.")
                                : tr("Composed takes are compared with the training songs here."));
        return;
    }
    m_text->setText(tr("Comparing with %1…")
                        .arg(counted(static_cast<qlonglong>(corpus->songs.size()),
                                     tr("training song"), tr("training songs"))));
    if (m_indexed != corpus) return makeIndex(corpus);
    if (!m_index) return; // it is being made; this is called again with it
    m_worker.start([index = m_index, piece = score::excerpt(take->score, *range)](
                       std::stop_token) { return index->check(piece); },
                   [this](const contrafact::metrics::CopyReport& report) { showReport(report); });
}

void OriginalityView::makeIndex(const std::shared_ptr<const corpus::Corpus>& corpus) {
    m_index.reset();
    m_indexed = corpus;
    m_indexer.start(
        [corpus](std::stop_token) {
            return std::make_shared<const contrafact::metrics::CopyCheck>(*corpus);
        },
        [this](std::shared_ptr<const contrafact::metrics::CopyCheck> index) {
            m_index = std::move(index);
            check();
        });
}

void OriginalityView::showReport(const contrafact::metrics::CopyReport& report) {
    auto text = report.longestRun > 0
                    ? tr("Longest run shared with the training songs: %1 in %2.")
                          .arg(strong(counted(report.longestRun, tr("note"), tr("notes"))),
                               strong(QString::fromStdString(report.runSong)))
                    : tr("No run of notes is shared with the training songs.");
    if (report.nearestBar > 0)
        text += QStringLiteral("<br>") +
                tr("Nearest piece %1 (distance %2).")
                    .arg(strong(tr("%1, bar %2")
                                    .arg(QString::fromStdString(report.nearestSong))
                                    .arg(report.nearestBar)),
                         QString::number(report.nearestDistance, 'f', 2));
    m_text->setText(text);
}

} // namespace contrafact::ui
