// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/abc_expand.h"

#include "core/exchange/abc_fields.h"

#include <algorithm>
#include <bit>
#include <optional>

namespace contrafact::exchange::abc {

namespace {

constexpr std::uint8_t kVelocity = 90;

/// Walks a voice in playing order. Where no "|:" stands, a repeat goes back to the last double bar,
/// the end of the last repeat or the beginning (ABC 2.1, 4.8).
class Unroller {
public:
    explicit Unroller(const std::vector<Element>& elements)
        : m_elements(elements) {}

    template<typename Visit>
    void walk(Visit&& visit) {
        for (std::size_t at = 0; at < m_elements.size();) {
            if (const auto* bar = std::get_if<BarLine>(&m_elements[at])) {
                at = cross(*bar, at);
            } else {
                visit(m_elements[at]);
                ++at;
            }
        }
    }

private:
    /// Returns where to go on.
    std::size_t cross(const BarLine& bar, std::size_t at) {
        if (bar.closes && m_pass < lastPass(bar)) {
            ++m_pass;
            return m_start;
        }
        if (bar.closes || bar.opens || (bar.isDouble && (m_inEnding || !m_explicitStart)))
            begin(at, bar);
        return bar.endings != 0 ? enterEnding(bar, at) : at + 1;
    }

    void begin(std::size_t at, const BarLine& bar) {
        // The second time through, endings of one section follow one another: ":|2".
        const bool nextEnding = bar.endings != 0 && m_pass > 1 && (bar.endings >> m_pass & 1) != 0;
        if (nextEnding) return;
        m_start = at + 1;
        m_explicitStart = bar.opens;
        m_pass = 1;
        m_lastEnding = 0;
        m_inEnding = false;
    }

    static int highestEnding(const BarLine& bar) {
        return static_cast<int>(std::bit_width(bar.endings)) - 1;
    }
    int lastPass(const BarLine& bar) const {
        return std::max({2, m_lastEnding, highestEnding(bar)});
    }

    /// An ending for another pass is jumped over, to the next ending that is for this one.
    std::size_t enterEnding(const BarLine& bar, std::size_t at) {
        m_lastEnding = std::max(m_lastEnding, highestEnding(bar));
        m_inEnding = true;
        if ((bar.endings >> m_pass & 1) != 0) return at + 1;
        for (auto next = at + 1; next < m_elements.size(); ++next) {
            const auto* other = std::get_if<BarLine>(&m_elements[next]);
            if (other && (other->endings >> m_pass & 1) != 0) return next + 1;
            if (other && other->opens) break;
        }
        return at + 1; // there is none: better played than lost
    }

    const std::vector<Element>& m_elements;
    std::size_t m_start = 0;
    bool m_explicitStart = false;
    bool m_inEnding = false;
    int m_pass = 1;
    int m_lastEnding = 0;
};

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
        m_tied = std::move(tied);
        m_now += sound.length;
    }

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
        m_notes[*open].end = end;
        return *open;
    }

    const Voice& m_voice;
    std::vector<Sounding> m_notes;
    std::vector<std::size_t> m_tied; ///< indices of notes that the next sound may go on with
    Fine m_now = 0;
};

/// Collects the changes of the first voice.
struct Maps {
    std::vector<score::TempoEvent> tempo;
    std::vector<score::MeterEvent> meter;
    std::vector<score::KeyEvent> keys;

    void add(const TempoChange& change, score::Tick at) {
        append(tempo, {at, change.microsPerQuarter});
    }
    void add(const MeterChange& change, score::Tick at) {
        append(meter, {at, change.numerator, change.denominator});
    }
    void add(const KeyChange& change, score::Tick at) {
        append(keys, {at, change.sharps, change.minor});
    }
    void add(const Sound&, score::Tick) {}
    void add(const BarLine&, score::Tick) {}

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

/// The length of a first bar that is shorter than its meter says.
std::optional<Fine> pickup(const Voice& voice) {
    Fine length = 0;
    MeterChange meter;
    for (const auto& element : voice.elements) {
        if (const auto* change = std::get_if<MeterChange>(&element)) meter = *change;
        if (const auto* sound = std::get_if<Sound>(&element)) length += sound->length;
        if (std::holds_alternative<BarLine>(element) && length > 0) {
            const bool isShort = length < barLength(meter);
            return isShort ? std::optional(length) : std::nullopt;
        }
    }
    return {};
}

void addPickup(const Voice& voice, Maps& maps) {
    const auto length = pickup(voice);
    if (!length) return;
    auto event = maps.meter.empty() ? score::MeterEvent{} : maps.meter.front();
    event.tick = toTick(*length);
    const auto after = std::find_if(maps.meter.begin(), maps.meter.end(),
                                    [&](const auto& each) { return each.tick >= event.tick; });
    if (after == maps.meter.end() || after->tick != event.tick) maps.meter.insert(after, event);
}

} // namespace

score::Score toScore(const Tune& tune) {
    score::Score score;
    score.title = tune.title;
    Maps maps;
    for (std::size_t i = 0; i < tune.voices.size(); ++i) {
        const auto& voice = tune.voices[i];
        TrackPlayer player(voice);
        Unroller(voice.elements).walk([&](const Element& element) {
            if (i == 0)
                std::visit([&](const auto& each) { maps.add(each, toTick(player.now())); },
                           element);
            if (const auto* sound = std::get_if<Sound>(&element)) player.play(*sound);
        });
        score.addTrack(player.track(score, static_cast<int>(i)));
    }
    if (!tune.voices.empty()) addPickup(tune.voices.front(), maps);
    score.tempo = score::TempoMap(score.ppq(), std::move(maps.tempo));
    score.meter = score::MeterMap(score.ppq(), std::move(maps.meter));
    score.keys = std::move(maps.keys);
    return score;
}

} // namespace contrafact::exchange::abc
