// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/score/score.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace contrafact::exchange {

/// One song of the Lakh Pianoroll Dataset (pypianoroll's .npz): piano rolls of time steps by 128
/// pitches, sparse (compressed columns) or dense, with programs, names, resolution and tempo.
/// Adjacent cells of one pitch are one note whose velocity is their mean, 64 in rolls of yes and
/// no. Bars are where the downbeats are. Without info.json, which names the instruments, five
/// tracks are taken for those of LPD-5 and more is refused; what is guessed stands in `warnings`.
/// `name` opens the error.
Result<score::Score> readLpd(std::span<const std::byte> bytes, const std::string& name,
                             std::vector<std::string>* warnings = nullptr);

} // namespace contrafact::exchange
