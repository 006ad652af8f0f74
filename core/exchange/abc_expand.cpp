// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/abc_expand.h"

#include "core/exchange/abc_fields.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <span>

namespace contrafact::exchange::abc {

namespace {

constexpr std::uint8_t kVelocity = 90;

/// Walks a voice in playing order. Where no "|:" stands, a repeat goes back to the last double bar,
/// the end of the last repeat or the beginning (ABC 2.1, 4.8).
class Unroller {
public:
    explicit Unroller(std::span<const Element> elements)
        : m_elements(elements) {}

    /// As long as `visit(element)` is true.
    template<typename Visit>
    void walk(Visit&& visit) {
        for (std::size_t at = 0; at < m_elements.size();) {
            if (!visit(m_elements[at])) return;
            const auto* bar = std::get_if<BarLine>(&m_elements[at]);
            at = bar ? cross(*bar, at) : at + 1;
        }
    }

private:
    /// Returns where to go on.
    std::size_t cross(const BarLine& bar, std::size_t at) {
        if (bar.closes > 0 && m_pass < lastPass(bar)) {
            ++m_pass;
            return m_start;
        }
        if (bar.closes > 0 || bar.opens > 0 || (bar.isDouble && (m_inEnding || !m_explicitStart)))
            begin(at, bar);
        return bar.endings != 0 ? enterEnding(bar, at) : at + 1;
    }

    void begin(std::size_t at, const BarLine& bar) {
        // The second time through, endings of one section follow one another: ":|2".
        const bool nextEnding = bar.endings != 0 && m_pass > 1 && (bar.endings >> m_pass & 1) != 0;
        if (nextEnding) return;
        m_start = at + 1;
        m_explicitStart = bar.opens > 0;
        m_wanted = bar.opens + 1;
        m_pass = 1;
        m_lastEnding = 0;
        m_inEnding = false;
    }

    static int highestEnding(const BarLine& bar) {
        return static_cast<int>(std::bit_width(bar.endings)) - 1;
    }
    int lastPass(const BarLine& bar) const {
        return std::max({bar.closes + 1, m_wanted, m_lastEnding, highestEnding(bar)});
    }

    /// An ending for another pass is jumped over, to the next ending that is for this one.
    std::size_t enterEnding(const BarLine& bar, std::size_t at) {
        m_lastEnding = std::max(m_lastEnding, highestEnding(bar));
        m_inEnding = true;
        if ((bar.endings >> m_pass & 1) != 0) return at + 1;
        for (auto next = at + 1; next < m_elements.size(); ++next) {
            const auto* other = std::get_if<BarLine>(&m_elements[next]);
            if (other && (other->endings >> m_pass & 1) != 0) return next + 1;
            if (other && other->opens > 0) break;
        }
        return at + 1; // there is none: better played than lost
    }

    std::span<const Element> m_elements;
    std::size_t m_start = 0;
    bool m_explicitStart = false;
    bool m_inEnding = false;
    int m_pass = 1;
    int m_lastEnding = 0;
    int m_wanted = 1; ///< passes that the beginning of the repeat asks for
};

/// Calls `play(elements)` for what the voice plays, part by part; once for all without parts.
template<typename Play>
void eachPart(const Voice& voice, const std::string& order, Play&& play) {
    const std::span all(voice.elements);
    std::map<char, std::span<const Element>> parts;
    std::size_t begin = 0;
    std::optional<char> name;
    const auto endPart = [&](std::size_t end) {
        const auto part = all.subspan(begin, end - begin);
        if (name) parts.try_emplace(*name, part);
        begin = end;
        return part;
    };
    for (std::size_t i = 0; i < all.size(); ++i)
        if (const auto* mark = std::get_if<PartMark>(&all[i])) {
            const auto before = endPart(i);
            if (!name && !order.empty()) play(before); // what all parts begin with
            name = mark->name;
        }
    if (!name || order.empty()) return play(all);
    endPart(all.size());
    for (const char each : order)
        if (const auto part = parts.find(each); part != parts.end()) play(part->second);
}

score::Tick toTick(Fine at) {
    return score::Tick((at + kFinePerTick / 2) / kFinePerTick);
}

/// A note as it sounds, ties joined.
struct Sounding {
    Fine onset = 0;
    Fine end = 0;
    std::int32_t pitch = 0;
};

class TrackPlayer {
public:
    explicit TrackPlayer(const Voice& voice)
        : m_voice(voice) {}

    void play(const Sound& sound) {
        std::vector<std::size_t> tied;
        for (std::uint32_t i = 0; i < sound.count; ++i) {
            const auto& note = m_voice.notes[sound.first + i];
            const auto index = extendOrAdd(note);
            if (note.tied) tied.push_back(index);
        }
        // In another layer of the bar a tie may still wait for its time.
        std::erase_if(m_tied, [&](std::size_t index) { return m_notes[index].end <= m_now; });
        m_tied.insert(m_tied.end(), tied.begin(), tied.end());
        m_now += sound.length;
    }
    void shift(Fine by) { m_now = std::max<Fine>(0, m_now + by); }

    Fine now() const { return m_now; }

