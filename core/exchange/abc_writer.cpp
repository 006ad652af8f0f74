// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/abc_writer.h"

#include "core/exchange/abc_fields.h"
#include "core/exchange/abc_slices.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

namespace contrafact::exchange {

namespace {

using abc::kLetters;
using abc::kSemitones;
using abc::Slice;
using abc::Step;
using abc::StepGrid;

constexpr std::size_t kMostBars = 100'000;
constexpr int kBarsPerLine = 4;

/// A pitch on the staff: which letter, how many octaves above middle C's, and its sign.
struct Spelling {
    std::size_t letter = 0;
    int octave = 0;
    int sign = 0;
};

std::optional<Spelling> spellWith(std::int32_t pitch, std::size_t letter, int sign) {
    const int above = pitch - 60 - kSemitones[letter] - sign;
    if (above % 12 != 0) return {};
    return Spelling{letter, above / 12, sign};
}

/// As the key has it, else natural, else raised in sharp keys and lowered in flat ones.
Spelling spell(std::int32_t pitch, const abc::Key& key) {
    for (std::size_t letter = 0; letter < 7; ++letter)
        if (const auto found = spellWith(pitch, letter, key.signs[letter])) return *found;
    for (const int sign : {0, key.change.sharps < 0 ? -1 : 1})
        for (std::size_t letter = 0; letter < 7; ++letter)
            if (const auto found = spellWith(pitch, letter, sign)) return *found;
    return {};
}

std::string signText(int sign) {
    return sign == 0 ? "="
                     : std::string(static_cast<std::size_t>(std::abs(sign)), sign > 0 ? '^' : '_');
}

std::string letterText(const Spelling& spelling) {
    const char letter = kLetters[spelling.letter];
    if (spelling.octave < 1)
        return letter + std::string(static_cast<std::size_t>(-spelling.octave), ',');
    const auto lower = static_cast<char>(letter - 'A' + 'a');
    return lower + std::string(static_cast<std::size_t>(spelling.octave - 1), '\'');
}

/// Writes notes so that they read back right whether accidentals hold in one octave or in all.
class Speller {
public:
    void setKey(const abc::Key& key) { m_key = key; }
    void barLine() { m_signs.fill({}); }

    std::string note(const abc::SliceNote& note) {
        const auto spelling = placeFor(note.pitch);
        m_slice.push_back({spelling, note.pitch, note.tied});
        std::string text;
        if (needsSign(spelling, note.pitch)) {
            m_signs[spelling.letter] = spelling;
            text = signText(spelling.sign);
        }
        return text + letterText(spelling);
    }

    /// The notes so far sounded together.
    void endSlice() {
        std::erase_if(m_slice, [](const Placed& note) { return !note.tied; });
        m_tied = std::exchange(m_slice, {});
    }

private:
    struct Placed {
        Spelling spelling;
        std::int32_t pitch = 0;
        bool tied = false; ///< into the next slice
    };

    /// As the key has it, but where a note of another pitch stands on that line of the staff
    /// already (F and F sharp together), on the next one: a tie would take the wrong of the two.
    Spelling placeFor(std::int32_t pitch) const {
        for (const auto& tied : m_tied)
            if (tied.pitch == pitch) return tied.spelling;
        const auto usual = spell(pitch, m_key);
        if (!isTaken(usual, pitch)) return usual;
        for (const int sign : {-1, 1, 0, -2, 2})
            for (std::size_t letter = 0; letter < 7; ++letter)
                if (const auto other = spellWith(pitch, letter, sign);
                    other && !isTaken(*other, pitch))
                    return *other;
        return usual;
    }

    bool isTaken(const Spelling& place, std::int32_t pitch) const {
        const auto stands = [&](const Placed& note) {
            return note.spelling.letter == place.letter && note.spelling.octave == place.octave &&
                   note.pitch != pitch;
        };
        return std::ranges::any_of(m_tied, stands) || std::ranges::any_of(m_slice, stands);
    }

    bool needsSign(const Spelling& spelling, std::int32_t pitch) const {
        const auto& before = m_signs[spelling.letter];
        const int holds = before ? before->sign : m_key.signs[spelling.letter];
        if (holds != spelling.sign || (before && before->octave != spelling.octave)) return true;
        // A tie from the same line of the staff would lend its accidental.
        return isTaken(spelling, pitch);
    }

