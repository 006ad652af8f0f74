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
class QMenu;
class QWidget;

namespace contrafact::score {
class Score;
}

namespace contrafact::ui {

class RollState;
class SessionKeeper;
struct FileKind;

class FileCommands : public QObject {
    Q_OBJECT
public:
    FileCommands(const Studio& studio, RollState& state, SessionKeeper& keeper, QWidget* window);

    QList<QAction*> sessions; ///< new, open, save, save as
    QList<QAction*> imports;
    QList<QAction*> exports;
    QMenu* recent = nullptr; ///< a menu of the files that were opened last

    void chooseAndOpen();
    /// Sessions are opened, music of any format that is read becomes takes, folders and
    /// archives become corpora. What cannot be read is named.
    void openPaths(const QStringList& paths);
    /// A song that is in memory already, as if its file were imported.
    void openSong(const QString& path, const score::Score& score);
    using Then = std::function<void()>;
    /// Asks what to do with unsaved changes, and again with the reason when they cannot be saved;
    /// then `go` runs, or `stay` when the person cancels.
    void whenSafe(Then go, Then stay = {});
    /// Renders the piece with the SoundFont that is heard, with progress and Cancel.
    void renderTo(const QString& path);
    /// Writes the piece as a tune in letters, and tells what they cannot say.
    void writeAbcTo(const QString& path);
    /// Offers what a program that was cut off left behind.
    void offerRecovery();

Q_SIGNALS:
    void told(const QString& message);
    void failed(const QString& title, const QString& message);

private:
    void makeActions();
    void startNew();
    void openSession(const QString& path);
    /// Told why it was not saved, empty when the person cancelled; without it failures are
    /// reported.
    using Unsaved = std::function<void(const QString& why)>;
    void askToSave(const QString& failure, Then go, Then stay);
    void save(Then then = {}, Unsaved otherwise = {});
    void saveAs(Then then = {}, Unsaved otherwise = {});
    void saveTo(const QString& path, Then then, Unsaved otherwise);
    void chooseAndImport();
    void importFiles(const QStringList& paths);
    void showImported(const QString& path, const score::Score& score);
    void exportMidi();
    void exportAbc();
    void exportSound();
    void exportPicture();
    QString askFor(const QString& title, const QList<FileKind>& kinds);
    void report(const QString& title, const QString& message);
    template<typename Write>
    void writeFile(const QString& title, const QString& path, const QString& failure, Write write);

    Studio m_studio;
    RollState& m_state;
    SessionKeeper& m_keeper;
    QWidget* m_window;
};

/// A new piece: one empty track for each instrument family.
score::Score emptyPiece();

} // namespace contrafact::ui
