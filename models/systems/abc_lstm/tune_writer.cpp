// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/abc_lstm/tune_writer.h"

#include "models/systems/abc_lstm/text.h"

#include <algorithm>
#include <string_view>

namespace contrafact::models::abc_lstm {

namespace {

/// The lab draws 1000 characters; the longest tunes have some more.
constexpr std::size_t kMostCharacters = 1500;
constexpr std::size_t kMostInPiece = 120;
constexpr int kTries = 24;
constexpr int kMostEmpty = 3; ///< bar signs and ends of lines after one another
constexpr std::string_view kStart = "X:";
constexpr std::string_view kOnceOnly = "XMLK";

bool isFieldLine(std::string_view line) {
    return line.size() > 2 && line[1] == ':' && line.back() == '\n';
}

/// After the letter and the colon.
bool isNumber(std::string_view line) {
    const auto value = line.substr(2, line.size() - 3);
    return !value.empty() &&
           std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
}

bool hasField(std::string_view header, char letter) {
    return header.starts_with(std::string{letter, ':'}) ||
           header.find(std::string{'\n', letter, ':'}) != std::string_view::npos;
}

} // namespace

TuneWriter::TuneWriter(const nn::TokenModel& model, nn::TokenStepper& stepper, WriteOptions options)
    : m_model(model)
    , m_options(std::move(options))
    , m_drawing(stepper, m_options.sampling, m_options.seed)
    , m_stepper(stepper) {}

std::string TuneWriter::write(const std::string& begun, const std::stop_token& stop,
                              const std::function<void(const std::string&)>& told) {
    startTune(begun);
    const auto most = m_text.size() + kMostCharacters;
    while (!m_text.ends_with("\n\n") && m_text.size() < most && !stop.stop_requested()) {
        if (m_options.constrained)
            drawFitting();
        else
            drawCharacter();
        if (told) told(m_text);
    }
    return m_text;
}

void TuneWriter::startTune(const std::string& begun) {
    m_stepper.reset();
    m_text.clear();
    m_header.clear();
    m_empty = 0;
    for (const char c : begun.empty() ? std::string(kStart) : begun) take(c);
    const auto key = m_text.find("\nK:");
    m_inHeader = key == std::string::npos;
    if (m_text.empty()) take(m_model.names.front()[0]); // a book without "X:"
    if (!m_inHeader) m_header = m_text.substr(0, m_text.find('\n', key + 1) + 1);
}

void TuneWriter::take(char c) {
    const auto token = m_model.find(std::string_view(&c, 1));
    if (!token) return;
    m_drawing.take(*token);
    m_text += c;
}

void TuneWriter::force(const std::string& text) {
    if (text.empty()) return;
    for (const char c : text + '\n') take(c);
}

/// A field that is asked for takes its value as soon as the network comes to it.
void TuneWriter::drawCharacter() {
    m_text += m_model.names[static_cast<std::size_t>(m_drawing.next())];
    if (m_text.ends_with("\nM:")) force(m_options.meter);
    if (m_text.ends_with("\nK:")) force(m_options.key);
}

/// A tune that finds no way on ends there.
void TuneWriter::drawFitting() {
    const auto mark = m_drawing.mark();
    const auto size = m_text.size();
    const auto begin = m_inHeader ? m_text.rfind('\n') + 1 : size; // the first line has begun
    for (int i = 0; i < kTries; ++i) {
        if (drawPiece() && fits(m_text.substr(begin))) return;
        m_drawing.back(mark);
        m_text.resize(size);
    }
    m_text += m_text.ends_with('\n') ? "\n" : "\n\n";
}

/// To the end of the line or, in the music, to the next bar sign; false where none comes.
bool TuneWriter::drawPiece() {
    const auto begin = m_text.size();
    while (m_text.size() < begin + kMostInPiece) {
        drawCharacter();
        if (m_text.ends_with('\n') || (!m_inHeader && m_text.ends_with('|'))) return true;
    }
    return false;
}

bool TuneWriter::fits(const std::string& piece) {
    return m_inHeader ? headerFits(piece) : barFits(piece);
}

/// X: and a number first, M: before K:, and none of them twice.
bool TuneWriter::headerFits(const std::string& line) {
    if (!isFieldLine(line)) return false;
    const char letter = line[0];
    if (letter == 'X' && !isNumber(line)) return false;
    const bool once = kOnceOnly.find(letter) != std::string_view::npos;
    if (once && hasField(m_header, letter)) return false;
    if (letter == 'K' && !hasField(m_header, 'M')) return false;
    if (!pieceLength(m_header + line + (letter == 'K' ? "" : "K:C\n"), "")) return false;
    m_header += line;
    m_inHeader = letter != 'K';
    return true;
}

/// A bar may be short where a line begins (an upbeat) and where a repeat ends (what the upbeat
/// took).
bool TuneWriter::barFits(const std::string& piece) {
    const auto before = std::string_view(m_text).substr(0, m_text.size() - piece.size());
    const bool lineBegins = before.ends_with('\n');
    if (lineBegins && piece == "\n") return true; // the tune's end
    if (lineBegins && isFieldLine(piece)) {
        if (!pieceLength(m_header + piece + (piece[0] == 'K' ? "" : "K:C\n"), "")) return false;
        if (kOnceOnly.find(piece[0]) != std::string_view::npos) m_header += piece;
        return piece[0] != 'X';
    }
    const auto length = pieceLength(m_header, piece);
    if (!length) return false;
    if (length->ticks == 0) return ++m_empty <= kMostEmpty;
    const bool mayBeShort = lineBegins || piece.ends_with(":|");
    const bool fills = length->ticks == length->bar ||
                       (mayBeShort && length->ticks < length->bar && piece.ends_with('|'));
    if (fills) m_empty = 0;
    return fills;
}

} // namespace contrafact::models::abc_lstm
