// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/roll_image.h"
#include "tests/fuzz/sound_score.h"
#include "tests/support/zip_bytes.h"

namespace contrafact::fuzz {

namespace {

/// With the checksums that its chunks would need: else no damage would come past them. A chunk is
/// its size, four letters, that many bytes and the checksum of both.
std::string withChecksums(Bytes bytes) {
    std::string png(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    for (std::size_t at = 8; at + 12 <= png.size();) {
        std::size_t size = 0;
        for (std::size_t i = 0; i < 4; ++i)
            size = size << 8 | static_cast<unsigned char>(png[at + i]);
        if (size > png.size() - at - 12) break;
        const auto sum = test::crc32(png.substr(at + 4, size + 4));
        for (std::size_t i = 0; i < 4; ++i)
            png[at + 8 + size + i] = static_cast<char>(sum >> (24 - 8 * i));
        at += size + 12;
    }
    return png;
}

void readImage(Bytes bytes) {
    const auto image = exchange::decodeImage(bytes, "input.png");
    if (!image) return require(!image.message().empty());
    const auto encoded = exchange::encodeImage(*image);
    require(encoded.ok());
    const auto again = exchange::decodeImage(*encoded, "again.png");
    require(again.ok() && *again == *image);
    requireSound(exchange::fromImages({*image}));
}

} // namespace

void readPng(Bytes bytes) {
    readImage(bytes);
    const auto sound = withChecksums(bytes);
    readImage(std::as_bytes(std::span(sound)));
}

} // namespace contrafact::fuzz
