// SPDX-License-Identifier: GPL-3.0-or-later
// The five instrument families of Tham's systems and how General MIDI programs map to them.
#pragma once

#include "core/score/track.h"

#include <array>
#include <string_view>

namespace contrafact::encoding {

/// The order is that of the encodings and of the window's track colours.
enum class Family { Piano, Guitar, Bass, Strings, Drums };
inline constexpr int kFamilies = 5;
inline constexpr int kDrums = static_cast<int>(Family::Drums);

struct FamilyInfo {
    std::string_view id;    ///< "piano"; stable, used in files and curve names
    std::string_view title; ///< "Piano"
    int program;            ///< General MIDI program on export
};
inline constexpr std::array<FamilyInfo, kFamilies> kFamilyInfo{{
    {"piano", "Piano", 0},
    {"guitar", "Guitar", 24},
    {"bass", "Bass", 32},
    {"strings", "Strings", 48},
    {"drums", "Drums", 0},
}};

/// Piano 0-7 (and the other keyboards 8-23), guitar 24-31, bass 32-39, drums on channel 10, all
/// others strings ("strings/other").
Family familyOf(const score::TrackInfo& track);

/// The track a family is written to: its title, its program and a channel of its own.
score::TrackInfo trackFor(Family family);

} // namespace contrafact::encoding
