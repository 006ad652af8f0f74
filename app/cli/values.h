// SPDX-License-Identifier: GPL-3.0-or-later
// What the values of options may be; what is wrong with one is said in words, after its name.
#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <utility>

namespace contrafact::app {

/// A whole number from 0 that a seed can hold.
CLI::Validator isSeed();
/// A whole number above 0.
CLI::Validator isCount();
/// A number above 0 that is finite.
CLI::Validator isAboveZero();
/// A number from `low` to `high`.
CLI::Validator isBetween(double low, double high);
/// "WHERE" or "WHERE:WEIGHT" with a weight above 0.
CLI::Validator isStyle();
/// "bass=low".
CLI::Validator isNamed();
/// "9-16" or "9"; each number from `least`.
CLI::Validator isRange(int least);

/// The two numbers of a range, equal where it has one; nothing where it is none.
std::optional<std::pair<int, int>> rangeOf(const std::string& text);

/// A style as it is named: a path, and a weight where one is given.
struct StyleName {
    std::string where;
    double weight = 1;
};
StyleName splitStyle(const std::string& text);

/// No option takes an empty value: it comes of a variable that is not set.
void refuseEmptyValues(CLI::App& command);

} // namespace contrafact::app
