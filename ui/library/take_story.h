// SPDX-License-Identifier: GPL-3.0-or-later
// A take's provenance as a person reads it. Pure.
#pragma once

#include "core/session/session.h"

#include <QPointF>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace contrafact::ui {

/// Rows of a name and a value: what the piece came from, or which model made it with which seed,
/// controls and styles.
std::vector<std::pair<QString, QString>> takeStory(const session::Take& take);

/// The title of the system that composed it; empty when none did.
QString modelOf(const session::Take& take);

/// The ticks that were composed; empty when the take was not composed.
std::optional<score::TickRange> composedRange(const session::Take& take);

/// Where the take lies on the latent map of a checkpoint; empty when another one made it.
std::optional<QPointF> mapPoint(const session::Take& take, const std::string& checkpointHash);

} // namespace contrafact::ui
