// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/abc_voice.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace contrafact::exchange::abc {

namespace {

constexpr Fine kLongest = 64 * kFinePerWhole; ///< of one sound; longer ones are typing errors
constexpr std::int64_t kMostBarsOfRest = 999;
constexpr std::int64_t kMostEndings = 9;
constexpr int kMostRepeats = 8;

bool isNoteStart(char c) {
    return std::string_view("^_=ABCDEFGabcdefg").find(c) != std::string_view::npos && c != '\0';
}

int letterIndex(char c) {
    const auto upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    const auto at = kLetters.find(upper);
    return at == std::string_view::npos || c == '\0' ? -1 : static_cast<int>(at);
}

/// "^", "__", "="; microtones ("^/") count as what they alter.
std::optional<int> accidental(Cursor& cursor) {
    std::optional<int> sign;
    for (;; cursor.skip()) {
        if (cursor.peek() == '^')
            sign = std::min(2, sign.value_or(0) + 1);
        else if (cursor.peek() == '_')
            sign = std::max(-2, sign.value_or(0) - 1);
        else if (cursor.peek() == '=')
            sign = 0;
        else
            break;
    }
    while (sign &&
           (cursor.peek() == '/' || std::isdigit(static_cast<unsigned char>(cursor.peek()))))
        cursor.skip();
    return sign;
}

int octaveMarks(Cursor& cursor) {
    int octave = 0;
    for (;; cursor.skip()) {
        if (cursor.peek() == '\'')
            octave = std::min(octave + 1, 20);
        else if (cursor.peek() == ',')
            octave = std::max(octave - 1, -20);
        else
            return octave;
    }
}

/// In the time of how many a tuplet of `count` notes is played.
std::int64_t tupletTime(std::int64_t count, const MeterChange& meter) {
    constexpr std::array<std::int64_t, 10> kTimes{0, 0, 3, 2, 3, 0, 2, 0, 3, 0};
    const auto time = count < 10 ? kTimes[static_cast<std::size_t>(count)] : 2;
    const bool compound = meter.numerator % 3 == 0 && meter.numerator > 3 && meter.denominator > 4;
    return time > 0 ? time : compound ? 3 : 2;
}

void skipPast(Cursor& cursor, char close) {
    while (!cursor.atEnd() && !cursor.eat(close)) cursor.skip();
}

} // namespace

void Complaints::add(const std::string& what) {
    if (std::find(m_said.begin(), m_said.end(), what) != m_said.end()) return;
    m_said.push_back(what);
    m_warnings.add(m_label + ": " + what);
}

Fine Context::unitLength() const {
    if (unit) return *unit;
    return 4 * meter.numerator < 3 * meter.denominator ? kFinePerWhole / 16 : kFinePerWhole / 8;
}

VoiceReader::VoiceReader(std::string id, const Context& context)
    : m_context(context) {
    m_voice.id = std::move(id);
}

void VoiceReader::changeKey(const Key& key) {
    m_context.key = key;
    m_voice.elements.push_back(key.change);
}

void VoiceReader::changeMeter(const MeterChange& meter) {
    m_context.meter = meter;
    m_voice.elements.push_back(meter);
}

void VoiceReader::changeTempo(const TempoChange& tempo) {
    m_voice.elements.push_back(tempo);
}

void VoiceReader::beginPart(char name) {
    endOverlays();
    m_voice.elements.push_back(PartMark{name});
    m_layerBegin = m_voice.elements.size();
}

Voice VoiceReader::finish() {
    endOverlays();
    m_voice.program = m_context.program;
    m_voice.channel = m_context.channel;
    return std::move(m_voice);
}

