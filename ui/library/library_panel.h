// SPDX-License-Identifier: GPL-3.0-or-later
// The left panel: takes, data, styles and runs; below them the story of the current take, how
// original it is, and the latent map. GUI thread.
#pragma once

#include "core/score/score.h"
#include "ui/studio.h"

#include <QPointF>
#include <QWidget>

#include <filesystem>
#include <vector>

class QScrollArea;
class QSplitter;
class QTabWidget;

namespace contrafact::ui {

class DataView;
class LatentMapView;
class RunsView;
class TakesView;

class LibraryPanel : public QWidget {
    Q_OBJECT
public:
    enum Tab { Takes, Data, Styles, Runs };

    explicit LibraryPanel(const Studio& studio, QWidget* parent = nullptr);

    void showTab(Tab tab);
    /// Asks for another name of the current take, or run.
    void renameTake();
    void renameRun();
    /// Asks for a folder and adds it as a corpus.
    void importFolder();
    /// Where what the roll shows lies on the latent map.
    void setMapPoint(QPointF point);

Q_SIGNALS:
    /// A song of a corpus: the window imports it.
    void openSongRequested(const QString& path, const score::Score& score);
    void openRequested();    ///< any file: the window asks which
    void compareRequested(); ///< the current take with the piece
    void curvesRequested(const std::vector<std::filesystem::path>& runs);
    void trainRequested();
    void problem(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildTabs();
    QWidget* buildStory();
    QWidget* buildMap();
    void fitStory();

    Studio m_studio;
    QTabWidget* m_tabs;
    TakesView* m_takes;
    RunsView* m_runs;
    DataView* m_data;
    LatentMapView* m_map;
    QSplitter* m_splitter;
    QScrollArea* m_story;
    bool m_storyIsChosen = false; ///< how high it is, by hand
};

} // namespace contrafact::ui
