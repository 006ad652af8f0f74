// SPDX-License-Identifier: GPL-3.0-or-later
// What file dialogs offer as music: every format that this build reads.
#pragma once

#include <QString>

namespace contrafact::ui {

/// "*.mid *.midi *.abc ..."
QString musicPatterns();
/// "Music (*.mid ...)", for a dialog.
QString musicFilter();

} // namespace contrafact::ui
