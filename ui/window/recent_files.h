// SPDX-License-Identifier: GPL-3.0-or-later
// The sessions and pieces that were opened or saved last, the newest first, kept in the settings.
#pragma once

#include <QStringList>

namespace contrafact::ui {

inline constexpr int kMostRecentFiles = 10;

/// Absolute paths of those that are still there.
QStringList recentFiles();
void rememberFile(const QString& path);

} // namespace contrafact::ui
