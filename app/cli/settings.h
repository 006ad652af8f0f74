// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "models/api/params.h"

#include <map>
#include <string>
#include <vector>

namespace contrafact::app {

/// "key=value" of --set, split; the later of two wins.
Result<std::map<std::string, std::string>> splitSettings(const std::vector<std::string>& texts);

} // namespace contrafact::app
