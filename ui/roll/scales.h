// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and scales by name.
#pragma once

#include "core/score/transforms.h"

#include <QString>

namespace contrafact::ui {

/// The major or natural minor scale of a key signature.
score::Scale scaleOf(const score::KeyEvent& key);
/// "A minor", "F# major", "Chromatic"
QString scaleName(const score::Scale& scale);

} // namespace contrafact::ui
