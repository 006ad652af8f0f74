// SPDX-License-Identifier: GPL-3.0-or-later
// The program's own icons: one-colour SVGs that take the theme's colours and stay crisp at any
// scale. GUI thread.
#pragma once

#include <QIcon>

namespace contrafact::ui {

/// What a one-colour icon is painted in; follows the theme.
enum class IconTint { Text, Dim, Accent, Ok, Error, OnAccent };

/// `name`: a file of resources/icons without its extension.
QIcon icon(const QString& name, IconTint tint = IconTint::Text);
QIcon applicationIcon();

} // namespace contrafact::ui
