// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/values.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>

namespace contrafact::app {

namespace {

/// The whole text as a number; nothing where it is none, or too large for the type.
template<typename Number>
std::optional<Number> numberIn(const std::string& text) {
    Number value{};
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(value) : std::nullopt;
}

/// @param wanted follows the option's name in the error
template<typename Accepts>
CLI::Validator validator(std::string wanted, Accepts accepts) {
    return CLI::Validator(
        [wanted = std::move(wanted), accepts](std::string& text) {
            return accepts(text) ? std::string() : wanted + ", not \"" + text + "\"";
        },
        "");
}

bool isWeight(double value) {
    return std::isfinite(value) && value > 0;
}

} // namespace

CLI::Validator isSeed() {
    constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
    return validator("must be a whole number from 0 to " + std::to_string(kMost),
                     [](const std::string& text) { return numberIn<std::uint64_t>(text); });
}

CLI::Validator isCount() {
    return validator("must be a whole number above 0", [](const std::string& text) {
        return numberIn<std::int64_t>(text).value_or(0) > 0;
    });
}

CLI::Validator isAboveZero() {
    return validator("must be a number above 0", [](const std::string& text) {
        return isWeight(numberIn<double>(text).value_or(0));
    });
}

CLI::Validator isBetween(double low, double high) {
    char wanted[64];
    std::snprintf(wanted, sizeof wanted, "must be a number from %g to %g", low, high);
    return validator(wanted, [low, high](const std::string& text) {
        const auto value = numberIn<double>(text);
        return value && *value >= low && *value <= high;
    });
}

CLI::Validator isStyle() {
    return validator("must be WHERE:WEIGHT with a weight above 0", [](const std::string& text) {
        const auto style = splitStyle(text);
        return !style.where.empty() && isWeight(style.weight);
    });
}

CLI::Validator isNamed() {
    return validator("must be a name and a value, such as bass=low", [](const std::string& text) {
        const auto equals = text.find('=');
        return equals != 0 && equals != std::string::npos && equals + 1 < text.size();
    });
}

CLI::Validator isRange(int least) {
    return validator("must be two numbers from " + std::to_string(least) + ", such as 9-16",
                     [least](const std::string& text) {
                         const auto range = rangeOf(text);
                         return range && range->first >= least;
                     });
}

std::optional<std::pair<int, int>> rangeOf(const std::string& text) {
    const auto dash = text.find('-');
    const auto first = numberIn<int>(text.substr(0, dash));
    const auto last = dash == std::string::npos ? first : numberIn<int>(text.substr(dash + 1));
    if (!first || !last || *first < 0 || *last < *first) return std::nullopt;
    return std::pair(*first, *last);
}

StyleName splitStyle(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return {text};
    const auto weight = numberIn<double>(text.substr(colon + 1));
    return weight ? StyleName{text.substr(0, colon), *weight} : StyleName{text}; // part of the name
}

void refuseEmptyValues(CLI::App& command) {
    const auto isThere = CLI::Validator(
        [](std::string& text) { return std::string(text.empty() ? "must not be empty" : ""); }, "");
    for (auto* option : command.get_options())
        if (option->get_items_expected_max() > 0) option->check(isThere);
    for (auto* each : command.get_subcommands([](CLI::App*) { return true; }))
        refuseEmptyValues(*each);
}

} // namespace contrafact::app
