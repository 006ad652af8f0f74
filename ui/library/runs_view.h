// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/studio.h"

#include <QWidget>

#include <filesystem>
#include <vector>

class QListWidget;
class QPushButton;
class QStackedLayout;

namespace contrafact::ui {

struct RunEntry;

/// The training runs with their state and figures: use one for composing, draw the curves of
/// several over each other, go on with one, rename it, open its folder, move it to the bin.
class RunsView : public QWidget {
    Q_OBJECT
public:
    explicit RunsView(const Studio& studio, QWidget* parent = nullptr);

    /// Asks for another name of the current run.
    void askToRename();

Q_SIGNALS:
    void curvesRequested(const std::vector<std::filesystem::path>& folders);
    void trainRequested(); ///< of the empty state
    void problem(const QString& message);

private:
    void fill();
    void showMenu(const QPoint& at);
    void enableButtons();
    void enable(QPushButton* button, bool enabled);
    void use();
    void goOn();
    void follow(const std::filesystem::path& from, const std::filesystem::path& to);
    bool canGoOn(const RunEntry& run) const;
    bool isFree(const RunEntry& run) const;
    void askToRemove();
    void showCurves();
    void openFolder();
    /// The selected runs, the current one first.
    std::vector<const RunEntry*> selected() const;

    Studio m_studio;
    QStackedLayout* m_stack;
    QListWidget* m_list;
    QPushButton* m_use;
    QPushButton* m_curves;
    QPushButton* m_goOn;
};

/// Newest figures and where a run came from, one a line.
QString runDetails(const RunEntry& run);

} // namespace contrafact::ui
