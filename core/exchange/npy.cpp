// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/npy.h"

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace contrafact::exchange {

namespace {

using Bytes = std::span<const std::byte>;

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMostValues = std::size_t{16} << 20;

struct ElementType {
    std::string_view descr;
    std::size_t size;
    double (*read)(const std::byte*);
};

template<typename T>
double readAs(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return static_cast<double>(value);
}

constexpr ElementType kTypes[] = {
    {"|b1", 1, readAs<std::uint8_t>}, {"|u1", 1, readAs<std::uint8_t>},
    {"|i1", 1, readAs<std::int8_t>},  {"<u2", 2, readAs<std::uint16_t>},
    {"<i2", 2, readAs<std::int16_t>}, {"<u4", 4, readAs<std::uint32_t>},
    {"<i4", 4, readAs<std::int32_t>}, {"<u8", 8, readAs<std::uint64_t>},
    {"<i8", 8, readAs<std::int64_t>}, {"<f4", 4, readAs<float>},
    {"<f8", 8, readAs<double>},
};

const ElementType* findType(std::string_view descr) {
    for (const auto& type : kTypes)
        if (type.descr == descr) return &type;
    return nullptr;
}

struct Layout {
    std::string_view header;
    std::size_t data = 0; ///< offset of the values
};

std::optional<Layout> layoutOf(Bytes bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (!text.starts_with(kMagic) || text.size() < 12) return {};
    const bool longHeader = text[6] > 1;
    std::size_t size = 0;
    for (std::size_t i = 0; i < (longHeader ? 4U : 2U); ++i)
        size |= std::to_integer<std::size_t>(bytes[8 + i]) << (8 * i);
    const std::size_t start = longHeader ? 12 : 10;
    if (size > text.size() - start) return {};
    return Layout{text.substr(start, size), start + size};
}

/// What follows "'key':" in the header's dictionary.
std::string_view valueOf(std::string_view header, std::string_view key) {
    const auto at = header.find(key);
    if (at == std::string_view::npos) return {};
    auto value = header.substr(at + key.size());
    const auto first = value.find_first_not_of("': \t");
    return first == std::string_view::npos ? std::string_view() : value.substr(first);
}

std::optional<std::vector<std::size_t>> shapeOf(std::string_view header) {
    const auto value = valueOf(header, "'shape'");
    if (!value.starts_with('(')) return {};
    std::vector<std::size_t> shape;
    std::size_t dimension = 0;
    bool inNumber = false;
    for (const char c : value.substr(1)) {
        const bool digit = c >= '0' && c <= '9';
        if (digit) dimension = (inNumber ? dimension * 10 : 0) + static_cast<std::size_t>(c - '0');
        if (dimension > kMostValues) return {};
        if (inNumber && !digit) shape.push_back(dimension);
        if (c == ')') return shape;
        inNumber = digit;
    }
    return {};
}

/// The number of values, if it is within reason.
std::optional<std::size_t> countOf(const std::vector<std::size_t>& shape) {
    std::size_t count = 1;
    for (const auto dimension : shape) {
        count *= dimension;
        if (count > kMostValues) return {};
    }
    return count;
}

} // namespace

Result<NpyArray> readNpy(Bytes bytes, const std::string& name) {
    const auto layout = layoutOf(bytes);
    const auto shape = layout ? shapeOf(layout->header) : std::nullopt;
    const auto count = shape ? countOf(*shape) : std::nullopt;
    if (!count) return Error{name + " is not a NumPy array of a size this program takes"};
    const auto descr = valueOf(layout->header, "'descr'").substr(0, 3);
    const auto* type = findType(descr);
    if (!type) return Error{name + " holds values of an unknown type (" + std::string(descr) + ")"};
    if (*count > (bytes.size() - layout->data) / type->size) return Error{name + " is cut short"};

    NpyArray array{*shape, valueOf(layout->header, "'fortran_order'").starts_with("True"), {}};
    array.values.reserve(*count);
    for (std::size_t i = 0; i < *count; ++i)
        array.values.push_back(type->read(bytes.data() + layout->data + i * type->size));
    return array;
}

} // namespace contrafact::exchange
