// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <vector>

namespace contrafact::audio {

/// SoundFonts (.sf2, .sf3) found in $CONTRAFACT_SOUNDFONT, the user's data folder and the places
/// where Debian's packages put them, best first. Symbolic links to one file count once.
std::vector<std::filesystem::path> findSoundFonts();
/// The one to use; the error names the package to install.
Result<std::filesystem::path> defaultSoundFont();

} // namespace contrafact::audio
