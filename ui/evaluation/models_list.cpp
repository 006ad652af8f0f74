// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/models_list.h"

#include "models/api/descriptor.h"
#include "ui/services/moved_path.h"
#include "ui/services/run_store.h"

#include <QStringList>

namespace contrafact::ui {

namespace {

constexpr int kLeastListHeight = 26;

} // namespace

ModelsList::ModelsList(const RunStore& runs, QWidget* parent)
    : QListWidget(parent)
    , m_runs(runs) {
    setObjectName("evaluationRuns");
    setAccessibleName(tr("Models to compare"));
    setTextElideMode(Qt::ElideMiddle);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumHeight(kLeastListHeight);
    // Lists do not ask for height: what starts and cancels stays in view.
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    connect(&runs, &RunStore::changed, this, &ModelsList::fill);
    connect(&runs, &RunStore::renamed, this, &ModelsList::followRun);
    fill();
}

/// What is ticked stays so under its new name.
void ModelsList::followRun(const std::filesystem::path& from, const std::filesystem::path& to) {
    for (int i = 0; i < count(); ++i) {
        const auto path = item(i)->data(Qt::UserRole).toString().toStdString();
        item(i)->setData(Qt::UserRole, QString::fromStdString(movedPath(path, from, to).string()));
    }
}

void ModelsList::fill() {
    QStringList before;
    for (const auto& source : ticked()) before << QString::fromStdString(source.path.string());
    clear();
    for (const auto* system : models::systems())
        for (const auto& model : m_runs.modelsOf(*system)) {
            auto* item = new QListWidgetItem(model.name, this);
            const auto path = QString::fromStdString(model.checkpoint.string());
            item->setToolTip(model.name);
            // Narrower than any list, so that the name is elided and not scrolled.
            item->setSizeHint(fontMetrics().size(0, QStringLiteral("X")) + QSize(0, 6));
            item->setData(Qt::UserRole, path);
            item->setCheckState(before.contains(path) ? Qt::Checked : Qt::Unchecked);
        }
}

std::vector<models::EvaluationSource> ModelsList::ticked() const {
    std::vector<models::EvaluationSource> sources;
    for (int i = 0; i < count(); ++i)
        if (const auto* each = item(i); each->checkState() == Qt::Checked)
            sources.push_back(
                {each->text().toStdString(), each->data(Qt::UserRole).toString().toStdString()});
    return sources;
}

} // namespace contrafact::ui
