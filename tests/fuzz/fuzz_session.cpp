// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes as a session file, and as the score that lies in one: a damaged session is refused by
// its seal before the score's own reader sees it.
#include "core/score/codec.h"
#include "core/session/session.h"
#include "tests/fuzz/sound_score.h"

namespace contrafact::fuzz {

namespace {

void readScore(Bytes bytes) {
    const auto score = score::decodeScore(bytes);
    if (!score) return require(!score.message().empty());
    requireSound(*score);
    const auto again = score::decodeScore(score::encodeScore(*score));
    require(again.ok() && again->sounds(*score));
}

} // namespace

void readSession(Bytes bytes) {
    readScore(bytes);
    const auto session = session::decode({bytes.begin(), bytes.end()});
    if (!session) return require(!session.message().empty());
    requireSound(session->score);
    for (const auto& take : session->takes) requireSound(take.score);
    const auto encoded = session::encode(*session);
    require(encoded.ok() && session::decode(*encoded).ok());
}

} // namespace contrafact::fuzz
