// SPDX-License-Identifier: GPL-3.0-or-later
// The File menu: sessions, import and export. Reading, writing and rendering happen on workers with
// progress and Cancel; what goes wrong is said and loses nothing.
#pragma once

#include "ui/studio.h"

#include <QList>
#include <QObject>
#include <QStringList>

#include <functional>

class QAction;
class QWidget;

namespace contrafact::score {
class Score;
}

namespace contrafact::ui {

class RollState;
class SessionKeeper;

class FileCommands : public QObject {
    Q_OBJECT
public:
    FileCommands(const Studio& studio, RollState& state, SessionKeeper& keeper, QWidget* window);

    QList<QAction*> sessions; ///< new, open, save, save as
    QList<QAction*> imports;
    QList<QAction*> exports;

    void chooseAndOpen();
    /// Sessions are opened, music imported as takes, folders and archives opened as corpora.
    void openPaths(const QStringList& paths);
    /// A song that is in memory already, as if its file were imported.
    void openSong(const QString& path, const score::Score& score);
    /// Asks what to do with unsaved changes; `go` runs unless the person cancels.
    void whenSafe(std::function<void()> go);
    /// Offers what a program that was cut off left behind.
    void offerRecovery();

Q_SIGNALS:
    void told(const QString& message);
    void failed(const QString& title, const QString& message);

private:
    void makeActions();
    void startNew();
    void openSession(const QString& path);
    void save(std::function<void()> then = {});
    void saveAs(std::function<void()> then = {});
    void saveTo(const QString& path, std::function<void()> then);
    void chooseAndImport();
    void importFiles(const QStringList& paths);
    void showImported(const QString& path, const score::Score& score);
    void exportMidi();
    void exportSound();
    void exportPicture();
    QString askTarget(const QString& title, const QString& suffix, const QString& filter);
    void report(const QString& title, const std::string& message);

    Studio m_studio;
    RollState& m_state;
    SessionKeeper& m_keeper;
    QWidget* m_window;
};

/// A new piece: one empty track for each instrument family.
score::Score emptyPiece();

} // namespace contrafact::ui
