// SPDX-License-Identifier: GPL-3.0-or-later
// A blind listening test: takes and real songs in a drawn order, four questions on each, then who
// wrote what, as a table that can be kept and joined with other listeners'. GUI thread.
#pragma once

#include "core/metrics/listening.h"
#include "ui/evaluation/listening_pieces.h"
#include "ui/evaluation/measures.h"
#include "ui/studio.h"

#include <QDialog>

#include <filesystem>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTableWidget;

namespace contrafact::ui {

class ListeningDialog : public QDialog {
    Q_OBJECT
public:
    explicit ListeningDialog(const Studio& studio, QWidget* parent = nullptr);
    ~ListeningDialog() override;

    /// The listener's own answers, in the order in which the pieces came.
    const measures::ListeningSheet& sheet() const { return m_sheet; }
    /// .json: this listener's sheet; .md: the table of all of them.
    Result<void> exportTo(const std::filesystem::path& path);
    /// Another listener's sheet, into the table.
    Result<void> addSheet(const std::filesystem::path& path);
    /// Asks before answers are lost.
    void reject() override;

Q_SIGNALS:
    void problem(const QString& message);

private:
    QWidget* makeSetup();
    QWidget* makeQuestions();
    QWidget* makeResults();
    void listTakes();
    void begin();
    void showPiece();
    void answer(std::size_t question, int heard);
    void go(int by);
    void play();
    void showPlaying();
    void showResults();
    std::vector<measures::ListeningSheet> sheets() const;
    void askSheet();
    void askExport();

    Studio m_studio;
    QStackedWidget* m_pages;
    QLineEdit* m_listener;
    QListWidget* m_takes;
    QLabel* m_noTakes; ///< in their place
    QSpinBox* m_excerpts;
    QPushButton* m_begin;
    QLabel* m_which;
    QPushButton* m_play;
    std::array<QButtonGroup*, measures::kQuestions.size()> m_answers{};
    QPushButton* m_back;
    QPushButton* m_next;
    QTableWidget* m_table;
    QLabel* m_agreement;
    std::vector<BlindPiece> m_pieces;
    std::size_t m_at = 0;
    measures::ListeningSheet m_sheet;
    std::vector<measures::ListeningSheet> m_others;
    measures::ListeningSheet m_saved; ///< as the sheet was when it was last written
};

} // namespace contrafact::ui
