// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace contrafact::ui {

/// "1 note", "3 notes": without a catalogue of translations Qt's own plurals stay "note(s)".
inline QString counted(qlonglong count, const QString& one, const QString& many) {
    return QStringLiteral("%1 %2").arg(QLocale().toString(count), count == 1 ? one : many);
}

} // namespace contrafact::ui