VoiceReader::Handler VoiceReader::handlerOf(char c) {
    static const auto table = [] {
        std::array<Handler, 256> handlers{};
        const auto set = [&](std::string_view chars, Handler handler) {
            for (const char each : chars) handlers[static_cast<unsigned char>(each)] = handler;
        };
        handlers.fill(&VoiceReader::unknown);
        set("^_=ABCDEFGabcdefg", &VoiceReader::single);
        set("[", &VoiceReader::chord);
        set("zx", &VoiceReader::rest);
        set("ZX", &VoiceReader::barRest);
        set("|:", &VoiceReader::bar);
        set("(", &VoiceReader::parenthesis);
        set("<>", &VoiceReader::broken);
        set("-", &VoiceReader::tie);
        set("\"", &VoiceReader::quotation);
        set("!+", &VoiceReader::decoration);
        set("{", &VoiceReader::grace);
        set("&", &VoiceReader::overlay);
        set("y", &VoiceReader::spacer);
        // Spaces, slurs' ends, line continuation, back-ticks and one-letter decorations.
        set(" \t)\\`*;$~.HIJKLMNOPQRSTUVWhijklmnopqrstuvw", &VoiceReader::ignore);
        return handlers;
    }();
    return table[static_cast<unsigned char>(c)];
}

void VoiceReader::symbol(Cursor& cursor, Complaints& complaints) {
    (this->*handlerOf(cursor.peek()))(cursor, complaints);
}

void VoiceReader::ignore(Cursor& cursor, Complaints&) {
    cursor.skip();
}

void VoiceReader::unknown(Cursor& cursor, Complaints& complaints) {
    const char c = cursor.take();
    const bool printable = c > ' ' && c < 127;
    complaints.add(printable ? std::string("passed over \"") + c + "\""
                             : std::string("passed over a byte that is not ABC"));
}

void VoiceReader::spacer(Cursor& cursor, Complaints&) {
    cursor.skip();
    cursor.number();
}

void VoiceReader::quotation(Cursor& cursor, Complaints&) {
    cursor.skip();
    skipPast(cursor, '"');
}

void VoiceReader::grace(Cursor& cursor, Complaints&) {
    skipPast(cursor, '}');
}

Fine VoiceReader::layerLength() const {
    Fine length = 0;
    for (auto i = m_layerBegin; i < m_voice.elements.size(); ++i)
        if (const auto* sound = std::get_if<Sound>(&m_voice.elements[i])) length += sound->length;
    return length;
}

/// "&": the bar begins once more, with other notes.
void VoiceReader::overlay(Cursor& cursor, Complaints&) {
    cursor.skip();
    const auto length = layerLength();
    m_longestLayer = std::max(m_longestLayer.value_or(0), length);
    m_voice.elements.push_back(Shift{-length});
    m_layerBegin = m_voice.elements.size();
    m_barSigns.fill({});
    m_tuplet.left = 0;
}

/// The bar is as long as the longest of its layers.
void VoiceReader::endOverlays() {
    if (m_longestLayer)
        if (const auto rest = *m_longestLayer - layerLength(); rest > 0)
            m_voice.elements.push_back(Shift{rest});
    m_longestLayer.reset();
}

/// "!trill!" and the older "+trill+"; a lone "!" ends a line in many old files.
void VoiceReader::decoration(Cursor& cursor, Complaints&) {
    const char mark = cursor.take();
    std::size_t at = 0;
    while (cursor.peek(at) > ' ' && cursor.peek(at) != mark && cursor.peek(at) != '|') ++at;
    if (cursor.peek(at) == mark) cursor.skip(at + 1);
}

void VoiceReader::tie(Cursor& cursor, Complaints&) {
    cursor.skip();
    for (auto& last : m_lastNotes) m_ties.push_back({last.staff, last.note.pitch});
    if (!m_lastSound || m_lastNotes.empty()) return;
    const auto& sound = std::get<Sound>(m_voice.elements[*m_lastSound]);
    for (std::uint32_t i = 0; i < sound.count; ++i) m_voice.notes[sound.first + i].tied = true;
}

void VoiceReader::parenthesis(Cursor& cursor, Complaints&) {
    cursor.skip();
    const auto count = cursor.number(); // none: a slur begins
    if (!count || *count < 2) return;
    std::optional<std::int64_t> time, span;
    if (cursor.eat(':')) time = cursor.number();
    if (cursor.eat(':')) span = cursor.number();
    const auto number = std::min<std::int64_t>(*count, 64);
    m_tuplet = {std::clamp<std::int64_t>(time.value_or(tupletTime(number, m_context.meter)), 1, 64),
                number, std::clamp<std::int64_t>(span.value_or(number), 0, 999)};
}

