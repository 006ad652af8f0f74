// SPDX-License-Identifier: GPL-3.0-or-later
// Expected failures as values. Every function that can fail because of files, devices or user data
// returns Result<T>; the error says what went wrong, where, and what to do about it.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace contrafact {

/// One clear sentence for a person: what, where, what to do.
struct Error {
    std::string message;
};

template<typename T = void>
class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// Precondition: ok().
    T& value() & { return assert(ok()), std::get<0>(m_state); }
    const T& value() const& { return assert(ok()), std::get<0>(m_state); }
    T&& value() && { return assert(ok()), std::get<0>(std::move(m_state)); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }

    /// Precondition: !ok().
    const Error& error() const { return assert(!ok()), std::get<1>(m_state); }
    const std::string& message() const { return error().message; }

private:
    std::variant<T, Error> m_state;
};

template<>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
        , m_ok(false) {}

    bool ok() const { return m_ok; }
    explicit operator bool() const { return m_ok; }
    const Error& error() const { return assert(!m_ok), m_error; }
    const std::string& message() const { return error().message; }

private:
    Error m_error;
    bool m_ok = true;
};

} // namespace contrafact
