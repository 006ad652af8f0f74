// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoints as files do not need to know the systems, whose descriptors clang 14 cannot compile.
#include "models/api/descriptor.h"

namespace contrafact::models {

const SystemDescriptor* findSystem(const std::string&) {
    return nullptr;
}

} // namespace contrafact::models
