// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/verb_buttons.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace contrafact::ui {

VerbButtons::VerbButtons(QPushButton* blend, QWidget* parent)
    : QWidget(parent)
    , m_blend(blend)
    , m_place(new QLabel) {
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    addRow(*rows, {makeButton(Verb::Continue), makeButton(Verb::Infill)});
    m_place->setFont(uiFont(11));
    m_place->setProperty("role", "dim");
    m_place->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_place->setAccessibleName(tr("What infilling and varying change"));
    rows->addWidget(m_place);
    addRow(*rows, {makeButton(Verb::VaryRhythm), makeButton(Verb::VaryPitches)});
    addRow(*rows, {makeButton(Verb::Accompany), m_blend});
    showButtons();
}

void VerbButtons::addRow(QVBoxLayout& rows, std::initializer_list<QPushButton*> buttons) {
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    for (auto* button : buttons) row->addWidget(button, 1);
    rows.addLayout(row);
}

QPushButton* VerbButtons::makeButton(Verb verb) {
    auto* button = new QPushButton(verbName(verb));
    button->setToolTip(verbHelp(verb));
    connect(button, &QPushButton::clicked, this, [this, verb] { Q_EMIT chosen(verb); });
    m_buttons[verb] = button;
    return button;
}

void VerbButtons::showFor(const models::Capabilities& system) {
    m_system = system;
    showButtons();
}

void VerbButtons::setLow(bool low) {
    if (low == m_low) return;
    m_low = low;
    showButtons();
}

void VerbButtons::setPlace(const QString& words) {
    m_placeWords = words;
    showPlace();
}

void VerbButtons::showPlace() {
    m_place->setText(
        m_place->fontMetrics().elidedText(m_placeWords, Qt::ElideRight, m_place->width()));
    m_place->setToolTip(m_placeWords);
}

void VerbButtons::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showPlace();
}

void VerbButtons::showButtons() {
    for (const auto& [verb, button] : m_buttons) {
        const bool first = verb == Verb::Continue || verb == Verb::Infill;
        button->setVisible(can(m_system, verb) && (first || !m_low));
    }
    m_place->setVisible(can(m_system, Verb::Infill) && !m_low);
    m_blend->setVisible(m_system.blends);
}

} // namespace contrafact::ui
