// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/style_lesson_view.h"

#include "ui/controls/section.h"
#include "ui/plots/curve_plot.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace contrafact::ui {

StyleLessonView::StyleLessonView(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_learn(new QPushButton)
    , m_state(new QLabel)
    , m_line(new ProgressLine)
    , m_plot(new CurvePlot({tr("Bits a note").toStdString(), {}})) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPadding, metrics::kGap, metrics::kPadding, metrics::kGap);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_learn, 0, Qt::AlignLeft);
    layout->addWidget(m_line);
    layout->addWidget(m_state);
    layout->addWidget(m_plot);
    m_state->setWordWrap(true);
    // As high as its legend asks for, which in a narrow library has a line for each curve.
    m_plot->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_lossCurve = m_plot->addCurve(tr("learned from"), models::CurveRole::Real);
    m_heldCurve = m_plot->addCurve(tr("kept aside"), models::CurveRole::Generated);
    auto& learner = m_studio.library.styleLearner();
    connect(m_learn, &QPushButton::clicked, this, &StyleLessonView::press);
    connect(&learner, &StyleLearner::begun, this, &StyleLessonView::begin);
    connect(&learner, &StyleLearner::progressed, this, &StyleLessonView::showProgress);
    connect(&learner, &StyleLearner::ended, this, &StyleLessonView::showState);
    connect(&m_studio.library.styles(), &StyleStore::listChanged, this,
            &StyleLessonView::showState);
    connect(&m_studio.compose, &ComposeService::ready, this, &StyleLessonView::showState);
    showState();
}

void StyleLessonView::setChosen(int index) {
    m_chosen = index;
    showState();
}

void StyleLessonView::press() {
    auto& learner = m_studio.library.styleLearner();
    if (learner.learning()) return learner.cancel();
    if (const auto* model = m_studio.compose.info(); model && m_chosen >= 0)
        learner.learn(m_chosen, *model, m_studio.compose.opener());
}

void StyleLessonView::begin() {
    m_loss.clear();
    m_heldOut.clear();
    m_plot->clearData();
    showState();
}

void StyleLessonView::showProgress() {
    const auto& now = m_studio.library.styleLearner().progress().back();
    m_loss.append(now.step, models::bitsOf(now.loss));
    m_heldOut.append(now.step, models::bitsOf(now.heldOut));
    m_plot->refresh(m_lossCurve, m_loss);
    m_plot->refresh(m_heldCurve, m_heldOut);
    showState();
}

void StyleLessonView::showState() {
    const auto& learner = m_studio.library.styleLearner();
    const bool learning = learner.learning();
    setVisible(m_studio.compose.capabilities().learnsStyles);
    m_learn->setText(learning ? tr("Cancel") : tr("Learn this style"));
    m_learn->setEnabled(learning ||
                        (m_chosen >= 0 && m_chosen < m_studio.library.styles().count()));
    m_learn->setToolTip(tr("The model learns what is particular to these songs; its own weights "
                           "stay as they are"));
    const auto& progress = learner.progress();
    m_line->setFraction(!learning ? -1
                        : progress.empty()
                            ? 0
                            : static_cast<double>(progress.back().step) / learner.steps());
    m_plot->setVisible(!progress.empty());
    m_state->setText(stateText());
}

QString StyleLessonView::stateText() const {
    const auto& learner = m_studio.library.styleLearner();
    if (learner.learning()) return tr("Learning “%1” …").arg(learner.name());
    const auto& styles = m_studio.library.styles();
    const auto* model = m_studio.compose.info();
    if (!model || m_chosen < 0 || m_chosen >= styles.count())
        return tr("Choose a set. Learning takes a minute or two.");
    const auto& entry = styles.at(m_chosen);
    if (!isLearned(entry, *model)) return tr("Not learned yet: it colours nothing so far.");
    const auto& style = *entry.set.learned;
    if (std::isnan(style.natsAfter)) return tr("Learned.");
    return tr("Learned: %1 bits a note where it was not learned from, %2 before.")
        .arg(models::bitsOf(style.natsAfter), 0, 'f', 2)
        .arg(models::bitsOf(style.natsBefore), 0, 'f', 2);
}

} // namespace contrafact::ui