    abc::Key m_key;
    std::array<std::optional<Spelling>, 7> m_signs; ///< written since the bar line, by letter
    std::vector<Placed> m_tied;                     ///< of the slice before, going on
    std::vector<Placed> m_slice;                    ///< written so far
};

/// "3", "/2", "3/2" or nothing for 1.
std::string lengthText(Step length, Step unit) {
    const auto common = std::gcd(length, unit);
    const auto numerator = length / common;
    const auto denominator = unit / common;
    std::string text = numerator == 1 ? "" : std::to_string(numerator);
    if (denominator != 1) (text += '/') += std::to_string(denominator);
    return text;
}

std::string keyText(const score::KeyEvent& key) {
    constexpr std::string_view kFifths = "FCGDAEB";
    const int fifth = key.sharps + (key.minor ? 4 : 1); // A minor is four fifths above F
    const auto index = static_cast<std::size_t>((fifth % 7 + 7) % 7);
    const int sign = fifth < 0 ? -1 : fifth / 7;
    return kFifths[index] +
           std::string(sign < 0   ? "b"
                       : sign > 0 ? "#"
                                  : "") +
           (key.minor ? "m" : "");
}

std::string meterText(const score::MeterEvent& meter) {
    return std::to_string(meter.numerator) + "/" + std::to_string(meter.denominator);
}

std::string tempoText(const score::TempoEvent& tempo) {
    return "1/4=" + std::to_string(std::max(1L, std::lround(tempo.bpm())));
}

/// One line: no line breaks, and "%" would begin a comment.
std::string lineText(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '%') out += '\\';
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out;
}

/// The last event at or before `tick`; `fallback` when there is none.
template<typename Event>
Event eventAt(const std::vector<Event>& events, score::Tick tick, Event fallback) {
    for (const auto& event : events) {
        if (event.tick > tick) break;
        fallback = event;
    }
    fallback.tick = {};
    return fallback;
}

struct Bars {
    std::vector<score::Tick> ticks; ///< first tick of each bar, and of the bar after the last
    std::vector<Step> steps;
};

/// One past the last sounding step; a note takes at least one.
Step lastStep(const score::Score& score, const StepGrid& grid) {
    Step last = 0;
    for (int i = 0; i < score.trackCount(); ++i)
        for (const auto& note : score.track(i).notes())
            last = std::max({last, grid.toStep(note.end()), grid.toStep(note.onset) + 1});
    return last;
}

/// As far as there is music: a change after it would end the last bar early, and nothing in the
/// text would say why.
score::MeterMap soundingMeter(const score::Score& score) {
    auto events = score.meter.events();
    std::erase_if(events,
                  [&](const score::MeterEvent& event) { return event.tick >= score.end(); });
    return score::MeterMap(score.ppq(), std::move(events));
}

std::optional<Bars> barsOf(const score::Score& score, const StepGrid& grid) {
    Bars bars;
    const auto meter = soundingMeter(score);
    const auto end = std::max<Step>(lastStep(score, grid), 1);
    for (int bar = 0; bars.steps.empty() || bars.steps.back() < end; ++bar) {
        if (bars.steps.size() > kMostBars) return {};
        const auto tick = meter.barStart(bar);
        const auto step = grid.toStep(tick);
        if (!bars.steps.empty() && step <= bars.steps.back()) continue; // shorter than a step
        bars.ticks.push_back(tick);
        bars.steps.push_back(step);
    }
    return bars;
}

class TuneWriter {
public:
    TuneWriter(const score::Score& score, const AbcWriteOptions& options, const Bars& bars)
        : m_score(score)
        , m_options(options)
        , m_grid(score.ppq(), options.stepsPerQuarter)
        , m_bars(bars) {}

    std::string write() {
        std::vector<std::pair<const score::Track*, std::vector<Slice>>> voices;
        for (int i = 0; i < m_score.trackCount(); ++i)
            if (const auto& track = m_score.track(i); !track.notes().empty())
                voices.emplace_back(&track, slicesOf(track, m_grid, m_bars.steps));
        const int parts = unitFor(voices);
        m_unit = m_options.stepsPerQuarter * 4 / parts;
        header("1/" + std::to_string(parts), static_cast<int>(voices.size()));
        for (std::size_t i = 0; i < voices.size(); ++i)
            voice(static_cast<int>(i), voices[i].first->info, voices[i].second);
        return std::move(m_text);
    }

private:
    /// The unit note length, as a part of a whole note, that gives the shortest text.
    int unitFor(const std::vector<std::pair<const score::Track*, std::vector<Slice>>>& voices) {
        int best = 8;
        std::size_t least = std::numeric_limits<std::size_t>::max();
        for (const int parts : {8, 4, 16}) {
            std::size_t letters = 0;
            for (const auto& [track, slices] : voices)
                for (const auto& slice : slices)
                    letters +=
                        lengthText(slice.length, m_options.stepsPerQuarter * 4 / parts).size();
            if (letters >= least) continue;
            least = letters;
            best = parts;
        }
        return best;
    }

    void field(const std::string& name, const std::string& value) {
        m_text += name + ":" + value + "\n";
    }

