// SPDX-License-Identifier: GPL-3.0-or-later
// The entry that libFuzzer and the replay program share.
#pragma once

#include <cstddef>
#include <cstdint>

/// Aborts when the code under test breaks a promise. Always returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
