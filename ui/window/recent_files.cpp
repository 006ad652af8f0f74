// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/recent_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QSettings>

#include <algorithm>

namespace contrafact::ui {
namespace {

const QString kRecent = QStringLiteral("files/recent");
constexpr int kWidestName = 420;

struct RecentWords {
    Q_DECLARE_TR_FUNCTIONS(RecentFiles)
};

/// "song.mid", or "song.mid · folder" where another one is called that too.
QString labelOf(const QString& path, const QStringList& all) {
    const QFileInfo file(path);
    const auto alike = std::ranges::count_if(
        all, [&](const auto& other) { return QFileInfo(other).fileName() == file.fileName(); });
    const auto name = file.fileName().simplified();
    return alike > 1 ? QStringLiteral("%1 · %2").arg(name, file.dir().dirName()) : name;
}

/// As a menu shows it letter by letter: "&" would underline the next one.
QString asEntry(const QString& text, const QMenu& menu) {
    return menu.fontMetrics()
        .elidedText(text, Qt::ElideMiddle, kWidestName)
        .replace(QLatin1Char('&'), QStringLiteral("&&"));
}

} // namespace

QStringList recentFiles() {
    return QSettings().value(kRecent).toStringList();
}

void rememberFile(const QString& path) {
    const auto absolute = QFileInfo(path).absoluteFilePath();
    auto paths = recentFiles();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    QSettings().setValue(kRecent, QStringList(paths.mid(0, kMostRecentFiles)));
}

void forgetRecentFiles() {
    QSettings().remove(kRecent);
}

void fillRecentMenu(QMenu& menu, const std::function<void(const QString& path)>& open) {
    menu.clear();
    menu.setToolTipsVisible(true);
    const auto paths = recentFiles();
    for (const auto& path : paths) {
        const bool there = QFileInfo::exists(path);
        const auto label = labelOf(path, paths);
        auto* action = menu.addAction(
            asEntry(there ? label : RecentWords::tr("%1 · not there").arg(label), menu),
            [open, path] { open(path); });
        action->setToolTip(there
                               ? path
                               : RecentWords::tr("%1\nIt was moved or removed, or its drive is not "
                                                 "there now.")
                                     .arg(path));
        action->setEnabled(there);
    }
    if (paths.isEmpty()) {
        menu.addAction(RecentWords::tr("Nothing has been opened yet"))->setEnabled(false);
        return;
    }
    menu.addSeparator();
    menu.addAction(RecentWords::tr("Clear this list"), [] { forgetRecentFiles(); });
}

} // namespace contrafact::ui
