// SPDX-License-Identifier: GPL-3.0-or-later
// How long a piece may be that is composed in one go.
#pragma once

namespace contrafact::models {

inline constexpr int kMostBars = 1024;

} // namespace contrafact::models
