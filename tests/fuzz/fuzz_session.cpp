// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes as a session file, and as the score that lies in one, with the seal that they have and
// with the one that they would need: else no damage would come past it.
#include "core/base/sha256.h"
#include "core/score/codec.h"
#include "core/session/session.h"
#include "tests/fuzz/sound_score.h"

#include <algorithm>
#include <vector>

namespace contrafact::fuzz {

namespace {

void readScore(Bytes bytes) {
    const auto score = score::decodeScore(bytes);
    if (!score) return require(!score.message().empty());
    requireSound(*score);
    const auto again = score::decodeScore(score::encodeScore(*score));
    require(again.ok() && again->sounds(*score));
}

/// The last 16 bytes are the seal: the first digits of the checksum of those before.
std::vector<std::byte> sealed(Bytes bytes) {
    constexpr std::size_t kSealSize = 16;
    std::vector<std::byte> out(bytes.begin(), bytes.end());
    if (bytes.size() < kSealSize) return out;
    const auto sum = base::sha256(bytes.first(bytes.size() - kSealSize));
    std::ranges::copy(std::as_bytes(std::span(sum)).first(kSealSize),
                      out.end() - static_cast<std::ptrdiff_t>(kSealSize));
    return out;
}

} // namespace

void readSession(Bytes bytes) {
    readScore(bytes);
    readScore(sealed(bytes));
    const auto session = session::decode({bytes.begin(), bytes.end()});
    if (!session) return require(!session.message().empty());
    requireSound(session->score);
    for (const auto& take : session->takes) requireSound(take.score);
    const auto encoded = session::encode(*session);
    require(encoded.ok() && session::decode(*encoded).ok());
}

} // namespace contrafact::fuzz