/// "a>b": three parts to one; every further ">" halves what is left.
void VoiceReader::broken(Cursor& cursor, Complaints& complaints) {
    const char direction = cursor.peek();
    std::int64_t power = 1;
    for (int i = 0; cursor.eat(direction); ++i)
        if (i < 6) power *= 2;
    if (!m_lastSound || m_brokenDenominator != 1)
        return complaints.add("a broken rhythm with no note before it");
    const auto longer = 2 * power - 1;
    const bool dotted = direction == '>';
    scaleSound(std::get<Sound>(m_voice.elements[*m_lastSound]), dotted ? longer : 1, power);
    m_brokenNumerator = dotted ? 1 : longer;
    m_brokenDenominator = power;
}

void VoiceReader::scaleSound(Sound& sound, std::int64_t numerator, std::int64_t denominator) {
    sound.length = sound.length * numerator / denominator;
    for (std::uint32_t i = 0; i < sound.count; ++i) {
        auto& length = m_voice.notes[sound.first + i].length;
        length = length * numerator / denominator;
    }
}

/// "3", "3/2", "/", "//", "/4" after a note, in fine units.
Fine VoiceReader::length(Cursor& cursor, Fine unit, Complaints& complaints) {
    const auto numerator = cursor.number().value_or(1);
    std::int64_t denominator = 1;
    while (cursor.eat('/'))
        denominator = std::min<std::int64_t>(denominator * cursor.number().value_or(2), 1 << 20);
    if (denominator == 0) {
        complaints.add("a length divided by nothing");
        return unit;
    }
    const auto length = unit * numerator / denominator;
    if (length > kLongest) complaints.add("a note of more than 64 whole notes, shortened to that");
    return std::min(length, kLongest);
}

std::int32_t VoiceReader::pitchOf(int letter, int octave, std::optional<int> sign) {
    const auto index = static_cast<std::size_t>(letter);
    if (sign) {
        m_barSigns[index] = sign;
    } else {
        const int staff = octave * 7 + letter;
        for (const auto& tie : m_ties) // a tie carries its accidental over the bar line
            if (tie.staff == staff) return tie.pitch;
    }
    return 60 + 12 * octave + kSemitones[index] +
           m_barSigns[index].value_or(m_context.key.signs[index]) +
           m_context.transposition.semitones();
}

std::optional<VoiceReader::ParsedNote> VoiceReader::note(Cursor& cursor, Complaints& complaints) {
    const auto sign = accidental(cursor);
    const int letter = letterIndex(cursor.peek());
    if (letter < 0) return {};
    const bool high = cursor.take() >= 'a';
    const int octave = (high ? 1 : 0) + octaveMarks(cursor);
    ParsedNote parsed;
    parsed.staff = octave * 7 + letter;
    parsed.note.pitch = pitchOf(letter, octave, sign);
    parsed.note.length = length(cursor, m_context.unitLength(), complaints);
    if (parsed.note.pitch >= 0 && parsed.note.pitch <= 127 && parsed.note.length > 0) return parsed;
    complaints.add(parsed.note.length > 0 ? "a note beyond the range of MIDI"
                                          : "a note without length");
    return {};
}

void VoiceReader::single(Cursor& cursor, Complaints& complaints) {
    const auto parsed = note(cursor, complaints);
    if (parsed) addSound({*parsed}, parsed->note.length);
}

void VoiceReader::chord(Cursor& cursor, Complaints& complaints) {
    const char next = cursor.peek(1);
    if (next == '|' || std::isdigit(static_cast<unsigned char>(next)))
        return bar(cursor, complaints);
    cursor.skip();

    std::vector<ParsedNote> notes;
    while (!cursor.atEnd() && cursor.peek() != ']' && cursor.peek() != '|') {
        if (isNoteStart(cursor.peek())) {
            if (const auto parsed = note(cursor, complaints)) notes.push_back(*parsed);
        } else if (cursor.peek() == '"') {
            quotation(cursor, complaints);
        } else if (cursor.peek() == '!' || cursor.peek() == '+') {
            decoration(cursor, complaints);
        } else if (cursor.take() == '-' && !notes.empty()) {
            notes.back().note.tied = true;
        }
    }
    if (!cursor.eat(']')) complaints.add("a chord without its closing bracket");
    const auto times = length(cursor, kFinePerQuarter, complaints);
    for (auto& each : notes)
        each.note.length = std::min(each.note.length * times / kFinePerQuarter, kLongest);
    if (!notes.empty()) addSound(notes, notes.front().note.length);
}

