// SPDX-License-Identifier: GPL-3.0-or-later
// Every way out of the window: menu, key, the window's X, the end of the desktop's session, a
// signal. A person is asked for what would be lost, one question after another; a request while
// the questions stand is the same request. GUI thread.
#pragma once

#include "ui/studio.h"

#include <QObject>
#include <QPointer>
#include <QProgressDialog>

#include <functional>

class QWidget;

namespace contrafact::ui {

class FileCommands;
class SessionKeeper;

class Leaving : public QObject {
    Q_OBJECT
public:
    Leaving(const Studio& studio, FileCommands& files, SessionKeeper& keeper, QWidget* window);

    /// For the window's close event: whether it may close now. If not, the questions begin, and
    /// the window is closed after the last of them unless one was answered with Cancel.
    bool mayClose();
    /// Unsaved changes are to be found again by the next start (after leaveAtOnce()).
    bool keepsChanges() const { return m_keeping; }

    /// Without a question, because nobody may be there to answer: unsaved changes are kept for the
    /// next start, a training writes its checkpoint, unfinished exports leave no file.
    void leaveAtOnce();
    /// The desktop's session ends, perhaps by killing this program: keeps unsaved changes.
    void keepChanges();

    /// Of the application: to quit is to close the window. Qt would close every window there is,
    /// and a progress dialog takes that for Cancel.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    using Step = std::function<void()>;

    void ask();
    bool closeListening();
    void stay();
    void askForJobs();
    void askForTraining();
    void question(const QString& title, const QString& text, const QString& yes, Step go);
    void endJobs();
    void endTraining();
    void close();

    Studio m_studio;
    FileCommands& m_files;
    SessionKeeper& m_keeper;
    QWidget* m_window;
    QPointer<QProgressDialog> m_wait; ///< while a training is being stopped
    bool m_asking = false;
    bool m_free = false; ///< all questions have been answered
    bool m_keeping = false;
};

} // namespace contrafact::ui
