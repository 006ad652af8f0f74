// SPDX-License-Identifier: GPL-3.0-or-later
// What a MIDI file says of its own accord, so that scores can be compared before and after writing.
#pragma once

#include "core/score/score.h"

namespace contrafact::test {

/// The setup of a channel, names, the maps.
inline bool isSaid(const score::Event& event) {
    const bool setup =
        event.kind() == score::kProgram ||
        (event.kind() == score::kController &&
         (event.first == 0 || event.first == 7 || event.first == 10 || event.first == 32));
    const bool meta = event.isMeta(0x03) || event.isMeta(0x06) || event.isMeta(0x2F) ||
                      event.isMeta(0x51) || event.isMeta(0x58) || event.isMeta(0x59);
    return (event.isChannelMessage() && setup) || meta;
}

inline score::EventList unsaid(const score::EventList& list) {
    return score::filtered(list, [](const score::Event& event) { return !isSaid(event); });
}

/// The score without events that its info, title and maps say as well.
inline score::Score withoutSaid(score::Score score) {
    const auto own = unsaid(score.events);
    score.events = score::filtered(own, [&](const score::Event& event) {
        return !own.text(event).starts_with("contrafact: ");
    });
    for (auto& sheet : score.sheets) sheet.events = unsaid(sheet.events);
    for (int i = 0; i < score.trackCount(); ++i)
        score.editTrack(i).events = unsaid(score.track(i).events);
    return score;
}

} // namespace contrafact::test
