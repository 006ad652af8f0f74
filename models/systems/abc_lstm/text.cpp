// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/abc_lstm/text.h"

#include "core/encoding/family.h"
#include "core/encoding/note_rows.h"
#include "core/exchange/abc_reader.h"
#include "core/exchange/abc_writer.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace contrafact::models::abc_lstm {

namespace {

/// Sixteenths: finer grids make long texts of plain music.
constexpr int kWrittenSteps = 4;
/// Stands after a piece of music to show where it ends: lower than tunes go.
constexpr std::string_view kMarker = " C,,,8\n";
constexpr int kMarkerPitch = 24;

template<typename Visit>
void forEachLine(std::string_view text, Visit&& visit) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        visit(line);
    }
}

std::string plainLine(std::string_view line) {
    std::string out;
    std::ranges::copy_if(line, std::back_inserter(out),
                         [](char c) { return c >= ' ' && c <= '~'; });
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

/// Printable ASCII, no spaces at the ends of lines, neither blank lines nor comments.
std::string tidied(std::string_view text) {
    std::string out;
    forEachLine(text, [&](std::string_view line) {
        const auto plain = plainLine(line);
        if (!plain.empty() && plain[0] != '%') out += (out.empty() ? "" : "\n") + plain;
    });
    return out;
}

std::string written(const score::Score& score) {
    const auto text = exchange::writeAbc(score, {.stepsPerQuarter = kWrittenSteps});
    return text ? tidied(*text) : std::string();
}

bool isField(std::string_view line) {
    return line.size() > 1 && line[1] == ':';
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// After a bar line, and without repeats and endings: a piece alone is played once.
std::string playedOnce(std::string_view piece) {
    std::string out = "|";
    for (std::size_t i = 0; i < piece.size(); ++i) {
        const char c = piece[i], before = i ? piece[i - 1] : '|';
        const char next = i + 1 < piece.size() ? piece[i + 1] : ' ';
        const auto isSign = [](char sign) { return sign == '|' || sign == ':'; };
        if (c == ':' && (isSign(before) || isSign(next))) continue;
        if (isDigit(c) && out.back() == '|') continue;
        out += c == '[' && isDigit(next) ? '|' : c;
    }
    return out;
}

/// Without the lines of other fields.
std::string withFields(std::string_view text, std::string_view letters) {
    std::string out;
    forEachLine(text, [&](std::string_view line) {
        if (!isField(line) || letters.find(line[0]) != std::string_view::npos)
            out.append(line) += '\n';
    });
    return out;
}

} // namespace

std::string abcOf(const score::Score& score, std::string_view text) {
    if (score.noteCount() == 0) return {};
    const auto tune = text.empty() ? written(score) : tidied(text);
    return tune.empty() ? tune : tune + "\n\n";
}

std::string beginningOf(const score::Score& score) {
    const auto* track = encoding::highestTrack(score);
    if (!track) return {};
    auto alone = score;
    while (alone.trackCount() > 0) alone.removeTrack(0);
    alone.addTrack(*track);
    auto text = withFields(written(alone), "XMLK");
    while (!text.empty() && std::string_view("|] \n").find(text.back()) != std::string_view::npos)
        text.pop_back();
    return text.empty() ? text : text + "|";
}

std::int64_t writtenNotes(std::string_view text) {
    std::int64_t count = 0;
    forEachLine(text, [&](std::string_view line) {
        bool quoted = false;
        for (const char c : isField(line) ? std::string_view() : line) {
            if (c == '"') quoted = !quoted;
            const bool letter = (c >= 'A' && c <= 'G') || (c >= 'a' && c <= 'g');
            count += !quoted && letter;
        }
    });
    return count;
}

std::optional<score::Score> read(std::string_view tune) {
    const auto file = exchange::readAbc(tune, "tune");
    if (!file) return std::nullopt;
    auto score = file->scores.front();
    std::vector<score::Note> notes;
    for (; score.trackCount() > 0; score.removeTrack(0))
        notes.insert(notes.end(), score.track(0).notes().begin(), score.track(0).notes().end());
    score.addTrack(score::Track(encoding::trackFor(encoding::Family::Piano), std::move(notes)));
    return score;
}

bool parses(std::string_view tune) {
    if (!tune.starts_with("X:") || tune.find("\nK:") == std::string_view::npos) return false;
    const auto file = exchange::readAbc(tune, "tune");
    return file && file->warnings.empty();
}

std::optional<PieceLength> pieceLength(std::string_view header, std::string_view piece) {
    std::string text(header);
    text.append(playedOnce(piece)).append(kMarker);
    const auto file = exchange::readAbc(text, "piece");
    if (!file || !file->warnings.empty()) return std::nullopt;
    const auto& score = file->scores.front();
    for (int i = 0; i < score.trackCount(); ++i)
        for (const auto& note : score.track(i).notes())
            if (note.pitch.value == kMarkerPitch)
                return PieceLength{note.onset.value, score.meter.barLength(score::Tick()).value};
    return std::nullopt;
}

} // namespace contrafact::models::abc_lstm
