// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/abc_reader.h"

#include "core/exchange/abc_expand.h"
#include "core/exchange/abc_music.h"

#include <optional>
#include <utility>

namespace contrafact::exchange {

namespace {

using abc::TuneParser;

/// Takes the next line off `text`; ends are LF, CRLF or CR.
std::string_view takeLine(std::string_view& text) {
    const auto end = text.find_first_of("\r\n");
    const auto line = text.substr(0, end);
    const bool pair = end != std::string_view::npos && text.substr(end, 2) == "\r\n";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + (pair ? 2 : 1));
    return line;
}

std::string_view withoutComment(std::string_view line) {
    for (auto at = line.find('%'); at != std::string_view::npos; at = line.find('%', at + 1))
        if (at == 0 || line[at - 1] != '\\') return line.substr(0, at);
    return line;
}

/// Splits a tune book: a tune begins at "X:" and ends at an empty line or the next "X:". M:, L: and
/// Q: that come before the first tune hold for every tune.
class BookReader {
public:
    AbcFile read(std::string_view text) {
        if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        while (!text.empty()) {
            const auto raw = takeLine(text);
            line(raw);
            if (m_parser) m_text.append(raw) += '\n';
        }
        endTune();
        m_file.warnings = m_warnings.take();
        return std::move(m_file);
    }

private:
    void line(std::string_view raw) {
        if (skippedBlock(raw)) return;
        if (raw.starts_with("%%")) return directive(raw.substr(2));
        const auto text = withoutComment(raw);
        if (text.starts_with("X:")) return beginTune();
        if (abc::trimmed(text).empty()) {
            if (text.size() == raw.size()) emptyLine(); // a line of only a comment is none
        } else if (m_parser) {
            m_parser->line(text);
        } else if (text.size() > 1 && text[1] == ':') {
            looseField(text);
        }
    }

    /// "%%begintext" up to "%%endtext", also of ps and svg.
    bool skippedBlock(std::string_view raw) {
        if (raw.starts_with("%%begin")) m_inBlock = true;
        const bool skipped = m_inBlock;
        if (raw.starts_with("%%end")) m_inBlock = false;
        return skipped;
    }

    void directive(std::string_view text) {
        if (text.starts_with("MIDI") && m_parser) m_parser->midiDirective(text.substr(4));
    }

    /// Fragments without "X:" begin with another field; a "K:" makes them a tune.
    void looseField(std::string_view text) {
        m_loose.emplace_back(text);
        if (text[0] != 'K') return;
        const auto header = std::exchange(m_loose, {});
        beginTune();
        for (const auto& field : header) {
            m_parser->line(field);
            if (&field != &header.back()) m_text.append(field) += '\n';
        }
        m_warnings.add("tune " + std::to_string(m_count) + " does not begin with X:");
    }

    void emptyLine() {
        endTune();
        keepFileHeader();
    }

    void keepFileHeader() {
        for (const auto& field : std::exchange(m_loose, {}))
            if (m_count == 0 && std::string_view("MLQ").find(field[0]) != std::string_view::npos)
                m_fileHeader.push_back(field);
    }

    void beginTune() {
        endTune();
        keepFileHeader();
        m_parser.emplace("tune " + std::to_string(++m_count), m_warnings);
        for (const auto& field : m_fileHeader) m_parser->line(field);
    }

    void endTune() {
        if (!m_parser) return;
        auto tune = m_parser->finish();
        m_parser.reset();
        auto text = std::exchange(m_text, {});
        if (tune.voices.empty()) {
            m_warnings.add("tune " + std::to_string(m_count) + " has no notes");
            m_file.silent.push_back(m_count);
            return;
        }
        auto played = abc::playTune(tune);
        if (!played.whole)
            m_warnings.add("tune " + std::to_string(m_count) +
                           ": its repeats make more than a million notes; the rest is left out");
        m_file.scores.push_back(std::move(played.score));
        m_file.texts.push_back(std::move(text));
        m_file.places.push_back(m_count);
    }

    AbcFile m_file;
    midi::Warnings m_warnings;
    std::optional<TuneParser> m_parser;
    std::string m_text;               ///< of the tune that is being read
    std::vector<std::string> m_loose; ///< fields outside tunes since the last empty line
    std::vector<std::string> m_fileHeader;
    int m_count = 0;
    bool m_inBlock = false;
};

} // namespace

Result<AbcFile> readAbc(std::string_view text, const std::string& name) {
    auto file = BookReader().read(text);
    if (file.scores.empty())
        return Error{name + " holds no ABC tune with notes (a tune begins with a line \"X:1\")"};
    return file;
}

} // namespace contrafact::exchange
