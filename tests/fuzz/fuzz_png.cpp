// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/roll_image.h"
#include "tests/fuzz/sound_score.h"

namespace contrafact::fuzz {

void readPng(Bytes bytes) {
    const auto image = exchange::decodeImage(bytes, "input.png");
    if (!image) return require(!image.message().empty());
    const auto encoded = exchange::encodeImage(*image);
    require(encoded.ok());
    const auto again = exchange::decodeImage(*encoded, "again.png");
    require(again.ok() && *again == *image);
    requireSound(exchange::fromImages({*image}));
}

} // namespace contrafact::fuzz
