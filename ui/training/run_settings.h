// SPDX-License-Identifier: GPL-3.0-or-later
// How a training is carried out, whatever is trained: how long, on which device, with how many
// threads and from which seed. GUI thread.
#pragma once

#include "models/api/training.h"

#include <QString>
#include <QWidget>

#include <map>
#include <optional>
#include <string>

class QComboBox;
class QLineEdit;

namespace contrafact::ui {

class ComposeService;

class RunSettings : public QWidget {
    Q_OBJECT
public:
    explicit RunSettings(const ComposeService& compose, QWidget* parent = nullptr);

    /// The row that is looked for first; it belongs to whoever lays it out.
    QWidget* timeRow() { return m_timeRow; }
    QString timeText() const; ///< "at most 5 min"

    /// Time, device, threads and seed; a seed that is not given is drawn.
    void fill(models::TrainingRequest& request) const;
    /// What a training under way has been given.
    void show(const models::TrainingRequest& request);
    /// The limit of a run that goes on, which is its own.
    void showTime(std::optional<double> seconds);

    void saveTo(std::map<std::string, std::string>& settings) const;
    void restoreFrom(const std::map<std::string, std::string>& settings);

    void setEditable(bool editable);

private:
    void fillTimes();
    void fillThreads();
    void fillDevices();

    const ComposeService& m_compose;
    QComboBox* m_time;
    QComboBox* m_device;
    QComboBox* m_threads;
    QLineEdit* m_seed;
    QWidget* m_timeRow;
    QString m_wantedDevice; ///< of a restored session, until the devices are known
};

} // namespace contrafact::ui
