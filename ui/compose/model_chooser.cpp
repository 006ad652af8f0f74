// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/model_chooser.h"

#include "ui/controls/name_combo.h"
#include "ui/controls/section.h"
#include "ui/controls/sentence.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace contrafact::ui {

namespace {

constexpr int kListPadding = 24;
constexpr int kWidestList = 520;

QString pathText(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

/// A line that cannot be chosen.
void addHeading(QComboBox& box, const QString& text) {
    box.addItem(text);
    auto* item = static_cast<QStandardItemModel*>(box.model())->item(box.count() - 1);
    item->setFlags(Qt::NoItemFlags);
    item->setFont(captionFont());
}

} // namespace

ModelChooser::ModelChooser(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_box(new NameCombo)
    , m_state(pill({}))
    , m_failure(new QLabel) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* layout = new QHBoxLayout;
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_box, 1);
    layout->addWidget(m_state);
    column->addLayout(layout);
    column->addWidget(m_failure);
    m_failure->setWordWrap(true);
    m_failure->setFont(uiFont(11));
    m_failure->setProperty("role", "dim");
    m_failure->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_failure->hide();
    m_box->setAccessibleName(tr("Model"));
    m_box->setToolTip(tr("The trained model that composes"));
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(10);
    connect(m_box, &QComboBox::activated, this, &ModelChooser::chosen);
    auto& service = m_studio.compose;
    connect(&m_studio.library.runs(), &RunStore::changed, this, &ModelChooser::fill);
    connect(&service, &ComposeService::loadingStarted, this, [this] {
        m_opening = true;
        m_failure->hide();
        showState();
    });
    connect(&service, &ComposeService::ready, this, [this] { m_opening = false; });
    connect(&service, &ComposeService::failed, this, &ModelChooser::showFailure);
    connect(&service, &ComposeService::ready, this, &ModelChooser::fill);
    connect(&service, &ComposeService::failed, this, &ModelChooser::fill);
    auto& training = m_studio.training;
    connect(&training, &TrainingController::started, this, &ModelChooser::showState);
    connect(&training, &TrainingController::ended, this, &ModelChooser::showState);
    fill();
}

void ModelChooser::fill() {
    m_box->clear();
    for (const auto* system : models::systems()) {
        const auto models = m_studio.library.runs().modelsOf(*system);
        if (!models.empty()) addHeading(*m_box, QString::fromStdString(system->title));
        for (const auto& model : models) m_box->addItem(model.name, pathText(model.checkpoint));
    }
    const auto* info = m_studio.compose.info();
    int current = -1;
    if (info) {
        current = m_box->findData(pathText(info->path));
        if (current < 0) { // a file, or an older checkpoint of a run
            addHeading(*m_box, tr("Opened"));
            m_box->addItem(pathText(info->path.filename()), pathText(info->path));
            current = m_box->count() - 1;
        }
    }
    m_box->insertSeparator(m_box->count());
    m_box->addItem(tr("Open a checkpoint…"), QString());
    m_box->setCurrentIndex(current);
    // The list is as wide as its longest name, the box is not.
    m_box->view()->setMinimumWidth(
        std::min(m_box->view()->sizeHintForColumn(0) + kListPadding, kWidestList));
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

/// Below the box and not only in the status line: it is long, and it says what to do.
void ModelChooser::showFailure(const QString& message) {
    if (!std::exchange(m_opening, false)) return;
    m_failure->setText(asSentence(message));
    m_failure->setToolTip(message);
    m_failure->show();
}

void ModelChooser::showState() {
    const auto& service = m_studio.compose;
    const auto* info = service.info();
    m_box->setPlaceholderText(service.loading() ? tr("Loading…") : tr("No model"));
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
