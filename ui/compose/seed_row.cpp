// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/seed_row.h"

#include "ui/compose/compose_flow.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QToolButton>

namespace contrafact::ui {

namespace {

QToolButton* iconButton(const char* name, const QString& tip) {
    auto* button = new QToolButton;
    button->setIcon(icon(QString::fromLatin1(name), IconTint::Dim));
    button->setAutoRaise(true);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}

/// Groups of three digits read better: 8 251 903.
QString grouped(std::uint64_t seed) {
    auto text = QString::number(seed);
    for (qsizetype i = text.size() - 3; i > 0; i -= 3) text.insert(i, QLatin1Char(' '));
    return text;
}

} // namespace

SeedRow::SeedRow(QWidget* parent)
    : QWidget(parent)
    , m_field(new QLineEdit)
    , m_lock(iconButton("lock", tr("Keep this seed for the next composing"))) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    m_field->setProperty("flat", true);
    m_field->setFont(numberFont());
    m_field->setAlignment(Qt::AlignRight);
    m_field->setFixedWidth(118);
    m_field->setAccessibleName(tr("Seed"));
    m_field->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9 ]{1,20}")), this));
    layout->addWidget(m_field);
    auto* dice = iconButton("dice", tr("Another seed"));
    layout->addWidget(dice);
    m_lock->setCheckable(true);
    layout->addWidget(m_lock);
    setSeed(randomSeed());
    connect(m_field, &QLineEdit::editingFinished, this, [this] {
        if (!m_field->isModified()) return setSeed(seed());
        m_field->setModified(false);
        choose(seed());
        Q_EMIT edited();
    });
    connect(dice, &QToolButton::clicked, this, [this] {
        choose(randomSeed());
        Q_EMIT edited();
    });
}

std::uint64_t SeedRow::seed() const {
    return m_field->text().remove(QLatin1Char(' ')).toULongLong();
}

void SeedRow::setSeed(std::uint64_t seed) {
    const bool modified = m_field->isModified();
    m_field->setText(grouped(seed));
    m_field->setModified(modified);
}

void SeedRow::choose(std::uint64_t seed) {
    setSeed(seed);
    m_chosen = true;
}

bool SeedRow::locked() const {
    return m_lock->isChecked();
}
void SeedRow::setLocked(bool locked) {
    m_lock->setChecked(locked);
}

void SeedRow::roll() {
    if (!locked() && !m_chosen) setSeed(randomSeed());
    m_chosen = false;
}

} // namespace contrafact::ui
