// SPDX-License-Identifier: GPL-3.0-or-later
// Distinct arithmetic types, so that a tick is never passed where a pitch or a second is meant.
#pragma once

#include <compare>
#include <concepts>

namespace contrafact {

/// A value of type `Rep` that mixes only with itself. Adding, subtracting and comparing stay within
/// the type; scaling takes a plain number.
template<typename Tag, typename Rep>
struct Strong {
    Rep value{};

    constexpr Strong() = default;
    constexpr explicit Strong(Rep v)
        : value(v) {}
    /// Arithmetic on a narrow `Rep` promotes to int; this takes the result back.
    template<std::integral Other>
    requires std::integral<Rep>
    constexpr explicit Strong(Other v)
        : value(static_cast<Rep>(v)) {}

    constexpr auto operator<=>(const Strong&) const = default;
    constexpr Strong operator+(Strong other) const {
        return Strong(static_cast<Rep>(value + other.value));
    }
    constexpr Strong operator-(Strong other) const {
        return Strong(static_cast<Rep>(value - other.value));
    }
    constexpr Strong operator-() const { return Strong(static_cast<Rep>(-value)); }
    constexpr Strong operator*(Rep factor) const {
        return Strong(static_cast<Rep>(value * factor));
    }
    constexpr Strong& operator+=(Strong other) { return *this = *this + other; }
    constexpr Strong& operator-=(Strong other) { return *this = *this - other; }
};

} // namespace contrafact
