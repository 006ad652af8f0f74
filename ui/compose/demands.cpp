// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/demands.h"

#include "ui/controls/counted.h"
#include "ui/roll/roll_margins.h"
#include "ui/roll/scales.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace contrafact::ui {

namespace {

using score::Note;

constexpr double kInAKey = 0.8; ///< share of the notes that are in the scale of a piece's key

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

/// Nothing is promised where nothing is locked.
bool anyLock(const Composed& composed, const Constraints& constraints) {
    bool any = !constraints.locked.empty();
    for (int i = 0; i < composed.before.trackCount(); ++i) {
        const auto& track = composed.before.track(i);
        any |= track.info.locked && !track.notes().empty();
    }
    return any;
}

/// Locked notes, locked tracks and all that lies outside of the bars.
std::optional<Demand> locks(const Composed& composed, const Constraints& constraints) {
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
    if (!changed.empty())
        return Demand{.words = DemandWords::tr("%1 outside changed").arg(notesText(changed.size())),
                      .met = false,
                      .notes = std::move(changed)};
    if (!anyLock(composed, constraints)) return std::nullopt;
    return Demand{.words = DemandWords::tr("Locks kept")};
}

Demand range(const Composed& composed, const Constraints& constraints) {
    const auto [low, high] = std::minmax(constraints.low, constraints.high);
    const auto words = QStringLiteral("%1–%2").arg(pitchName(low), pitchName(high));
    auto outside = pitchedNotes(
        composed, [&](const Note& note) { return note.pitch < low || note.pitch > high; });
    if (outside.empty()) return {.words = DemandWords::tr("Range %1").arg(words)};
    return {.words = DemandWords::tr("%1 outside %2").arg(notesText(outside.size()), words),
            .met = false,
            .notes = std::move(outside)};
}

Demand askedScale(const Composed& composed, const score::Scale& scale) {
    auto outside =
        pitchedNotes(composed, [&](const Note& note) { return !scale.contains(note.pitch); });
    if (outside.empty()) return {.words = DemandWords::tr("Key kept")};
    return {.words = DemandWords::tr("%1 outside the scale").arg(notesText(outside.size())),
            .met = false,
            .notes = std::move(outside)};
}

/// Of all pitched notes of the piece, 0 to 1.
double shareIn(const score::Score& piece, const score::Scale& scale) {
    std::size_t all = 0, inside = 0;
    for (int i = 0; i < piece.trackCount(); ++i) {
        if (piece.track(i).info.isDrums()) continue;
        for (const auto& note : piece.track(i).notes()) inside += scale.contains(note.pitch);
        all += piece.track(i).notes().size();
    }
    return all == 0 ? 0.0 : double(inside) / double(all);
}

/// Nobody asked for it; its strangers are shown all the same. A key that so many notes are not in
/// is none to speak of.
std::optional<Demand> ownKey(const Composed& composed) {
    const auto key = keyOf(composed.after);
    const auto scale = scaleOf(key);
    if (shareIn(composed.after, scale) < kInAKey) return std::nullopt;
    auto outside =
        pitchedNotes(composed, [&](const Note& note) { return !scale.contains(note.pitch); });
    auto words = outside.empty() ? keyName(key)
                                 : DemandWords::tr("%1, %2 outside its scale")
                                       .arg(keyName(key), notesText(outside.size()));
    return Demand{.words = std::move(words), .asked = false, .notes = std::move(outside)};
}

} // namespace

std::vector<Demand> demandsOn(const Composed& composed, const Constraints& constraints) {
    std::vector<Demand> demands;
    const auto tell = [&demands](std::optional<Demand> demand) {
        if (demand) demands.push_back(*std::move(demand));
    };
    tell(locks(composed, constraints));
    if (constraints.low > score::kMinPitch || constraints.high < score::kMaxPitch)
        tell(range(composed, constraints));
    tell(constraints.scale ? askedScale(composed, *constraints.scale) : ownKey(composed));
    for (const auto& remark : composed.remarks)
        tell(Demand{.words = QString::fromStdString(remark), .met = false});
    return demands;
}

} // namespace contrafact::ui
