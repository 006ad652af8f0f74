// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QString>

#include <string>

namespace contrafact::ui {

/// A column's name in at most `width` pixels. Runs differ at both ends (system, time), so that the
/// middle goes; whoever shows it gives the whole name in a tool tip.
inline QString shortColumnName(const std::string& name, int width = 110) {
    return QFontMetrics(uiFont(12))
        .elidedText(QString::fromStdString(name), Qt::ElideMiddle, width);
}

} // namespace contrafact::ui
