// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/sweep_dialog.h"

#include "ui/controls/counted.h"
#include "ui/controls/section.h"
#include "ui/controls/value_combo.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace contrafact::ui {

namespace {

constexpr int kSweepWidth = 460;
constexpr double kWider = 3; ///< values around the present one, where they are steps of a scale
constexpr int kDigits = 3;

QLabel* dimWords(const QString& text = {}) {
    auto* label = new QLabel(text);
    label->setWordWrap(true);
    label->setProperty("role", "dim");
    return label;
}

QStringList allChoices(const models::ParamSpec& spec) {
    QStringList ids;
    for (const auto& choice : spec.choices) ids << QString::fromStdString(choice.id);
    return ids;
}

/// A third, the value itself and three times it, within the range.
QStringList around(double value, const models::ParamSpec& spec) {
    QStringList values;
    for (const double each : {value / kWider, value, value * kWider}) {
        double within = std::clamp(each, spec.range.min, spec.range.max);
        if (spec.kind == models::ParamKind::Int) within = std::round(within);
        const auto text = QString::number(within, 'g', kDigits);
        if (!values.contains(text)) values << text;
    }
    return values;
}

QStringList suggested(const models::ParamSpec& spec, const models::Params& base) {
    switch (spec.kind) {
    case models::ParamKind::Bool:
        return {QStringLiteral("false"), QStringLiteral("true")};
    case models::ParamKind::Choice:
        return allChoices(spec);
    case models::ParamKind::Int:
        return around(double(base.integer(spec.key)), spec);
    case models::ParamKind::Real:
        return around(base.real(spec.key), spec);
    }
    return {};
}

} // namespace

SweepDialog::SweepDialog(const models::SystemDescriptor& system, models::Params base,
                         const QString& alike, QWidget* parent)
    : QDialog(parent)
    , m_system(system)
    , m_base(std::move(base))
    , m_setting(new ValueCombo(tr("Setting")))
    , m_values(new QLineEdit)
    , m_help(dimWords())
    , m_problem(dimWords())
    , m_train(primaryButton(tr("Train"))) {
    setWindowTitle(tr("Sweep"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kSweepWidth);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(dimWords(
        tr("One training of %1 for each value, one after another; then their curves lie over each "
           "other. All else is as the training form says: %2.")
            .arg(QString::fromStdString(system.title), alike)));
    layout->addWidget(labelledRow(tr("Setting"), m_setting));
    layout->addWidget(m_help);
    layout->addWidget(new QLabel(tr("Values, with commas between them")));
    m_values->setAccessibleName(tr("Values"));
    m_values->setFont(numberFont());
    layout->addWidget(m_values);
    layout->addWidget(m_problem);
    auto* row = new QHBoxLayout;
    auto* cancel = new QPushButton(tr("Cancel"));
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_train);
    layout->addLayout(row);
    m_train->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_setting, &QComboBox::currentIndexChanged, this, &SweepDialog::suggest);
    connect(m_values, &QLineEdit::textChanged, this, &SweepDialog::check);
    connect(m_train, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT chosen(m_entries);
    });
    fillSettings();
}

/// The rate first: it is what is looked for most.
void SweepDialog::fillSettings() {
    int first = -1;
    for (const auto& spec : m_system.training.specs()) {
        if (first < 0 && spec.role == models::ParamRole::Rate) first = m_setting->count();
        m_setting->addItem(QString::fromStdString(spec.label), QString::fromStdString(spec.key));
    }
    m_setting->setCurrentIndex(std::max(0, first));
    suggest();
}

const models::ParamSpec& SweepDialog::setting() const {
    return m_system.training.specs()[static_cast<std::size_t>(m_setting->currentIndex())];
}

void SweepDialog::suggest() {
    if (m_setting->currentIndex() < 0) return;
    m_help->setText(QString::fromStdString(setting().help));
    m_values->setText(suggested(setting(), m_base).join(QStringLiteral(", ")));
    check();
}

void SweepDialog::check() {
    const auto typed = setting().key + "=" + m_values->text().toStdString();
    auto entries = models::sweepEntries(m_system, m_base, {typed});
    const bool any = !m_values->text().simplified().isEmpty();
    m_problem->setText(entries ? QString()
                       : any   ? QString::fromStdString(entries.message())
                               : tr("Type the values that are to be tried."));
    m_entries = entries ? *std::move(entries) : std::vector<models::SweepEntry>();
    m_train->setEnabled(!m_entries.empty());
    m_train->setText(
        m_entries.empty()
            ? tr("Train")
            : tr("Train %1").arg(counted(qlonglong(m_entries.size()), tr("run"), tr("runs"))));
}

} // namespace contrafact::ui
