// SPDX-License-Identifier: GPL-3.0-or-later
// What to train: system, corpus, device, preset and every parameter of the system's schema, with
// the buttons that steer the run. GUI thread.
#pragma once

#include "models/api/training.h"
#include "ui/studio.h"

#include <QString>
#include <QWidget>

#include <map>
#include <string>

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace contrafact::ui {

class RunSettings;
class SchemaForm;
class SteeringButtons;

class TrainingForm : public QWidget {
    Q_OBJECT
public:
    explicit TrainingForm(const Studio& studio, QWidget* parent = nullptr);

    /// The error says what is missing: a corpus that is still opening, a number out of range.
    Result<models::TrainingRequest> request() const;
    const models::SystemDescriptor& system() const;
    SchemaForm& schemaForm() { return *m_form; }
    /// What all trainings of this form have in common, in words: "Starter library, at most 5 min".
    QString alike() const;
    SteeringButtons& buttons() { return *m_buttons; }

    void saveTo(std::map<std::string, std::string>& settings) const;
    void restoreFrom(const std::map<std::string, std::string>& settings);

private:
    QWidget* buildChoices();
    QWidget* buildFoot();
    void fillSystems();
    void fillCorpora();
    void followModel();
    void showRuns();
    void followRun(const std::filesystem::path& from, const std::filesystem::path& to);
    void fillBeginnings();
    void takeSettings();
    void showSystem();
    void showEstimate();
    double secondsLastTime(const models::Params& params) const;
    void showState();
    void showRequest();

    Studio m_studio;
    QComboBox* m_system;
    QComboBox* m_corpus;
    QComboBox* m_from; ///< whose weights the training begins with
    QWidget* m_fromRow;
    QVBoxLayout* m_schemaPlace;
    SchemaForm* m_form = nullptr;
    RunSettings* m_settings;
    QLabel* m_estimate;
    SteeringButtons* m_buttons;
    bool m_chosen = false; ///< the system is a person's choice, or a session's
    // Of a restored session, until they are there.
    QString m_wantedCorpus;
    QString m_wantedFrom;
};

} // namespace contrafact::ui
