// SPDX-License-Identifier: GPL-3.0-or-later
// The information fields of ABC 2.1 that change how music sounds: K: M: L: Q: and V:.
#pragma once

#include "core/exchange/abc_tune.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace contrafact::exchange::abc {

/// Walks over text without ever leaving it; at the end every character reads as 0.
class Cursor {
public:
    explicit Cursor(std::string_view text)
        : m_text(text) {}

    bool atEnd() const { return m_at >= m_text.size(); }
    char peek(std::size_t ahead = 0) const {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    char take() {
        const char c = peek();
        skip();
        return c;
    }
    void skip(std::size_t count = 1) { m_at = std::min(m_at + count, m_text.size()); }
    bool eat(char c) { return peek() == c && !atEnd() ? (skip(), true) : false; }
    /// A number in digits, clamped to 99 999 999; nothing when no digit stands here.
    std::optional<std::int64_t> number();
    /// The same with a fraction in decimals.
    std::optional<double> decimal();
    std::string_view rest() const { return m_text.substr(m_at); }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

std::string_view trimmed(std::string_view text);

/// The letters of the staff and their semitones above C.
inline constexpr std::string_view kLetters = "CDEFGAB";
inline constexpr std::array<int, 7> kSemitones{0, 2, 4, 5, 7, 9, 11};

/// Signs by letter, C D E F G A B: +1 for a sharp.
struct Key {
    std::array<int, 7> signs{};
    KeyChange change;
};
/// The key with so many sharps (negative: flats), -7 .. 7.
Key keyOf(const KeyChange& change);
/// Nothing when the field does not begin with a key ("none", "clef=..." alone): keep the old one.
std::optional<Key> parseKey(std::string_view field);

struct Meter {
    MeterChange change;
    bool free = false; ///< "none": no bar length
};
/// Nothing when it cannot be read.
std::optional<Meter> parseMeter(std::string_view field);
/// A bar's length; 4/4 for free meter.
Fine barLength(const MeterChange& meter);

/// The unit note length of "L:1/8", exact; nothing when it cannot be read.
std::optional<Fine> parseUnit(std::string_view field);
/// "1/4=120", "\"Slow\" 3/8=60.5", "1/4 3/8=40" (all of it a beat), "C3=80" (three units) and "120"
/// (units).
std::optional<TempoChange> parseTempo(std::string_view field, Fine unit);

inline constexpr std::size_t kMostParts = 4096;
/// The parts of "A2(BA)2.C" in the order in which they are played: "AABABAC". Longer orders are cut
/// after kMostParts.
std::string parseParts(std::string_view field);

/// "1 name="Flute" clef=treble-8" and the like: the first word under "", then key=value pairs. A
/// clef may stand there without its key, as in "1 treble-8".
std::map<std::string, std::string> parseProperties(std::string_view field);
/// What moves the written notes: of each kind what was said last holds.
struct Transposition {
    int clef = 0;      ///< semitones, of "treble-8" and the like
    int octave = 0;    ///< likewise, of octave=
    int transpose = 0; ///< of transpose=
    int midi = 0;      ///< of %%MIDI transpose
    void take(const std::map<std::string, std::string>& properties);
    int semitones() const { return clef + octave + transpose + midi; }
};

} // namespace contrafact::exchange::abc
