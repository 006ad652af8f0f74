// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/demands.h"

#include "ui/controls/counted.h"
#include "ui/roll/roll_margins.h"
#include "ui/roll/scales.h"

#include <QCoreApplication>

#include <algorithm>

namespace contrafact::ui {

namespace {

using score::Note;

struct DemandWords {
    Q_DECLARE_TR_FUNCTIONS(Demands)
};

QString notesText(std::size_t count) {
    return counted(static_cast<qlonglong>(count), DemandWords::tr("note"),
                   DemandWords::tr("notes"));
}

/// Of the composed notes on pitched tracks those that `isMeant`.
template<typename IsMeant>
score::Selection pitchedNotes(const Composed& composed, IsMeant isMeant) {
    score::Selection found;
    for (int i = 0; i < composed.after.trackCount(); ++i) {
        const auto& track = composed.after.track(i);
        if (track.info.isDrums()) continue;
        for (const auto& note : composed.made)
            if (isMeant(note) && track.find(note.id)) found.push_back({i, note.id});
    }
    return found;
}

/// Locked notes, locked tracks and all that lies outside of the bars.
Demand locks(const Composed& composed, const Constraints& constraints) {
    score::Selection changed;
    for (int i = 0; i < composed.before.trackCount(); ++i) {
        const auto& track = composed.before.track(i);
        for (const auto& note : track.notes()) {
            const bool stays = track.info.locked || !composed.bars.contains(note.onset) ||
                               constraints.locked.contains(note.id);
            const auto* now = composed.after.track(i).find(note.id);
            if (stays && !(now && *now == note)) changed.push_back({i, note.id});
        }
    }
    if (changed.empty()) return {DemandWords::tr("Locks kept"), true, {}};
    return {DemandWords::tr("%1 outside changed").arg(notesText(changed.size())), false,
            std::move(changed)};
}

Demand range(const Composed& composed, const Constraints& constraints) {
    const auto [low, high] = std::minmax(constraints.low, constraints.high);
    const auto words = QStringLiteral("%1–%2").arg(pitchName(low), pitchName(high));
    auto outside = pitchedNotes(
        composed, [&](const Note& note) { return note.pitch < low || note.pitch > high; });
    if (outside.empty()) return {DemandWords::tr("Range %1").arg(words), true, {}};
    return {DemandWords::tr("%1 outside %2").arg(notesText(outside.size()), words), false,
            std::move(outside)};
}

/// A key that nobody asked for is no demand; its strangers are shown all the same.
Demand key(const Composed& composed, const Constraints& constraints) {
    const auto key = keyOf(composed.after);
    const auto scale = constraints.scale.value_or(scaleOf(key));
    auto outside =
        pitchedNotes(composed, [&](const Note& note) { return !scale.contains(note.pitch); });
    if (outside.empty()) return {DemandWords::tr("Key kept"), true, {}};
    const auto count = notesText(outside.size());
    if (constraints.scale)
        return {DemandWords::tr("%1 outside the scale").arg(count), false, std::move(outside)};
    return {DemandWords::tr("%1, %2 outside its scale").arg(keyName(key), count), true,
            std::move(outside)};
}

} // namespace

std::vector<Demand> demandsOn(const Composed& composed, const Constraints& constraints) {
    std::vector<Demand> demands{locks(composed, constraints)};
    if (constraints.low > score::kMinPitch || constraints.high < score::kMaxPitch)
        demands.push_back(range(composed, constraints));
    demands.push_back(key(composed, constraints));
    for (const auto& remark : composed.remarks)
        demands.push_back({QString::fromStdString(remark), false, {}});
    return demands;
}

} // namespace contrafact::ui