void VoiceReader::rest(Cursor& cursor, Complaints& complaints) {
    cursor.skip();
    const auto silence = length(cursor, m_context.unitLength(), complaints);
    if (silence > 0) addSound({}, silence);
}

void VoiceReader::barRest(Cursor& cursor, Complaints&) {
    cursor.skip();
    const auto bars = std::clamp<std::int64_t>(cursor.number().value_or(1), 1, kMostBarsOfRest);
    addSound({}, bars * barLength(m_context.meter));
}

void VoiceReader::addSound(const std::vector<ParsedNote>& notes, Fine length) {
    m_hasMusic = true;
    Sound sound{static_cast<std::uint32_t>(m_voice.notes.size()),
                static_cast<std::uint32_t>(notes.size()), length};
    m_ties.clear();
    for (const auto& each : notes) {
        m_voice.notes.push_back(each.note);
        if (each.note.tied) m_ties.push_back({each.staff, each.note.pitch});
    }
    if (m_tuplet.left > 0) {
        scaleSound(sound, m_tuplet.numerator, m_tuplet.denominator);
        --m_tuplet.left;
    }
    scaleSound(sound, std::exchange(m_brokenNumerator, 1), std::exchange(m_brokenDenominator, 1));
    m_lastSound = m_voice.elements.size();
    m_lastNotes = notes;
    m_voice.elements.emplace_back(sound);
}

/// "|", "||", "|:", ":|", "::", "[|", "|]" and what people write for them, then an ending's
/// numbers.
void VoiceReader::bar(Cursor& cursor, Complaints&) {
    BarLine bar;
    int strokes = 0;
    for (;; cursor.skip()) {
        const char c = cursor.peek();
        if (c == ':') {
            ++(strokes > 0 ? bar.opens : bar.closes);
        } else if (c == '|') {
            ++strokes;
        } else if (c == ']' && strokes > 0) {
            bar.isDouble = true;
        } else if (c == '[' && cursor.peek(1) == '|') {
            bar.isDouble = true;
        } else {
            break;
        }
    }
    if (strokes == 0) { // "::" is ":||:"; a lone ":" is nothing
        bar.opens = bar.closes / 2;
        bar.closes = bar.closes < 2 ? 0 : bar.closes - bar.opens;
    }
    bar.closes = std::min(bar.closes, kMostRepeats);
    bar.opens = std::min(bar.opens, kMostRepeats);
    bar.isDouble = bar.isDouble || strokes > 1;
    ending(cursor, bar);
    endOverlays();
    m_barSigns.fill({});
    m_voice.elements.emplace_back(bar);
    m_layerBegin = m_voice.elements.size();
}

/// "[1", "1", "[1,3", "[1-3", also after spaces when a bracket comes first.
void VoiceReader::ending(Cursor& cursor, BarLine& bar) {
    std::size_t spaces = 0;
    while (cursor.peek(spaces) == ' ') ++spaces;
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (cursor.peek(spaces) == '[' && isDigit(cursor.peek(spaces + 1))) cursor.skip(spaces + 1);
    if (!isDigit(cursor.peek())) return;

    std::int64_t from = 0;
    do {
        const auto number = std::clamp<std::int64_t>(cursor.number().value_or(1), 1, kMostEndings);
        for (auto pass = from > 0 ? std::min(from, number) : number; pass <= number; ++pass)
            bar.endings |= std::uint32_t{1} << pass;
        from = cursor.peek() == '-' ? number : 0;
    } while ((cursor.peek() == ',' || cursor.peek() == '-') && isDigit(cursor.peek(1)) &&
             (cursor.skip(), true));
}

} // namespace contrafact::exchange::abc
