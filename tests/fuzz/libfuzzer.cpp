// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer's entry: one program for each target, which the build names.
#include "tests/fuzz/fuzz_target.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    contrafact::fuzz::CONTRAFACT_FUZZ_TARGET(std::as_bytes(std::span(data, size)));
    return 0;
}
