// SPDX-License-Identifier: GPL-3.0-or-later
// Which cells of a segment sound, given how likely each is: bars that are nearly alike are taken to
// be meant alike, and of two neighbouring pitches the less likely one must be likely by itself.
#pragma once

#include "core/encoding/segment.h"

#include <span>
#include <vector>

namespace contrafact::models::vae_nn {

/// [step * 128 + pitch], 0..1
using Likelihoods = std::vector<float>;

/// Gives bars of a segment that share most of their likelihood one and the same, their mean.
void alikeBars(Likelihoods& cells);

/// The likeliest cells until there are `count`, cells of equal likelihood all or none. Pitched ones
/// that are a semitone or a tone (or that and an octave) from a likelier one at the same step are
/// left out unless they are as likely as `sureBeside` by themselves: 0 lets all of them sound,
/// above 1 none.
std::vector<bool> chooseCells(std::span<const float> cells, double count, float sureBeside);

} // namespace contrafact::models::vae_nn
