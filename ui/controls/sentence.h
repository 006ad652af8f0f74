// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace contrafact::ui {

/// A message as a person reads it: where it names a file by its whole path only the name stays, and
/// it begins with a capital letter and ends with a full stop.
QString asSentence(const QString& message);

} // namespace contrafact::ui
