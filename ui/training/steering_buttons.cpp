// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/steering_buttons.h"

#include "ui/controls/section.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QPushButton>

namespace contrafact::ui {

SteeringButtons::SteeringButtons(QWidget* parent)
    : QWidget(parent)
    , m_train(primaryButton(tr("Train")))
    , m_sweep(new QPushButton(tr("Sweep…")))
    , m_pause(primaryButton(tr("Pause")))
    , m_stop(new QPushButton(tr("Stop")))
    , m_checkpoint(new QPushButton(tr("Checkpoint"))) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGap);
    for (auto* button : {m_train, m_sweep, m_pause, m_stop, m_checkpoint}) row->addWidget(button);
    row->addStretch(1);
    m_sweep->setToolTip(tr("Train once for each of several values of a setting"));
    m_checkpoint->setToolTip(tr("Write the networks to disk as they are now"));
    m_stop->setToolTip(tr("Stop after this step; a checkpoint is written first"));
    connect(m_train, &QPushButton::clicked, this, &SteeringButtons::trainClicked);
    connect(m_sweep, &QPushButton::clicked, this, &SteeringButtons::sweepClicked);
    connect(m_pause, &QPushButton::clicked, this, &SteeringButtons::pauseClicked);
    connect(m_stop, &QPushButton::clicked, this, &SteeringButtons::stopClicked);
    connect(m_checkpoint, &QPushButton::clicked, this, &SteeringButtons::checkpointClicked);
}

void SteeringButtons::show(bool active, models::TrainingPhase phase) {
    const auto* focused = QApplication::focusWidget();
    const bool held = focused && (focused == this || focused->parent() == this);
    showButtons(active, phase);
    if (held && (focused == this || focused->isHidden() || !focused->isEnabled())) takeFocus();
}

void SteeringButtons::showButtons(bool active, models::TrainingPhase phase) {
    const bool stopping = phase == models::TrainingPhase::Stopping;
    m_train->setVisible(!active);
    m_sweep->setVisible(!active);
    m_pause->setVisible(active);
    m_stop->setVisible(active);
    m_checkpoint->setVisible(active);
    m_pause->setText(phase == models::TrainingPhase::Paused ? tr("Resume") : tr("Pause"));
    m_stop->setText(stopping ? tr("Stopping…") : tr("Stop"));
    for (auto* button : {m_pause, m_stop, m_checkpoint}) button->setEnabled(!stopping);
}

void SteeringButtons::takeFocus() {
    auto* next = m_train->isHidden() ? m_pause : m_train;
    if (next->isEnabled())
        next->setFocus();
    else
        setFocus(); // it is stopping: kept for Train
}

} // namespace contrafact::ui
