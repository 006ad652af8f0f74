// SPDX-License-Identifier: GPL-3.0-or-later
// Where something is written to: a name that a file can have, the suffix of the kind that is meant,
// and a question before anything is replaced. GUI thread.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

class QWidget;

namespace contrafact::ui {

struct FileKind {
    QString title;         ///< "FLAC"
    QString suffix;        ///< without the dot
    QStringList also = {}; ///< suffixes that mean the same: "midi"
};

/// Where files were opened and saved last.
QString lastFolder();
void rememberFolder(const QString& path);

/// `title` as the name of a file: no slashes, no control characters, no dot in front, not too long.
QString safeFileName(const QString& title);
/// `path`, with the suffix of `kind` unless it has that of one of the kinds.
QString withSuffix(const QString& path, const QList<FileKind>& kinds, int kind);
/// Asks for a path; empty: given up. The kind that was chosen last is offered again.
QString askTarget(QWidget* window, const QString& title, const QString& name,
                  const QList<FileKind>& kinds);

} // namespace contrafact::ui
