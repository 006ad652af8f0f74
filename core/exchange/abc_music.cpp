// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/abc_music.h"

#include "core/midi/text.h"

#include <algorithm>
#include <cctype>
#include <span>

namespace contrafact::exchange::abc {

namespace {

constexpr std::size_t kMostVoices = 64;

/// UTF-8, and the comment sign that was written as "\\%".
std::string decoded(std::string_view text) {
    auto out = midi::decodeText(std::as_bytes(std::span(text)));
    for (auto at = out.find("\\%"); at != std::string::npos; at = out.find("\\%", at))
        out.erase(at, 1);
    return out;
}

constexpr std::string_view kHeaderFields = "ABCDEFGHIKLMmNOPQRrSsTUVWwXYZ+";
constexpr std::string_view kMusicFields = "IKLMmNPQRrsTUVWwZ+"; // "G:|" is a note and a bar line

bool isOneOf(std::string_view letters, char c) {
    return c != '\0' && letters.find(c) != std::string_view::npos;
}

bool isField(std::string_view text, bool inHeader) {
    return text.size() >= 2 && text[1] == ':' && (text.size() == 2 || text[2] != '|') &&
           isOneOf(inHeader ? kHeaderFields : kMusicFields, text[0]);
}

} // namespace

TuneParser::TuneParser(std::string label, midi::Warnings& warnings)
    : m_complaints(std::move(label), warnings) {}

void TuneParser::line(std::string_view text) {
    if (isField(text, m_inHeader)) return field(text[0], trimmed(text.substr(2)));
    if (m_inHeader) m_complaints.add("music before any K:, taken as C major");
    beginMusic();
    music(text);
}

void TuneParser::field(char letter, std::string_view value) {
    if (m_inHeader)
        headerField(letter, value);
    else
        soundField(letter, value);
}

void TuneParser::headerField(char letter, std::string_view value) {
    if (letter == 'T' && m_title.empty()) m_title = decoded(value);
    soundField(letter, value);
    if (letter == 'K') beginMusic();
}

void TuneParser::soundField(char letter, std::string_view value) {
    switch (letter) {
    case 'K':
        return key(value);
    case 'M':
        return meter(value);
    case 'L':
        return unit(value);
    case 'Q':
        return tempo(value);
    case 'V':
        return voice(value);
    case 'P':
        return part(value);
    case 'm':
        return m_complaints.add("macros are left out");
    default:
        return; // words and annotations
    }
}

/// Fields in the header hold for every voice, fields in the music for the one they stand in.
template<typename Change>
void TuneParser::change(Change change) {
    if (!m_inHeader) return change(current().context());
    change(m_context);
    for (auto& voice : m_voices) change(voice.context());
}

void TuneParser::key(std::string_view value) {
    const auto properties = parseProperties(value);
    change([&](Context& context) { context.transposition.take(properties); });
    const auto parsed = parseKey(value);
    if (!parsed) {
        const bool onlyProperties = properties.size() > 1 || value.empty();
        if (!onlyProperties) m_complaints.add("a key that cannot be read, taken as C");
        return;
    }
    if (!m_inHeader) return current().changeKey(*parsed);
    m_key = parsed->change;
    change([&](Context& context) { context.key = *parsed; });
}

void TuneParser::meter(std::string_view value) {
    const auto parsed = parseMeter(value);
    if (!parsed) return m_complaints.add("a meter that cannot be read");
    if (!m_inHeader) return current().changeMeter(parsed->change);
    if (!parsed->free) m_meter = parsed->change;
    change([&](Context& context) { context.meter = parsed->change; });
}

void TuneParser::unit(std::string_view value) {
    const auto parsed = parseUnit(value);
    if (!parsed) return m_complaints.add("a unit length that cannot be read");
    change([&](Context& context) { context.unit = *parsed; });
}

void TuneParser::tempo(std::string_view value) {
    const auto& context = m_inHeader ? m_context : current().context();
    const auto parsed = parseTempo(value, context.unitLength());
    if (!parsed) return; // words such as "Allegro"
    if (m_inHeader)
        m_tempo = parsed;
    else
        current().changeTempo(*parsed);
}

void TuneParser::voice(std::string_view value) {
    const auto properties = parseProperties(value);
    const auto id = properties.find("");
    auto& voice = voiceNamed(id == properties.end() ? std::string("1") : id->second);
    voice.context().transposition.take(properties);
    for (const char* key : {"name", "nm"})
        if (const auto name = properties.find(key); name != properties.end())
            voice.setName(decoded(name->second));
}

/// In the header the order of the parts, in the music where one begins, for every voice.
void TuneParser::part(std::string_view value) {
    if (m_inHeader) {
        m_parts = parseParts(value);
        if (m_parts.size() == kMostParts) m_complaints.add("more than 4096 parts; the rest is cut");
        return;
    }
    const auto name = trimmed(value);
    if (name.empty() || !std::isalpha(static_cast<unsigned char>(name[0]))) return;
    static_cast<void>(current()); // there is a voice for it
    m_part = name[0];
    for (auto& voice : m_voices) voice.beginPart(m_part);
}

/// Also makes it the current one.
VoiceReader& TuneParser::voiceNamed(const std::string& id) {
    const auto found = std::find_if(m_voices.begin(), m_voices.end(),
                                    [&](const VoiceReader& voice) { return voice.id() == id; });
    m_current = static_cast<std::size_t>(found - m_voices.begin());
    if (found != m_voices.end()) return *found;
    if (m_voices.size() == kMostVoices) {
        m_complaints.add("more than 64 voices; the others are read as one");
        m_current = kMostVoices - 1;
        return m_voices.back();
    }
    auto& voice = m_voices.emplace_back(id, m_context);
    if (m_part != 0) voice.beginPart(m_part);
    return voice;
}

VoiceReader& TuneParser::current() {
    return m_voices.empty() ? voiceNamed("1") : m_voices[m_current];
}

void TuneParser::midiDirective(std::string_view text) {
    std::string_view words = trimmed(text);
    const auto space = words.find_first_of(" \t");
    if (space == std::string_view::npos) return;
    const auto verb = words.substr(0, space);
    Cursor cursor(trimmed(words.substr(space)));
    const bool negative = cursor.eat('-');
    auto number = cursor.number();
    while (cursor.eat(' ')) // "program CHANNEL NUMBER": the last one counts
        if (const auto next = cursor.number()) number = next;
    if (!number) return;
    const auto value = static_cast<int>(std::min<std::int64_t>(*number, 127));
    if (verb == "transpose") // as read by abc2midi
        change([&](Context& context) { context.transposition.midi = negative ? -value : value; });
    if (negative) return;
    if (verb == "program") change([&](Context& context) { context.program = value; });
    if (verb == "channel" && value >= 1 && value <= 16)
        change([&](Context& context) { context.channel = value - 1; });
}

/// The header is over; music without a "V:" belongs to the first voice.
void TuneParser::beginMusic() {
    if (!m_inHeader) return;
    m_inHeader = false;
    m_current = 0;
}

void TuneParser::music(std::string_view text) {
    Cursor cursor(text);
    while (!cursor.atEnd())
        if (!inlineField(cursor)) current().symbol(cursor, m_complaints);
}

/// "[K:D]" in mid-line.
bool TuneParser::inlineField(Cursor& cursor) {
    const auto rest = cursor.rest();
    if (rest.empty() || rest[0] != '[' || !isField(rest.substr(1), false)) return false;
    const auto close = rest.find(']');
    if (close == std::string_view::npos) m_complaints.add("a field without its closing bracket");
    const auto end = std::min(close, rest.size());
    field(rest[1], trimmed(rest.substr(3, end - 3)));
    cursor.skip(end + 1);
    return true;
}

Tune TuneParser::finish() {
    Tune tune;
    tune.title = m_title;
    tune.parts = m_parts;
    for (auto& reader : m_voices)
        if (reader.hasMusic()) tune.voices.push_back(reader.finish());
    if (tune.voices.empty()) return tune;
    auto& first = tune.voices.front().elements;
    if (m_key) first.insert(first.begin(), *m_key);
    if (m_tempo) first.insert(first.begin(), *m_tempo);
    if (m_meter) first.insert(first.begin(), *m_meter);
    return tune;
}

} // namespace contrafact::exchange::abc
