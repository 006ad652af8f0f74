// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compose/primer.h"
#include "ui/services/worker.h"

#include <QWidget>

#include <map>
#include <string>

class QLabel;

namespace contrafact::ui {

class ValueCombo;

/// What is gone on from: the piece, a MIDI file or nothing; below it in words what that means now.
class PrimerRow : public QWidget {
    Q_OBJECT
public:
    explicit PrimerRow(QWidget* parent = nullptr);

    const PrimerChoice& choice() const { return m_choice; }
    void setWords(const QString& words);
    QString words() const;
    /// Reads the file on a worker; changed() or problem() follows.
    void useFile(const QString& path);

    void saveTo(std::map<std::string, std::string>& settings) const;
    void restoreFrom(const std::map<std::string, std::string>& settings);

Q_SIGNALS:
    void changed();
    void problem(const QString& message);

private:
    void choose(int index);
    void showChoice();

    PrimerChoice m_choice;
    QString m_path; ///< of the file
    ValueCombo* m_box;
    QLabel* m_words;
    Worker m_reader{this};
};

} // namespace contrafact::ui
