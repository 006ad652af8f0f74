// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/note_words.h"

#include "ui/roll/roll_margins.h"

#include <numeric>

namespace contrafact::ui {
namespace {

/// As a share of a whole note where that is a plain one ("3/16"), else in beats ("1.37 quarters").
QString lengthWords(std::int64_t ticks, int ppq) {
    constexpr std::int64_t kFinest = 64;
    const std::int64_t whole = 4 * std::int64_t{ppq};
    const auto divisor = std::gcd(ticks, whole);
    if (divisor > 0 && whole / divisor <= kFinest)
        return QStringLiteral("%1/%2").arg(ticks / divisor).arg(whole / divisor);
    return QObject::tr("%1 quarters").arg(double(ticks) / ppq, 0, 'f', 2);
}

} // namespace

QString noteWords(const score::Score& score, const score::Note& note) {
    const auto place = score.meter.toBarBeat(note.onset);
    auto beat = QString::number(place.beat);
    if (place.tick.value > 0) beat += QObject::tr(" and %1 ticks").arg(place.tick.value);
    return QObject::tr("%1, bar %2, beat %3, %4 long, velocity %5")
        .arg(pitchName(note.pitch))
        .arg(place.bar)
        .arg(beat, lengthWords(note.length.value, score.ppq()))
        .arg(note.velocity);
}

} // namespace contrafact::ui
