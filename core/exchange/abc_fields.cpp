// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/abc_fields.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>

namespace contrafact::exchange::abc {

namespace {

constexpr std::string_view kFifths = "FCGDAEB"; // the order in which sharps appear

bool isSpace(char c) {
    return c == ' ' || c == '\t';
}

void skipSpaces(Cursor& cursor) {
    while (isSpace(cursor.peek())) cursor.skip();
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::string word(Cursor& cursor) {
    std::string out;
    while (std::isalpha(static_cast<unsigned char>(cursor.peek()))) out += cursor.take();
    return lower(out);
}

/// How many fifths a mode lies from major on the same tonic, by the first three letters.
struct Mode {
    std::string_view id;
    int fifths;
    bool minor;
};
constexpr Mode kModes[] = {
    {"maj", 0, false}, {"ion", 0, false}, {"min", -3, true}, {"aeo", -3, true}, {"mix", -1, false},
    {"dor", -2, true}, {"phr", -4, true}, {"lyd", 1, false}, {"loc", -5, true},
};

const Mode* findMode(const std::string& name) {
    if (name == "m") return &kModes[2];
    const auto id = std::string_view(name).substr(0, 3);
    const auto* found = std::find_if(std::begin(kModes), std::end(kModes),
                                     [&](const Mode& mode) { return mode.id == id; });
    return found == std::end(kModes) ? nullptr : found;
}

/// "^f _b" after the key proper.
void addExplicitSigns(Cursor& cursor, Key& key) {
    for (skipSpaces(cursor);
         std::string_view("^_=").find(cursor.peek()) != std::string_view::npos && !cursor.atEnd();
         skipSpaces(cursor)) {
        int sign = 0;
        for (; cursor.peek() == '^' || cursor.peek() == '_' || cursor.peek() == '='; cursor.skip())
            sign += cursor.peek() == '^' ? 1 : cursor.peek() == '_' ? -1 : 0;
        const auto letter = kLetters.find(
            static_cast<char>(std::toupper(static_cast<unsigned char>(cursor.take()))));
        if (letter != std::string_view::npos) key.signs[letter] = std::clamp(sign, -2, 2);
    }
}

/// The Highland bagpipe writes F and C sharp; "HP" writes no signs but its music has them too.
std::optional<Key> bagpipeKey(std::string_view field) {
    if (!field.starts_with("HP") && !field.starts_with("Hp")) return {};
    return keyOf({2, false});
}

/// "1/4", also a sum of such; in fine units.
std::optional<Fine> parseFraction(Cursor& cursor) {
    const auto numerator = cursor.number();
    if (!numerator) return {};
    const auto denominator = cursor.eat('/') ? cursor.number() : std::optional<std::int64_t>(1);
    if (!denominator || *denominator < 1 || *denominator > 4096 || *numerator > 4096) return {};
    return kFinePerWhole * *numerator / *denominator;
}

std::optional<TempoChange> tempoOf(Fine beat, double perMinute) {
    if (beat <= 0 || perMinute < 1 || perMinute > 10'000) return {};
    const auto micros =
        60'000'000.0 / perMinute * static_cast<double>(kFinePerQuarter) / static_cast<double>(beat);
    if (micros < 1000 || micros > 16'777'215) return {};
    return TempoChange{static_cast<std::uint32_t>(micros + 0.5)};
}

std::string_view withoutQuotes(std::string_view field, std::string& storage) {
    bool quoted = false;
    for (const char c : field) {
        if (c == '"') quoted = !quoted;
        if (c != '"' && !quoted) storage += c;
    }
    return trimmed(storage);
}

std::string takeValue(Cursor& cursor) {
    std::string value;
    const bool quoted = cursor.eat('"');
    while (!cursor.atEnd() && (quoted ? cursor.peek() != '"' : !isSpace(cursor.peek())))
        value += cursor.take();
    cursor.eat('"');
    return value;
}

int toInt(const std::string& text) {
    Cursor cursor(text);
    const bool negative = cursor.eat('-');
    if (!negative) cursor.eat('+');
    const auto value = static_cast<int>(std::min<std::int64_t>(cursor.number().value_or(0), 127));
    return negative ? -value : value;
}

} // namespace

std::optional<std::int64_t> Cursor::number() {
    if (peek() < '0' || peek() > '9') return {};
    std::int64_t value = 0;
    for (; peek() >= '0' && peek() <= '9'; skip())
        value = std::min<std::int64_t>(value * 10 + (peek() - '0'), 99'999'999);
    return value;
}

std::optional<double> Cursor::decimal() {
    const auto whole = number();
    if (!whole) return {};
    auto value = static_cast<double>(*whole);
    if (!eat('.')) return value;
    for (double place = 0.1; peek() >= '0' && peek() <= '9'; place /= 10)
        value += place * (take() - '0');
    return value;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return text;
}

Key keyOf(const KeyChange& change) {
    Key key;
    key.change = {std::clamp(change.sharps, -7, 7), change.minor};
    for (int i = 0; i < std::abs(change.sharps); ++i) { // from the eighth on they are double
        const auto fifth = static_cast<std::size_t>(change.sharps > 0 ? i % 7 : 6 - i % 7);
        key.signs[kLetters.find(kFifths[fifth])] += change.sharps > 0 ? 1 : -1;
    }
    return key;
}

std::optional<Key> parseKey(std::string_view field) {
    field = trimmed(field);
    if (const auto pipes = bagpipeKey(field)) return pipes;
    if (lower(field.substr(0, 4)) == "none") return Key{};

    Cursor cursor(field);
    const auto tonic = kFifths.find(cursor.peek());
    if (tonic == std::string_view::npos || cursor.atEnd()) return {};
    cursor.skip();
    int fifths = static_cast<int>(tonic) - 1;
    if (cursor.eat('#')) fifths += 7;
    if (cursor.eat('b')) fifths -= 7;
    skipSpaces(cursor);

    const auto afterTonic = cursor;
    const auto name = word(cursor);
    const bool explicitOnly = name == "exp";
    const Mode* mode = findMode(name);
    if (!mode && !explicitOnly) cursor = afterTonic;
    if (mode) fifths += mode->fifths;
    Key key = explicitOnly ? Key{} : keyOf({fifths, mode && mode->minor});
    addExplicitSigns(cursor, key);
    return key;
}

std::optional<Meter> parseMeter(std::string_view field) {
    field = trimmed(field);
    if (field.starts_with("C|")) return Meter{{2, 2}};
    if (field.starts_with("C")) return Meter{{4, 4}};
    if (field.empty() || lower(field).starts_with("none")) return Meter{{4, 4}, true};

    Cursor cursor(field);
    std::int64_t numerator = 0;
    do { // "2+3/8", "(2+3)/8"
        cursor.eat('(');
        numerator += cursor.number().value_or(0);
        cursor.eat(')');
    } while (cursor.eat('+'));
    const auto denominator = cursor.eat('/') ? cursor.number().value_or(0) : 0;
    if (numerator < 1 || numerator > 64 || denominator < 1 || denominator > 64 ||
        !std::has_single_bit(static_cast<std::uint64_t>(denominator)))
        return {};
    return Meter{{static_cast<int>(numerator), static_cast<int>(denominator)}};
}

Fine barLength(const MeterChange& meter) {
    return kFinePerWhole * meter.numerator / meter.denominator;
}

std::optional<Fine> parseUnit(std::string_view field) {
    Cursor cursor(trimmed(field));
    const auto unit = parseFraction(cursor);
    return unit && *unit > 0 && *unit <= kFinePerWhole ? unit : std::nullopt;
}

std::optional<TempoChange> parseTempo(std::string_view field, Fine unit) {
    std::string storage;
    Cursor cursor(withoutQuotes(field, storage));
    Fine beat = 0;
    if (cursor.eat('C')) beat = unit * std::clamp<Fine>(cursor.number().value_or(1), 1, 64);
    while (cursor.peek(1) == '/' || cursor.peek(2) == '/') {
        const auto part = parseFraction(cursor);
        if (!part) return {};
        beat += *part;
        skipSpaces(cursor);
    }
    skipSpaces(cursor);
    cursor.eat('=');
    skipSpaces(cursor);
    const auto perMinute = cursor.decimal();
    return perMinute ? tempoOf(beat > 0 ? beat : unit, *perMinute) : std::nullopt;
}

namespace {

constexpr int kDeepestPart = 64;

/// Up to the closing bracket or the end.
std::string partsUpTo(Cursor& cursor, int depth) {
    std::string all;
    while (!cursor.atEnd() && cursor.peek() != ')') {
        std::string part;
        const char c = cursor.take();
        if (c == '(' && depth < kDeepestPart) {
            part = partsUpTo(cursor, depth + 1);
            cursor.eat(')');
        } else if (std::isalpha(static_cast<unsigned char>(c))) {
            part = c;
        }
        for (auto times = cursor.number().value_or(1); times > 0 && all.size() < kMostParts;
             --times)
            all += part;
        all.resize(std::min(all.size(), kMostParts));
    }
    return all;
}

/// "treble", "bass3", "alto-8".
bool isClef(std::string_view word) {
    constexpr std::array<std::string_view, 6> kClefs{"treble", "bass", "alto",
                                                     "tenor",  "perc", "none"};
    return std::ranges::any_of(kClefs, [&](auto clef) { return word.starts_with(clef); });
}

} // namespace

std::string parseParts(std::string_view field) {
    Cursor cursor(field);
    std::string all;
    while (!cursor.atEnd()) {
        all += partsUpTo(cursor, 0);
        cursor.eat(')'); // one too many
    }
    all.resize(std::min(all.size(), kMostParts));
    return all;
}

std::map<std::string, std::string> parseProperties(std::string_view field) {
    std::map<std::string, std::string> properties;
    Cursor cursor(trimmed(field));
    while (!cursor.atEnd()) {
        std::string key;
        while (!cursor.atEnd() && !isSpace(cursor.peek()) && cursor.peek() != '=')
            key += cursor.take();
        if (cursor.eat('='))
            properties[lower(key)] = takeValue(cursor);
        else if (!properties.try_emplace("", key).second && isClef(key))
            properties["clef"] = key;
        skipSpaces(cursor);
    }
    return properties;
}

void Transposition::take(const std::map<std::string, std::string>& properties) {
    const auto bounded = [](int semitones) { return std::clamp(semitones, -127, 127); };
    for (const auto& [key, value] : properties) {
        if (key == "octave") octave = 12 * std::clamp(toInt(value), -10, 10);
        if (key == "transpose") transpose = bounded(toInt(value));
        if (key == "clef") clef = value.ends_with("-8") ? -12 : value.ends_with("+8") ? 12 : 0;
    }
}

} // namespace contrafact::exchange::abc
