// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/scales.h"

#include "ui/roll/roll_margins.h"

namespace contrafact::ui {

score::Scale scaleOf(const score::KeyEvent& key) {
    // Each sharp is a fifth up from C major; its relative minor lies a minor third below.
    const int major = ((key.sharps * 7) % 12 + 12) % 12;
    return key.minor ? score::Scale{(major + 9) % 12, score::kMinorMask}
                     : score::Scale{major, score::kMajorMask};
}

QString scaleName(const score::Scale& scale) {
    if (scale.mask == score::kChromaticMask) return QStringLiteral("Chromatic");
    const auto tonic = pitchClassName(scale.tonic);
    return tonic +
           (scale.mask == score::kMinorMask ? QStringLiteral(" minor") : QStringLiteral(" major"));
}

} // namespace contrafact::ui
