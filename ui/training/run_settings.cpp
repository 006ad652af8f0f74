// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/run_settings.h"

#include "ui/compose/compose_flow.h"
#include "ui/controls/section.h"
#include "ui/controls/value_combo.h"
#include "ui/services/compose_service.h"
#include "ui/theme/theme.h"

#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <thread>

namespace contrafact::ui {

namespace {

constexpr int kTimes[]{2, 5, 10, 15, 30, 60, 120, 240, 480}; ///< minutes
constexpr int kSecondsAMinute = 60, kMinutesAnHour = 60;
constexpr int kMostThreads = 16;
constexpr int kSeedWidth = 118;

QString limitText(int seconds) {
    if (seconds % kSecondsAMinute != 0) return RunSettings::tr("at most %1 s").arg(seconds);
    const int minutes = seconds / kSecondsAMinute;
    return minutes % kMinutesAnHour != 0
               ? RunSettings::tr("at most %1 min").arg(minutes)
               : RunSettings::tr("at most %1 h").arg(minutes / kMinutesAnHour);
}

/// Chooses what has `data`, or the first.
void chooseData(QComboBox& box, const QVariant& data) {
    box.setCurrentIndex(std::max(0, box.findData(data)));
}

} // namespace

RunSettings::RunSettings(const ComposeService& compose, QWidget* parent)
    : QWidget(parent)
    , m_compose(compose)
    , m_time(new ValueCombo(tr("Time")))
    , m_device(new ValueCombo(tr("Device")))
    , m_threads(new ValueCombo(tr("Threads")))
    , m_seed(new QLineEdit)
    , m_timeRow(labelledRow(tr("Time"), m_time,
                            tr("A training with a limit shares it out over its stages and ends in "
                               "time; it may end earlier, as its settings say."))) {
    m_seed->setProperty("flat", true);
    m_seed->setFont(numberFont());
    m_seed->setAlignment(Qt::AlignRight);
    m_seed->setFixedWidth(kSeedWidth);
    m_seed->setPlaceholderText(tr("drawn"));
    m_seed->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,19}")), this));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, metrics::kGap, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(new SectionHeading(tr("Run")));
    layout->addWidget(labelledRow(tr("Device"), m_device));
    layout->addWidget(labelledRow(tr("Threads"), m_threads,
                                  tr("Of the processor; auto measures which number is faster.")));
    layout->addWidget(labelledRow(
        tr("Seed"), m_seed, tr("The same seed, settings and songs give the same training again.")));
    fillTimes();
    fillThreads();
    fillDevices();
    connect(&m_compose, &ComposeService::networksLoaded, this, &RunSettings::fillDevices);
}

void RunSettings::fillTimes() {
    m_time->addItem(tr("no limit"), 0);
    for (const int minutes : kTimes)
        m_time->addItem(limitText(minutes * kSecondsAMinute), minutes * kSecondsAMinute);
}

void RunSettings::fillThreads() {
    m_threads->addItem(tr("auto"), 0);
    const int most = std::clamp(int(std::thread::hardware_concurrency()), 1, kMostThreads);
    for (int i = 1; i <= most; ++i) m_threads->addItem(QString::number(i), i);
}

void RunSettings::fillDevices() {
    auto wanted = m_wantedDevice;
    if (wanted.isEmpty()) wanted = m_device->currentData().toString();
    m_device->clear();
    m_device->addItem(tr("auto"), QStringLiteral("auto"));
    if (const auto& networks = m_compose.networks())
        for (const auto& device : networks->devices)
            m_device->addItem(QString::fromStdString(device.title),
                              QString::fromStdString(device.id));
    chooseData(*m_device, wanted);
    if (m_device->findData(wanted) >= 0) m_wantedDevice.clear();
}

QString RunSettings::timeText() const {
    return m_time->currentData().toInt() > 0 ? m_time->currentText() : tr("no limit of time");
}

void RunSettings::fill(models::TrainingRequest& request) const {
    if (const int seconds = m_time->currentData().toInt(); seconds > 0)
        request.maxSeconds = seconds;
    request.device = m_device->currentData().toString().toStdString();
    request.threads = m_threads->currentData().toInt();
    request.seed = m_seed->text().isEmpty() ? randomSeed() : m_seed->text().toULongLong();
}

void RunSettings::show(const models::TrainingRequest& request) {
    showTime(request.maxSeconds);
    chooseData(*m_device, QString::fromStdString(request.device));
    chooseData(*m_threads, request.threads);
}

/// A limit that the list does not offer joins it.
void RunSettings::showTime(std::optional<double> seconds) {
    const int limit = int(std::ceil(seconds.value_or(0)));
    if (m_time->findData(limit) < 0) m_time->addItem(limitText(limit), limit);
    chooseData(*m_time, limit);
}

void RunSettings::saveTo(std::map<std::string, std::string>& settings) const {
    settings["training.time"] = m_time->currentData().toString().toStdString();
    settings["training.device"] = m_device->currentData().toString().toStdString();
    settings["training.threads"] = m_threads->currentData().toString().toStdString();
    settings["training.seed"] = m_seed->text().toStdString();
}

void RunSettings::restoreFrom(const std::map<std::string, std::string>& settings) {
    const auto text = [&](const char* key) {
        const auto it = settings.find(key);
        return it == settings.end() ? QString() : QString::fromStdString(it->second);
    };
    showTime(text("training.time").toInt());
    chooseData(*m_threads, text("training.threads").toInt());
    m_seed->setText(text("training.seed"));
    m_wantedDevice = text("training.device");
    fillDevices();
}

void RunSettings::setEditable(bool editable) {
    for (auto* box : {m_time, m_device, m_threads}) box->setEnabled(editable);
    m_seed->setEnabled(editable);
}

} // namespace contrafact::ui
