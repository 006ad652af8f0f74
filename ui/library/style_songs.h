// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/score/score.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace contrafact::ui {

/// Songs of a style set as they were read, and what was left out.
struct StyleSongs {
    std::vector<score::Score> songs; ///< with notes, all of them
    QStringList names;               ///< of the files they came from
    QString problem;                 ///< a sentence about what was left out; empty: nothing
};

/// Reads files of music, and those below folders. Any thread.
StyleSongs readStyleSongs(const QStringList& paths);

/// "Blue and 3 more", of songs that become one set; `names` is not empty.
QString styleTitle(const QStringList& names);

} // namespace contrafact::ui
