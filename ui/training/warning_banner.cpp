// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/warning_banner.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace contrafact::ui {

WarningBanner::WarningBanner(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel)
    , m_resume(new QPushButton(tr("Go on from the last good checkpoint")))
    , m_advice(new QPushButton(tr("What to do"))) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::kPadding, 4, metrics::kGap, 4);
    layout->setSpacing(metrics::kGap);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* dismiss = new QToolButton;
    dismiss->setObjectName(QStringLiteral("dismiss"));
    dismiss->setIcon(icon(QStringLiteral("close"), IconTint::Dim));
    dismiss->setAutoRaise(true);
    dismiss->setToolTip(tr("Dismiss; the log keeps every warning"));
    dismiss->setAccessibleName(tr("Dismiss the warning"));
    layout->addWidget(m_text, 1);
    layout->addWidget(m_resume);
    layout->addWidget(m_advice);
    layout->addWidget(dismiss);
    setProperty("role", "banner");
    setAccessibleName(tr("Warning"));
    connect(dismiss, &QToolButton::clicked, this, &WarningBanner::clear);
    connect(m_advice, &QPushButton::clicked, this, &WarningBanner::adviceClicked);
    connect(m_resume, &QPushButton::clicked, this, &WarningBanner::resumeClicked);
    clear();
}

void WarningBanner::warn(qint64 step, const QString& text) {
    ++m_standing;
    auto words = tr("⚠ Step %1: %2").arg(step).arg(text);
    if (m_standing > 1) words += tr(" (%n more in the log)", nullptr, m_standing - 1);
    m_resume->hide();
    m_advice->show();
    show(words, QStringLiteral("warn"));
}

void WarningBanner::fail(const QString& text, bool canResume) {
    m_resume->setVisible(canResume);
    m_advice->hide();
    auto sentence = text;
    if (!sentence.isEmpty()) sentence[0] = sentence[0].toUpper();
    if (!sentence.endsWith(QLatin1Char('.'))) sentence += QLatin1Char('.');
    show(tr("✕ Training has broken off. %1").arg(sentence), QStringLiteral("error"));
}

void WarningBanner::clear() {
    m_standing = 0;
    hide();
    m_text->clear();
}

QString WarningBanner::text() const {
    return m_text->text();
}

void WarningBanner::show(const QString& text, const QString& state) {
    m_text->setText(text);
    m_text->setAccessibleName(text);
    for (auto* widget : {static_cast<QWidget*>(this), static_cast<QWidget*>(m_text)}) {
        widget->setProperty("state", state);
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    }
    setVisible(true);
}

} // namespace contrafact::ui
