// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/model_chooser.h"

#include "ui/controls/section.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>

namespace contrafact::ui {

namespace {

QString pathText(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

} // namespace

ModelChooser::ModelChooser(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_box(new QComboBox)
    , m_state(pill({})) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_box, 1);
    layout->addWidget(m_state);
    m_box->setAccessibleName(tr("Model"));
    m_box->setToolTip(tr("The trained model that composes"));
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(10);
    connect(m_box, &QComboBox::activated, this, &ModelChooser::chosen);
    auto& service = m_studio.compose;
    connect(&m_studio.library.runs(), &RunStore::changed, this, &ModelChooser::fill);
    connect(&service, &ComposeService::loadingStarted, this, &ModelChooser::showState);
    connect(&service, &ComposeService::ready, this, &ModelChooser::fill);
    connect(&service, &ComposeService::failed, this, &ModelChooser::fill);
    auto& training = m_studio.training;
    connect(&training, &TrainingController::started, this, &ModelChooser::showState);
    connect(&training, &TrainingController::ended, this, &ModelChooser::showState);
    fill();
}

void ModelChooser::fill() {
    m_box->clear();
    if (const auto shipped = shippedCheckpoint())
        m_box->addItem(tr("Starter model"), pathText(*shipped));
    for (const auto& run : m_studio.library.runs().all())
        if (!run.checkpoint.empty())
            m_box->addItem(RunStore::title(run.info), pathText(run.checkpoint));
    const auto* info = m_studio.compose.info();
    int current = -1;
    if (info) {
        current = m_box->findData(pathText(info->path));
        if (current < 0) { // a file, or an older checkpoint of a run
            m_box->addItem(pathText(info->path.filename()), pathText(info->path));
            current = m_box->count() - 1;
        }
    }
    m_box->insertSeparator(m_box->count());
    m_box->addItem(tr("Open a checkpoint…"), QString());
    m_box->setCurrentIndex(current);
    m_box->setPlaceholderText(tr("No model"));
    showState();
}

void ModelChooser::chosen() {
    auto path = m_box->currentData().toString();
    if (path.isEmpty())
        path = QFileDialog::getOpenFileName(this, tr("Open a checkpoint"), {},
                                            tr("Checkpoints (*.safetensors)"));
    if (path.isEmpty()) return fill(); // back to what is in use
    m_studio.compose.load(path.toStdString());
}

void ModelChooser::showState() {
    const auto& service = m_studio.compose;
    const auto* info = service.info();
    if (service.loading()) return setPill(m_state, tr("loading"), QStringLiteral("warn"));
    if (!info) return setPill(m_state, tr("none"), QStringLiteral("warn"));
    const auto& training = m_studio.training;
    const auto run = training.request().run;
    const bool isTraining =
        training.active() && !run.empty() && info->path.string().starts_with(run.string());
    if (isTraining) return setPill(m_state, tr("training"), QStringLiteral("warn"));
    setPill(m_state, info->complete ? tr("trained") : tr("part-trained"),
            info->complete ? QStringLiteral("ok") : QStringLiteral("warn"));
    setToolTip(
        tr("Step %1, corpus %2").arg(info->step).arg(QString::fromStdString(info->corpusName)));
}

} // namespace contrafact::ui
