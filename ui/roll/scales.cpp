// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/scales.h"

#include "ui/roll/roll_margins.h"

namespace contrafact::ui {
namespace {

constexpr int kMostSharps = 6; ///< F♯ major; with more a key is spelled with flats

} // namespace

score::Scale scaleOf(const score::KeyEvent& key) {
    // Each sharp is a fifth up from C major; its relative minor lies a minor third below.
    const int major = ((key.sharps * 7) % 12 + 12) % 12;
    return key.minor ? score::Scale{(major + 9) % 12, score::kMinorMask}
                     : score::Scale{major, score::kMajorMask};
}

QString scaleName(const score::Scale& scale) {
    if (scale.mask == score::kChromaticMask) return QStringLiteral("Chromatic");
    const bool minor = scale.mask == score::kMinorMask;
    // Around the circle of fifths; a minor key has the signs of the major key a minor third above.
    const int major = minor ? (scale.tonic + 3) % 12 : scale.tonic;
    const int fifths = major * 7 % 12;
    return keyName({.sharps = fifths > kMostSharps ? fifths - 12 : fifths, .minor = minor});
}

QString keyName(const score::KeyEvent& key) {
    // Letters in the order of fifths, F to B; each seven further is one sign more.
    constexpr auto kLetters = u"FCGDAEB";
    const int fifth = key.sharps + 1 + (key.minor ? 3 : 0) + 7; // from F♭ on, never negative
    auto name = QString(QChar(kLetters[fifth % 7]));
    if (fifth / 7 == 0) name += QChar(u'♭');
    if (fifth / 7 == 2) name += QChar(u'♯');
    return name + (key.minor ? QStringLiteral(" minor") : QStringLiteral(" major"));
}

score::KeyEvent keyOf(const score::Score& score) {
    const bool said =
        !score.keys.empty() && (score.keys.front().sharps || score.keys.front().minor);
    return said ? score.keys.front() : score::estimateKey(score);
}

} // namespace contrafact::ui
