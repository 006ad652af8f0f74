// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/status_strip.h"

#include "ui/compose/compose_plan.h"
#include "ui/document/document.h"
#include "ui/services/player.h"
#include "ui/theme/theme.h"
#include "ui/window/session_keeper.h"

#include <QAction>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <sys/resource.h>

#include <cmath>

namespace contrafact::ui {
namespace {

constexpr int kRefreshMs = 1000;
constexpr int kForgetMs = 8000;

QLabel* smallLabel() {
    auto* label = new QLabel;
    label->setProperty("role", "dim");
    label->setFont(uiFont(11));
    label->setContentsMargins(6, 0, 6, 0);
    return label;
}

QString agoText(const QDateTime& when) {
    const auto seconds = when.secsTo(QDateTime::currentDateTime());
    if (seconds < 60) return QObject::tr("%1 s ago").arg(seconds);
    if (seconds < 3600) return QObject::tr("%1 min ago").arg(seconds / 60);
    return QObject::tr("%1 h ago").arg(seconds / 3600);
}

/// Of all threads of this program.
double cpuSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return double(t.tv_sec) + double(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

StatusStrip::StatusStrip(const Studio& studio, const SessionKeeper& keeper, QWidget* parent)
    : QStatusBar(parent)
    , m_studio(studio)
    , m_keeper(keeper)
    , m_message(smallLabel())
    , m_chosen(smallLabel())
    , m_likelihood(smallLabel())
    , m_panels(new QWidget)
    , m_saved(smallLabel())
    , m_audio(smallLabel())
    , m_load(smallLabel()) {
    setFixedHeight(metrics::kStatusHeight);
    setSizeGripEnabled(false);
    addWidget(m_message);
    addWidget(m_chosen);
    addWidget(m_likelihood);
    auto* panels = new QHBoxLayout(m_panels);
    panels->setContentsMargins(0, 0, 0, 0);
    addPermanentWidget(m_panels);
    for (auto* label : {m_saved, m_audio, m_load}) addPermanentWidget(label);
    m_message->setTextFormat(Qt::PlainText); // names of files may look like tags
    m_message->setText(tr("Ready"));
    m_message->setAccessibleName(tr("Status"));
    m_likelihood->setAccessibleName(tr("How likely the notes are"));
    m_likelihood->setToolTip(
        tr("What the model finds surprising: 0 goes without saying, 10 bits are one chance in a "
           "thousand. In the roll: teal notes are likely, orange ones are not."));

    auto& document = studio.document;
    for (auto signal : {&Document::selectionChanged, &Document::regionChanged, &Document::replaced})
        connect(&document, signal, this, &StatusStrip::showChosen);
    for (auto signal : {&Document::selectionChanged, &Document::heatChanged, &Document::replaced})
        connect(&document, signal, this, &StatusStrip::showLikelihood);
    connect(&keeper, &SessionKeeper::stateChanged, this, &StatusStrip::showFigures);
    connect(&m_refresh, &QTimer::timeout, this, &StatusStrip::showFigures);
    m_forget.setSingleShot(true);
    m_forget.setInterval(kForgetMs);
    connect(&m_forget, &QTimer::timeout, this, [this] { m_message->setText(tr("Ready")); });
    m_clock.start();
    m_lastCpu = cpuSeconds();
    m_refresh.start(kRefreshMs);
    showChosen();
    showFigures();
}

void StatusStrip::tell(const QString& message, const QString& details) {
    m_message->setText(m_message->fontMetrics().elidedText(message, Qt::ElideRight, 620));
    m_message->setToolTip(details);
    m_forget.start();
}

void StatusStrip::addPanel(QDockWidget& panel) {
    auto* button = new QToolButton;
    button->setText(tr("%1 ▴").arg(panel.windowTitle()));
    button->setProperty("flat", true);
    button->setFont(uiFont(11));
    button->setToolTip(tr("Open the panel “%1” again").arg(panel.windowTitle()));
    button->setAccessibleName(button->toolTip());
    connect(button, &QToolButton::clicked, &panel, [&panel] {
        panel.show();
        panel.raise();
    });
    connect(panel.toggleViewAction(), &QAction::toggled, button,
            [button](bool open) { button->setVisible(!open); });
    m_panels->layout()->addWidget(button);
    button->setVisible(panel.isHidden());
}

void StatusStrip::showChosen() {
    const auto& document = m_studio.document;
    QStringList parts;
    if (document.region())
        parts << tr("%1 chosen")
                     .arg(QString::fromStdString(barsText(document.score(), *document.region())));
    if (!document.selection().empty())
        parts << (document.selection().size() == 1
                      ? tr("1 note selected")
                      : tr("%1 notes selected").arg(document.selection().size()));
    m_chosen->setText(parts.join(QStringLiteral(" · ")));
}

void StatusStrip::showLikelihood() {
    const auto& document = m_studio.document;
    const auto& heat = document.heat();
    m_likelihood->clear();
    if (!heat) return;
    auto text = tr("%1 bits a note").arg(heat->perNote(), 0, 'f', 2);
    if (document.selection().size() == 1)
        if (const auto bits = heat->bitsOf(document.selection().front().id))
            text = tr("This note %1 bits · %2").arg(*bits, 0, 'f', 1).arg(text);
    m_likelihood->setText(text);
}

int StatusStrip::loadPercent() {
    const double cpu = cpuSeconds();
    const double elapsed = std::max(1e-3, double(m_clock.restart()) / 1e3);
    const int percent = int(std::lround(100 * (cpu - m_lastCpu) / elapsed));
    m_lastCpu = cpu;
    return percent;
}

void StatusStrip::showFigures() {
    const auto& saved = m_keeper.lastSaved();
    if (saved.isValid())
        m_saved->setText(m_keeper.modified() ? tr("Changed since saved %1").arg(agoText(saved))
                                             : tr("Saved %1").arg(agoText(saved)));
    else
        m_saved->setText(m_keeper.modified() ? tr("Not saved yet") : QString());
    const auto& status = m_studio.player.status();
    const bool sounds = m_studio.player.ready() && status.driver != "null";
    m_audio->setText(sounds ? tr("Audio %1 ms").arg(status.latencyMs, 0, 'f', 1) : QString());
    m_audio->setToolTip(tr("%1 under-runs").arg(status.underruns));
    if (m_clock.elapsed() >= kRefreshMs / 2) m_load->setText(tr("CPU %1 %").arg(loadPercent()));
}

} // namespace contrafact::ui
