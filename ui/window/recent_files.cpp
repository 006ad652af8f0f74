// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/recent_files.h"

#include <QFileInfo>
#include <QSettings>

namespace contrafact::ui {
namespace {

const QString kKey = QStringLiteral("files/recent");

} // namespace

QStringList recentFiles() {
    auto paths = QSettings().value(kKey).toStringList();
    paths.removeIf([](const QString& path) { return !QFileInfo::exists(path); });
    return paths;
}

void rememberFile(const QString& path) {
    const auto absolute = QFileInfo(path).absoluteFilePath();
    auto paths = recentFiles();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    QSettings().setValue(kKey, QStringList(paths.mid(0, kMostRecentFiles)));
}

} // namespace contrafact::ui