    void header(const std::string& unit, int voices) {
        field("X", std::to_string(m_options.reference));
        field("T", lineText(m_score.title));
        field("M", meterText(m_score.meter.at({})));
        field("L", unit);
        field("Q", tempoText(m_score.tempo.events().front()));
        for (int i = 1; i <= voices; ++i) field("V", std::to_string(i));
        field("K", keyText(keyAt({})));
    }

    score::KeyEvent keyAt(score::Tick tick) const { return eventAt(m_score.keys, tick, {}); }

    void voice(int index, const score::TrackInfo& info, const std::vector<Slice>& slices) {
        const auto name = info.name.find('"') == std::string::npos ? lineText(info.name) : "";
        field("V", std::to_string(index + 1) + (name.empty() ? "" : " name=\"" + name + "\""));
        m_text += "%%MIDI program " + std::to_string(info.program) + "\n";
        m_text += "%%MIDI channel " + std::to_string(info.channel + 1) + "\n";
        m_speller = {};
        auto slice = slices.begin();
        for (std::size_t bar = 0; bar + 1 < m_bars.steps.size(); ++bar) {
            changes(bar, index == 0);
            const auto barEnd = std::find_if(slice, slices.end(), [&](const Slice& each) {
                return each.begin >= m_bars.steps[bar + 1];
            });
            sounds({slice, barEnd}, m_bars.steps[bar]);
            slice = barEnd;
            const bool lineEnds = (bar + 1) % kBarsPerLine == 0;
            m_text += bar + 2 == m_bars.steps.size() ? "|]\n" : lineEnds ? "|\n" : "|";
        }
    }

    /// What changes at a bar's beginning; a change in mid-bar waits for it. The tempo is told once.
    void changes(std::size_t bar, bool withTempo) {
        const auto now = m_bars.ticks[bar];
        const auto before = bar > 0 ? m_bars.ticks[bar - 1] : score::Tick();
        m_speller.barLine();
        m_speller.setKey(abc::keyOf({keyAt(now).sharps, keyAt(now).minor}));
        if (!(keyAt(now) == keyAt(before))) m_text += "[K:" + keyText(keyAt(now)) + "]";
        const auto meter = meterText(m_score.meter.at(now));
        if (meter != meterText(m_score.meter.at(before))) m_text += "[M:" + meter + "]";
        const auto& tempi = m_score.tempo.events();
        const auto tempo = tempoText(eventAt(tempi, now, tempi.front()));
        if (withTempo && tempo != tempoText(eventAt(tempi, before, tempi.front())))
            m_text += "[Q:" + tempo + "]";
    }

    /// One bar. Lengths that are no power of two of anything are thirds: they stand in tuplets.
    void sounds(std::span<const Slice> bar, Step barBegin) {
        const Step straight = std::max<Step>(1, m_options.stepsPerQuarter / 4);
        while (!bar.empty()) {
            std::size_t count = 1;
            const auto from = bar.front().begin - barBegin;
            const auto end = [&] {
                return bar[count - 1].begin + bar[count - 1].length - barBegin;
            };
            if (from % straight == 0)
                while (end() % straight != 0 && count < bar.size()) ++count;
            const bool isTuplet = bar.front().length % straight != 0 || count > 1;
            if (isTuplet) m_text += count == 3 ? "(3" : "(3:2:" + std::to_string(count);
            for (const auto& slice : bar.first(count))
                sound(slice, isTuplet ? 3 * slice.length : 2 * slice.length, 2 * m_unit);
            m_text += isTuplet ? " " : "";
            bar = bar.subspan(count);
        }
    }

    /// Written as `length` of `unit`.
    void sound(const Slice& slice, Step written, Step unit) {
        const auto length = lengthText(written, unit);
        std::string text;
        for (const auto& note : slice.notes) text += m_speller.note(note) + (note.tied ? "-" : "");
        m_speller.endSlice();
        const bool single = slice.notes.size() == 1;
        const bool tie = single && slice.notes[0].tied;
        if (tie) text.pop_back(); // after the length: "c4-"
        if (slice.notes.empty())
            m_text += "z" + length;
        else if (single)
            m_text += text + length + (tie ? "-" : "");
        else
            m_text += "[" + text + "]" + length;
        m_text += ' ';
    }

    const score::Score& m_score;
    AbcWriteOptions m_options;
    StepGrid m_grid;
    const Bars& m_bars;
    Speller m_speller;
    Step m_unit = 3;
    std::string m_text;
};

} // namespace

Result<std::string> writeAbc(const score::Score& score, const AbcWriteOptions& options) {
    if (score.noteCount() == 0) return Error{"there are no notes to write as ABC"};
    const auto bars = barsOf(score, StepGrid(score.ppq(), options.stepsPerQuarter));
    if (!bars) return Error{"the music has more than 100 000 bars, too many for ABC"};
    return TuneWriter(score, options, *bars).write();
}

} // namespace contrafact::exchange
