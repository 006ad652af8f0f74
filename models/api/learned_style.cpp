// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/learned_style.h"

#include "core/base/file.h"
#include "core/base/path_text.h"

#include <charconv>
#include <cmath>

namespace contrafact::models {

namespace {

constexpr auto kKind = "contrafact learned style";

std::string numberText(double value) {
    return std::to_string(value);
}

/// NaN for what is no number.
double numberFrom(const std::string& text) {
    double value = std::nan("");
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

std::vector<std::byte> encodeStyle(const LearnedStyle& style) {
    return encodeTensors({.tensors = style.numbers,
                          .metadata = {{"kind", kKind},
                                       {"name", style.name},
                                       {"learned_for", style.system},
                                       {"checkpoint", style.checkpoint},
                                       {"nats_before", numberText(style.natsBefore)},
                                       {"nats_after", numberText(style.natsAfter)}}});
}

Result<LearnedStyle> decodeStyle(std::span<const std::byte> bytes, const std::string& name) {
    auto file = decodeTensors(bytes, name);
    if (!file) return file.error();
    auto& told = file->metadata;
    if (told["kind"] != kKind) return Error{name + " holds no learned style"};
    return LearnedStyle{.name = told["name"],
                        .system = told["learned_for"],
                        .checkpoint = told["checkpoint"],
                        .natsBefore = numberFrom(told["nats_before"]),
                        .natsAfter = numberFrom(told["nats_after"]),
                        .numbers = std::move(file->tensors)};
}

Result<void> saveStyle(const LearnedStyle& style, const std::filesystem::path& path) {
    return base::writeFileAtomically(path, encodeStyle(style));
}

Result<LearnedStyle> loadStyle(const std::filesystem::path& path) {
    const auto bytes = base::readFile(path);
    if (!bytes) return bytes.error();
    return decodeStyle(*bytes, base::pathText(path));
}

} // namespace contrafact::models
