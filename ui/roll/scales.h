// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and scales by name, spelled as they are written: E♭ major has three flats, not nine sharps.
#pragma once

#include "core/score/transforms.h"

#include <QString>

namespace contrafact::ui {

/// The major or natural minor scale of a key signature.
score::Scale scaleOf(const score::KeyEvent& key);
/// "A minor", "E♭ major", "Chromatic": the spelling with the fewer signs.
QString scaleName(const score::Scale& scale);
/// As the signature spells it, "G♭ major" with six flats and "F♯ major" with six sharps.
QString keyName(const score::KeyEvent& key);
/// The key that the piece says it is in at its beginning, else the one that its notes suggest. Many
/// files say C major (no signs) without meaning it: that counts as nothing said.
score::KeyEvent keyOf(const score::Score& score);

} // namespace contrafact::ui
