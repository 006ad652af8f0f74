// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/evaluation.h"

namespace contrafact::ui {

/// The program's metrics: within the window `metrics` are the sizes of its theme.
namespace measures = contrafact::metrics;

} // namespace contrafact::ui
