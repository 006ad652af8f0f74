// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/style_songs.h"

#include "core/exchange/formats.h"
#include "ui/controls/counted.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace contrafact::ui {

namespace {

QString trStyle(const char* text) {
    return QCoreApplication::translate("StyleSongs", text);
}

std::filesystem::path pathFrom(const QString& path) {
    return QFile::encodeName(path).toStdString();
}

/// The files that are named, and those below folders whose names say that they are music.
QStringList filesBelow(const QStringList& paths) {
    QStringList files;
    for (const auto& path : paths) {
        if (!QFileInfo(path).isDir()) {
            files << path;
            continue;
        }
        QStringList found;
        QDirIterator each(path, QDir::Files, QDirIterator::Subdirectories);
        while (each.hasNext())
            if (const auto file = each.next(); exchange::isMusicName(pathFrom(file))) found << file;
        found.sort();
        files += found;
    }
    return files;
}

} // namespace

StyleSongs readStyleSongs(const QStringList& paths) {
    StyleSongs read;
    qlonglong left = 0;
    QString reason;
    const auto leaveOut = [&](const QString& why) {
        if (left++ == 0) reason = why;
    };
    const auto files = filesBelow(paths);
    for (const auto& file : files) {
        auto music = exchange::readMusic(pathFrom(file));
        if (!music) {
            leaveOut(QString::fromStdString(music.message()));
            continue;
        }
        std::erase_if(music->scores, [](const auto& song) { return song.noteCount() == 0; });
        if (music->scores.empty()) {
            leaveOut(trStyle("%1 has no notes.").arg(QFileInfo(file).fileName()));
            continue;
        }
        std::ranges::move(music->scores, std::back_inserter(read.songs));
        read.names << QFileInfo(file).completeBaseName();
    }
    if (files.isEmpty())
        read.problem = trStyle("There is no music that could be a style.");
    else if (left > 0)
        read.problem = trStyle("%1 left out of the style. %2")
                           .arg(counted(left, trStyle("file was"), trStyle("files were")), reason);
    return read;
}

QString styleTitle(const QStringList& names) {
    return names.size() == 1 ? names.front()
                             : trStyle("%1 and %2 more").arg(names.front()).arg(names.size() - 1);
}

} // namespace contrafact::ui
