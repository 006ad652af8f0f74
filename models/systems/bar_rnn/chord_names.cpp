// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/chord_names.h"

#include "core/encoding/events.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

namespace contrafact::models::bar_rnn {

namespace {

/// The pitch class that `text` begins with, and what follows it; nothing where it is no note name.
std::optional<std::pair<int, std::string>> splitRoot(const std::string& text) {
    constexpr std::array<int, 7> kNatural{9, 11, 0, 2, 4, 5, 7}; // A to G
    if (text.empty() || text[0] < 'A' || text[0] > 'G') return std::nullopt;
    int root = kNatural[static_cast<std::size_t>(text[0] - 'A')];
    std::size_t at = 1;
    for (; at < text.size() && (text[at] == '#' || text[at] == 'b'); ++at)
        root += text[at] == '#' ? 1 : 11;
    return std::pair(root % 12, text.substr(at));
}

Result<int> chordFrom(const std::string& name) {
    if (name == "-") return -1;
    if (name == "N.C." || name == "NC") return 0;
    const auto split = splitRoot(name);
    if (!split) return Error{"\"" + name + "\" is no chord; write Am, F, C/E, G7 or - for any"};
    const auto& quality = split->second;
    const bool minor =
        quality.starts_with("dim") || (quality.starts_with("m") && !quality.starts_with("maj"));
    return 1 + 2 * split->first + (minor ? 1 : 0);
}

} // namespace

Result<std::vector<int>> chordsFrom(const std::string& text) {
    std::vector<int> chords;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (word == "|") continue;
        const auto chord = chordFrom(word);
        if (!chord) return chord.error();
        chords.push_back(*chord);
    }
    return chords;
}

std::string chordText(std::span<const int> chords) {
    std::string text;
    for (const int chord : chords) {
        if (!text.empty()) text += ' ';
        text += encoding::eventName(
            {static_cast<std::int16_t>(encoding::chordToken(std::max(chord, 0)))});
    }
    return text;
}

int keyNamed(const std::string& name) {
    const auto key = splitRoot(name);
    return key ? 2 * key->first + (key->second == "m" ? 1 : 0) : -1;
}

} // namespace contrafact::models::bar_rnn
