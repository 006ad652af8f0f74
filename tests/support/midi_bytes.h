// SPDX-License-Identifier: GPL-3.0-or-later
// MIDI files written out byte by byte, good ones and every kind of broken one: shared by the
// reader's tests and by the fuzzer, which starts from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::test {

/// Bytes held in a string: easy to join, cut and compare.
inline std::string hex(std::string_view digits) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    std::string out;
    int high = -1;
    for (const char c : digits) {
        if (c == ' ') continue;
        if (high < 0)
            high = value(c);
        else
            out += static_cast<char>(high << 4 | value(c)), high = -1;
    }
    return out;
}

inline std::string big(std::uint32_t value, int bytes) {
    std::string out;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xFF);
    return out;
}

inline std::string header(int format, int tracks, int division = 480) {
    return "MThd" + big(6, 4) + big(static_cast<std::uint32_t>(format), 2) +
           big(static_cast<std::uint32_t>(tracks), 2) +
           big(static_cast<std::uint32_t>(division), 2);
}

/// A chunk that may lie about its length.
inline std::string chunk(const std::string& content, std::uint32_t declared,
                         std::string_view name = "MTrk") {
    return std::string(name) + big(declared, 4) + content;
}

inline std::string rawTrack(const std::string& content) {
    return chunk(content, static_cast<std::uint32_t>(content.size()));
}

inline const std::string kEnd("\x00\xFF\x2F\x00", 4);

/// A track of these events, in hexadecimal, properly ended.
inline std::string track(std::string_view events) {
    return rawTrack(hex(events) + kEnd);
}

/// A whole file of one track.
inline std::string song(std::string_view events, int division = 480) {
    return header(0, 1, division) + track(events);
}

/// Middle C for a quarter note, with delta times: 9 bytes.
inline constexpr std::string_view kOneNote = "00 90 3C 40 8360 80 3C 40";
inline constexpr std::string_view kTwoNotes = "00 90 3C 40 8360 80 3C 40 00 90 3E 40 8360 80 3E 40";

/// What a file must do: load with so many notes, or be refused.
struct MidiCase {
    std::string name;
    std::string bytes;
    int notes = 0;    ///< over all its scores; -1: it must be refused
    std::string says; ///< found in the error or in one of the warnings; empty: no warnings
    std::size_t scores = 1;
};

inline constexpr int kRefused = -1;

std::vector<MidiCase> midiCases();

} // namespace contrafact::test
