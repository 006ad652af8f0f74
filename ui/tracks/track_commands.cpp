// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tracks/track_commands.h"

#include "core/encoding/family.h"
#include "core/score/transforms.h"
#include "ui/document/document.h"
#include "ui/tracks/gm_programs.h"

#include <QMenu>

#include <algorithm>
#include <array>

namespace contrafact::ui {
namespace {

constexpr int kDrumChannel = 9;

/// The first channel that no track uses; channel 1 when all are taken.
int freeChannel(const score::Score& score) {
    std::array<bool, 16> used{};
    used[kDrumChannel] = true;
    for (int i = 0; i < score.trackCount(); ++i)
        used[std::size_t(score.track(i).info.channel)] = true;
    const auto it = std::find(used.begin(), used.end(), false);
    return it == used.end() ? 0 : int(it - used.begin());
}

/// The first family without a track, or the piano.
encoding::Family missingFamily(const score::Score& score) {
    std::array<bool, encoding::kFamilies> there{};
    for (int i = 0; i < score.trackCount(); ++i)
        there[std::size_t(encoding::familyOf(score.track(i).info))] = true;
    const auto it = std::find(there.begin(), there.end(), false);
    return it == there.end() ? encoding::Family::Piano : encoding::Family(it - there.begin());
}

void insertAndShow(Document& document, int index, score::Track track, const char* label) {
    document.perform(score::insertTrack(document.scoreForIds(), index, std::move(track), label));
    document.setCurrentTrack(index);
}

void setSound(Document& document, int track, int program) {
    changeTrack(document, track, "Change sound", [&](score::TrackInfo& info) {
        if (info.isDrums()) info.channel = freeChannel(document.score());
        info.kit = score::Kit::byChannel;
        info.program = program;
        info.bank = 0;
    });
}

} // namespace

void chooseTrack(Document& document, int track) {
    auto selection = document.selection();
    std::erase_if(selection, [track](const score::NoteRef& ref) { return ref.track != track; });
    document.setCurrentTrack(track);
    if (selection.size() < document.selection().size()) document.select(std::move(selection));
}

void changeTrack(Document& document, int track, const char* label,
                 const std::function<void(score::TrackInfo&)>& change, int gesture) {
    if (track < 0 || track >= document.score().trackCount()) return;
    auto info = document.score().track(track).info;
    change(info);
    document.perform(score::setTrackInfo(document.score(), track, std::move(info), label), gesture);
}

void addTrack(Document& document) {
    const auto family = missingFamily(document.score());
    const auto& known = encoding::kFamilyInfo[std::size_t(family)];
    score::TrackInfo info;
    info.name = known.title;
    info.program = known.program;
    info.channel = family == encoding::Family::Drums ? kDrumChannel : freeChannel(document.score());
    insertAndShow(document, document.score().trackCount(), score::Track(std::move(info)),
                  "Add track");
}

void duplicateTrack(Document& document, int track) {
    if (track >= document.score().trackCount()) return;
    auto copy = document.score().track(track);
    copy.info.name += " copy";
    if (!copy.info.isDrums()) copy.info.channel = freeChannel(document.score());
    insertAndShow(document, track + 1, std::move(copy), "Duplicate track");
}

void removeTrack(Document& document, int track) {
    if (track >= document.score().trackCount()) return;
    document.perform(score::removeTrack(document.score(), track));
}

void fillProgramMenu(QMenu& menu, Document& document, int track) {
    const auto& info = document.score().track(track).info;
    for (int group = 0; group < kProgramGroups; ++group) {
        auto* sub = menu.addMenu(programGroupName(group));
        for (int i = 0; i < kProgramsPerGroup; ++i) {
            const int program = group * kProgramsPerGroup + i;
            auto* action =
                sub->addAction(QStringLiteral("%1  %2").arg(program + 1).arg(programName(program)));
            action->setCheckable(true);
            action->setChecked(!info.isDrums() && info.program == program);
            QObject::connect(action, &QAction::triggered, &document,
                             [&document, track, program] { setSound(document, track, program); });
        }
    }
    menu.addSeparator();
    auto* drums = menu.addAction(QObject::tr("Drum kit"));
    drums->setCheckable(true);
    drums->setChecked(info.isDrums());
    QObject::connect(drums, &QAction::triggered, &document, [&document, track] {
        changeTrack(document, track, "Change sound", [](score::TrackInfo& changed) {
            changed.channel = kDrumChannel;
            changed.kit = score::Kit::byChannel;
        });
    });
}

} // namespace contrafact::ui
