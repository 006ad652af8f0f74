// SPDX-License-Identifier: GPL-3.0-or-later
// The Samples tab: the music made in mid-training, a line for each run that is shown, and below
// them one slider over the steps that moves all of them together. A click shows a sample in the
// roll and plays it, until Escape or a click elsewhere; a double click keeps it as a take.
// GUI thread.
#pragma once

#include "ui/studio.h"

#include <QWidget>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

class QLabel;
class QSlider;
class QVBoxLayout;

namespace contrafact::ui {

class EmptyState;
class SampleRow;
class SampleStore;

class SampleStrip : public QWidget {
    Q_OBJECT
public:
    explicit SampleStrip(const Studio& studio, QWidget* parent = nullptr);
    ~SampleStrip() override;

    /// The runs that lie over the one of the training controller: each gets a line of its own.
    void setOthers(const std::vector<std::filesystem::path>& runs);
    /// The step that all lines show; empty: each its newest. It stays when samples are read anew.
    std::optional<std::int64_t> step() const { return m_step; }

Q_SIGNALS:
    void kept(const QString& takeName);
    void problem(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; ///< while a sample is shown

private:
    struct Line {
        SampleRow* row = nullptr;
        std::filesystem::path run;          ///< of the others
        std::unique_ptr<SampleStore> store; ///< of the others
        int wanted = -1;                    ///< to be shown as soon as it has been read
        int wantedTake = -1;                ///< to be kept as soon as it has been read
    };

    void addLine(SampleStore& store, std::filesystem::path run = {},
                 std::unique_ptr<SampleStore> own = {});
    QWidget* buildSlider();
    std::filesystem::path runOf(const Line& line) const;
    void showOrHide();
    void nameLines();
    void fillSlider();
    void slide(int place);
    void look(Line& line, int index);
    void replay(Line& line, int index);
    void endLooking();
    void keep(Line& line, int index);

    Studio m_studio;
    std::vector<std::unique_ptr<Line>> m_lines; ///< the training controller's first
    QVBoxLayout* m_rows;
    EmptyState* m_empty;
    QWidget* m_page;
    QSlider* m_slider;
    QLabel* m_stepWords;
    std::vector<std::int64_t> m_steps; ///< of all lines, ascending: the slider's places
    std::optional<std::int64_t> m_step;
    bool m_looking = false; ///< the roll shows a sample
};

} // namespace contrafact::ui
