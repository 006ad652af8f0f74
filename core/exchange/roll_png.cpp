// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of piano rolls as PNG.
#include "core/exchange/roll_image.h"

#ifdef CONTRAFACT_HAS_IMAGES
#include <png.h>
#endif

namespace contrafact::exchange {

#ifdef CONTRAFACT_HAS_IMAGES

namespace {

/// libpng's state, freed on every path out.
struct Png {
    png_image image{};
    Png() { image.version = PNG_IMAGE_VERSION; }
    ~Png() { png_image_free(&image); }
    Png(const Png&) = delete;
    Png& operator=(const Png&) = delete;
};

} // namespace

Result<std::vector<std::byte>> encodeImage(const RollImage& page) {
    Png png;
    png.image.width = kImageColumns;
    png.image.height = kImageRows;
    png.image.format = PNG_FORMAT_GRAY;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png.image);
    std::vector<std::byte> bytes(size);
    if (!png_image_write_to_memory(&png.image, bytes.data(), &size, 0, page.pixels.data(), 0,
                                   nullptr))
        return Error{std::string("cannot encode the image: ") + png.image.message};
    bytes.resize(size);
    return bytes;
}

Result<RollImage> decodeImage(std::span<const std::byte> bytes, const std::string& name) {
    Png png;
    if (!png_image_begin_read_from_memory(&png.image, bytes.data(), bytes.size()))
        return Error{name + " is not a readable PNG: " + png.image.message};
    if (png.image.width != kImageColumns || png.image.height != kImageRows)
        return Error{name + " is " + std::to_string(png.image.width) + " x " +
                     std::to_string(png.image.height) +
                     " pixels; a piano roll is 100 wide and 106 high"};
    png.image.format = PNG_FORMAT_GRAY;
    RollImage page;
    if (!png_image_finish_read(&png.image, nullptr, page.pixels.data(), 0, nullptr))
        return Error{name + " is a damaged PNG: " + png.image.message};
    return page;
}

#else

Result<std::vector<std::byte>> encodeImage(const RollImage&) {
    return Error{"this build writes no PNG files: it was made without libpng"};
}

Result<RollImage> decodeImage(std::span<const std::byte>, const std::string& name) {
    return Error{name + " cannot be read: this build was made without libpng"};
}

#endif

} // namespace contrafact::exchange
