// SPDX-License-Identifier: GPL-3.0-or-later
// The sessions and pieces that were opened or saved last, the newest first, kept in the settings.
#pragma once

#include <QStringList>

#include <functional>

class QMenu;

namespace contrafact::ui {

inline constexpr int kMostRecentFiles = 10;

/// Absolute paths, also of files that are not there now: their drive may come back.
QStringList recentFiles();
void rememberFile(const QString& path);
void forgetRecentFiles();

/// An entry for each file, told apart where names are alike; one that is not there cannot be
/// chosen. Below them, one that clears the list.
void fillRecentMenu(QMenu& menu, const std::function<void(const QString& path)>& open);

} // namespace contrafact::ui
