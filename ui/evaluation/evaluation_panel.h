// SPDX-License-Identifier: GPL-3.0-or-later
// The Evaluation tab: runs beside real music and baselines, with intervals, plots and export.
#pragma once

#include "models/api/evaluation.h"
#include "ui/evaluation/measures.h"
#include "ui/services/worker.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTabWidget;

namespace contrafact::ui {

class EvaluationPlots;
class EvaluationTable;
class Library;
class ModelsList;
class ProgressLine;
class Table1View;

class EvaluationPanel : public QWidget {
    Q_OBJECT
public:
    /// @param open opens checkpoints on the worker; without it the networks' library does
    explicit EvaluationPanel(Library& library, models::OpenComposer open = {},
                             QWidget* parent = nullptr);

    const std::optional<measures::Evaluation>& evaluation() const { return m_evaluation; }
    bool evaluating() const { return m_shared != nullptr; }
    /// Begins an evaluation of what is chosen; cancels the one under way.
    void start();
    /// .csv, .html or .png (what the panel shows now).
    Result<void> exportTo(const std::filesystem::path& path) const;

Q_SIGNALS:
    void evaluated();
    void problem(const QString& message);

private:
    struct Shared;
    QWidget* makeChoices();
    QWidget* makeResults();
    QWidget* makeCorner();
    QWidget* makeExport();
    void listCorpora();
    void renameColumn(const std::filesystem::path& from, const std::filesystem::path& to);
    models::EvaluationRequest request() const;
    void finish(Result<measures::Evaluation> result);
    void end();
    void showProgress();
    void showResults();
    void showFigures();
    void showNotes();
    void askExport(const QString& suffix);

    Library& m_library;
    models::OpenComposer m_open;
    QComboBox* m_corpus;
    QSpinBox* m_bars;
    ModelsList* m_models;
    QPushButton* m_go;
    QComboBox* m_family;
    QComboBox* m_column;
    QLabel* m_status;
    ProgressLine* m_progress;
    QStackedWidget* m_stack;
    QTabWidget* m_results;
    EvaluationTable* m_table;
    Table1View* m_table1;
    EvaluationPlots* m_plots;
    std::optional<measures::Evaluation> m_evaluation;
    std::shared_ptr<Shared> m_shared; ///< of the evaluation under way
    QTimer m_look;
    Worker m_worker{this};
};

} // namespace contrafact::ui
