// SPDX-License-Identifier: GPL-3.0-or-later
// What the fuzzers and the replay programs share: each target takes any bytes at all and aborts
// when the code under test breaks a promise.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <span>

namespace contrafact::fuzz {

using Bytes = std::span<const std::byte>;

// Readers: a sound result that can be written and read again, or an error with a message.
void readMidi(Bytes bytes);
void readAbc(Bytes bytes);
void readNpz(Bytes bytes);
void readPng(Bytes bytes);
void readSession(Bytes bytes);
void readTensors(Bytes bytes);

// Writers: the bytes decide what music is written; reading it gives the same music.
void writeMidi(Bytes bytes);
void writeAbc(Bytes bytes);

inline void require(bool holds) {
    if (!holds) std::abort();
}

} // namespace contrafact::fuzz
