// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/family.h"

namespace contrafact::encoding {

Family familyOf(const score::TrackInfo& track) {
    if (track.isDrums()) return Family::Drums;
    if (track.program < 24) return Family::Piano;
    if (track.program < 32) return Family::Guitar;
    if (track.program < 40) return Family::Bass;
    return Family::Strings;
}

score::TrackInfo trackFor(Family family) {
    const auto index = static_cast<int>(family);
    const auto& known = kFamilyInfo[static_cast<std::size_t>(index)];
    score::TrackInfo info;
    info.name = known.title;
    info.program = known.program;
    info.channel = family == Family::Drums ? 9 : index;
    return info;
}

} // namespace contrafact::encoding