    score::Track track(score::Score& score, int index) const {
        std::vector<score::Note> notes;
        notes.reserve(m_notes.size());
        for (const auto& each : m_notes) {
            const auto onset = toTick(each.onset);
            const auto length = std::max(toTick(each.end) - onset, score::Tick(1));
            score::Note note;
            note.id = score.newNoteId();
            note.onset = onset;
            note.length = length;
            note.pitch = score::Pitch(each.pitch);
            note.velocity = kVelocity;
            notes.push_back(note);
        }
        score::TrackInfo info;
        info.name = m_voice.name.empty() ? "Voice " + m_voice.id : m_voice.name;
        info.program = m_voice.program;
        // Channel 10 is for drums, so voices without a channel pass over it.
        info.channel = m_voice.channel >= 0 ? m_voice.channel : index % 15 + (index % 15 >= 9);
        return score::Track(info, std::move(notes));
    }

private:
    std::size_t extendOrAdd(const TuneNote& note) {
        const auto end = m_now + note.length;
        const auto open = std::find_if(m_tied.begin(), m_tied.end(), [&](std::size_t index) {
            return m_notes[index].pitch == note.pitch && m_notes[index].end == m_now;
        });
        if (open == m_tied.end()) {
            m_notes.push_back({m_now, end, note.pitch});
            return m_notes.size() - 1;
        }
        const auto index = *open;
        m_tied.erase(open); // a tie joins two notes; a third needs another one
        m_notes[index].end = end;
        return index;
    }

    const Voice& m_voice;
    std::vector<Sounding> m_notes;
    std::vector<std::size_t> m_tied; ///< indices of notes that a sound may go on with
    Fine m_now = 0;
};

/// Collects the changes and the bar lines of the first voice.
struct Maps {
    std::vector<score::TempoEvent> tempo;
    std::vector<score::MeterEvent> meter;
    std::vector<score::KeyEvent> keys;

    void add(const TempoChange& change, score::Tick at) {
        append(tempo, {at, change.microsPerQuarter});
    }
    /// Of another voice: a tempo is for all, and the first voice has the last word.
    void addForAll(const TempoChange& change, score::Tick at) {
        if (std::none_of(tempo.begin(), tempo.end(),
                         [&](const auto& each) { return each.tick == at; }))
            tempo.push_back({at, change.microsPerQuarter});
    }
    void add(const MeterChange& change, score::Tick at) {
        append(meter, {at, change.numerator, change.denominator});
    }
    void add(const KeyChange& change, score::Tick at) {
        append(keys, {at, change.sharps, change.minor});
    }
    void add(const BarLine&, score::Tick at) {
        if (barLines.empty() || barLines.back() < at) barLines.push_back(at);
    }
    void add(const auto&, score::Tick) {}

    std::vector<score::Tick> barLines; ///< as they are played

private:
    /// A repeat comes by the same changes again: only real ones count, the last one at a tick.
    template<typename Event>
    static void append(std::vector<Event>& events, Event event) {
        if (!events.empty() && events.back().tick == event.tick) events.pop_back();
        auto last = events.empty() ? Event{} : events.back();
        last.tick = event.tick;
        if (events.empty() || !(last == event)) events.push_back(event);
    }
};

/// Looked for from the end, which is where `at` is.
score::Tick barLengthAt(const std::vector<score::MeterEvent>& meters, score::Tick at) {
    const auto found = std::find_if(meters.rbegin(), meters.rend(),
                                    [at](const auto& each) { return each.tick <= at; });
    const auto meter = found == meters.rend() ? score::MeterEvent{} : *found;
    return toTick(barLength({meter.numerator, meter.denominator}));
}

/// Makes the meter map's bars those that are written: where a bar is shorter (a pick-up, the end of
/// a section) or longer than its meter says, the meter begins anew. Two parts of a bar, as around a
/// repeat sign, are one.
void keepBarLines(Maps& maps, score::Tick end) {
    if (maps.meter.empty() || maps.meter.front().tick > score::Tick()) return; // free meter
    const auto written = maps.meter;
    std::vector<score::MeterEvent> kept;
    score::Tick downBeat;
    auto next = written.begin();
    const auto takeUntil = [&](score::Tick at) {
        for (; next != written.end() && next->tick <= at; ++next) {
            kept.push_back(*next);
            downBeat = next->tick;
        }
    };
    takeUntil(score::Tick());
    for (std::size_t i = 0; i < maps.barLines.size(); ++i) {
        const auto at = maps.barLines[i];
        takeUntil(at);
        const auto bar = barLengthAt(kept, downBeat);
        const auto length = at - downBeat;
        const bool last = i + 1 == maps.barLines.size();
        if (length < bar && (last || maps.barLines[i + 1] - downBeat <= bar)) continue;
        if (length.value % bar.value != 0 && at < end) {
            auto again = kept.back();
            again.tick = at;
            kept.push_back(again);
        }
        downBeat = at;
    }
    takeUntil(end);
    maps.meter = std::move(kept);
}

} // namespace

Played playTune(const Tune& tune) {
    score::Score score;
    score.title = tune.title;
    Maps maps;
    std::size_t played = 0;
    for (std::size_t i = 0; i < tune.voices.size(); ++i) {
        const auto& voice = tune.voices[i];
        TrackPlayer player(voice);
        const auto playElement = [&](const Element& element) {
            if (played > kMostPlayed) return false;
            const auto now = toTick(player.now());
            if (i == 0)
                std::visit([&](const auto& each) { maps.add(each, now); }, element);
            else if (const auto* tempo = std::get_if<TempoChange>(&element))
                maps.addForAll(*tempo, now);
            const auto* sound = std::get_if<Sound>(&element);
            played += sound ? std::max(sound->count, 1U) : 1;
            if (sound) player.play(*sound);
            if (const auto* shift = std::get_if<Shift>(&element)) player.shift(shift->by);
            return true;
        };
        eachPart(voice, tune.parts,
                 [&](std::span<const Element> part) { Unroller(part).walk(playElement); });
        score.addTrack(player.track(score, static_cast<int>(i)));
    }
    keepBarLines(maps, score.end());
    score.tempo = score::TempoMap(score.ppq(), std::move(maps.tempo));
    score.meter = score::MeterMap(score.ppq(), std::move(maps.meter));
    score.keys = std::move(maps.keys);
    return {std::move(score), played <= kMostPlayed};
}

} // namespace contrafact::exchange::abc
