// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace contrafact::base {

/// A file that comes with the program, such as "checkpoints/vae-nn-starter.safetensors": looked for
/// in $CONTRAFACT_RESOURCES, beside the program (../share/contrafact) and in the source tree it was
/// built from. Empty when it is in none. Any thread.
std::filesystem::path findResource(const std::filesystem::path& relative);

} // namespace contrafact::base
