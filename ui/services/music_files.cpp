// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/music_files.h"

#include "core/exchange/formats.h"

#include <QObject>
#include <QStringList>

namespace contrafact::ui {

QString musicPatterns() {
    QStringList patterns;
    for (const auto& extension : exchange::readableExtensions())
        patterns << QLatin1Char('*') + QString::fromStdString(extension);
    return patterns.join(QLatin1Char(' '));
}

QString musicFilter() {
    return QObject::tr("Music (%1)").arg(musicPatterns());
}

} // namespace contrafact::ui
