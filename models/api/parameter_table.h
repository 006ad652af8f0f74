// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace contrafact::models {

/// The settings of all systems as Markdown tables: what models/PARAMETERS.md holds.
std::string parameterTables();

} // namespace contrafact::models
