// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/bar_grid.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace contrafact::encoding {

namespace {

using score::Tick;

/// Triplets are taken for a beat only where they lie this much nearer than sixteenths.
constexpr double kTripletAdvantage = 0.6;
/// Steps by which a note may ring into the next and still count as ended before it.
constexpr double kOverlap = 0.75;

double stepsIn(Tick ticks, int ppq) {
    return static_cast<double>(ticks.value) * kFineStepsPerQuarter / ppq;
}

MeterClass classOf(const score::MeterEvent& meter) {
    static const std::map<std::pair<int, int>, MeterClass> known{
        {{4, 4}, MeterClass::M44}, {{2, 2}, MeterClass::M44},  {{3, 4}, MeterClass::M34},
        {{2, 4}, MeterClass::M24}, {{5, 4}, MeterClass::M54},  {{6, 8}, MeterClass::M68},
        {{3, 8}, MeterClass::M68}, {{12, 8}, MeterClass::M128}};
    const auto found = known.find({meter.numerator, meter.denominator});
    return found == known.end() ? MeterClass::Other : found->second;
}

/// A bar of any length as parts that fit the grid.
void addSpans(std::vector<BarSpan>& spans, score::TickRange bar, MeterClass meter, int ppq) {
    const double exact = stepsIn(bar.length(), ppq);
    const int parts = std::max(1, static_cast<int>(std::ceil(exact / kMostBarSteps - 1e-9)));
    for (int i = 0; i < parts; ++i) {
        const auto at = [&](int part) {
            return bar.begin + Tick(bar.length().value * part / parts);
        };
        const score::TickRange ticks{at(i), at(i + 1)};
        const int steps = std::clamp(static_cast<int>(std::lround(stepsIn(ticks.length(), ppq))), 1,
                                     kMostBarSteps);
        spans.push_back({ticks, steps, parts == 1 ? meter : MeterClass::Other});
    }
}

int durationClass(double steps) {
    int best = 0;
    const auto distance = [&](int i) {
        return std::abs(std::log(steps / kDurations[static_cast<std::size_t>(i)]));
    };
    for (int i = 1; i < kDurationClasses; ++i)
        if (distance(i) < distance(best) - 1e-9) best = i;
    return best;
}

int longestWithin(int durationClass, int steps) {
    while (durationClass > 0 && kDurations[static_cast<std::size_t>(durationClass)] > steps)
        --durationClass;
    return durationClass;
}

int fittedPitch(int pitch, bool drums) {
    if (drums) return pitch < kLowestDrum || pitch > kHighestDrum ? -1 : pitch;
    while (pitch < kLowestPitch) pitch += 12;
    while (pitch > kHighestPitch) pitch -= 12;
    return pitch;
}

/// A note on its way to the grid, in steps from the first span.
struct Raw {
    const score::Note* note;
    std::size_t span;
    double onset; ///< within the span
    double end;   ///< from the beginning of all spans
    int placed = 0;
    int from = 0; ///< placed, from the beginning of all spans
};

class Placer {
public:
    Placer(int ppq, std::span<const BarSpan> spans)
        : m_ppq(ppq)
        , m_spans(spans) {
        for (const auto& span : spans) {
            m_starts.push_back(m_total);
            m_total += span.steps;
        }
    }

    std::vector<Placed> place(std::span<const score::Note> notes, Family family) {
        auto raw = read(notes);
        quantise(raw);
        std::vector<Placed> placed(notes.size());
        for (std::size_t i = 0; i < raw.size(); ++i)
            placed[static_cast<std::size_t>(raw[i].note - notes.data())] = finish(raw, i, family);
        return placed;
    }

private:
    std::vector<Raw> read(std::span<const score::Note> notes) const {
        std::vector<Raw> raw;
        for (const auto& note : notes) {
            const auto span = spanOf(note.onset);
            if (span == m_spans.size()) continue;
            const double onset = stepsIn(note.onset - m_spans[span].ticks.begin, m_ppq);
            raw.push_back(
                {&note, span, onset, m_starts[span] + onset + stepsIn(note.length, m_ppq)});
        }
        return raw;
    }

    std::size_t spanOf(Tick tick) const {
        const auto after = std::ranges::upper_bound(
            m_spans, tick, {}, [](const BarSpan& span) { return span.ticks.begin; });
        if (after == m_spans.begin()) return m_spans.size();
        const auto index = static_cast<std::size_t>(after - m_spans.begin()) - 1;
        return m_spans[index].ticks.contains(tick) ? index : m_spans.size();
    }

    /// Each beat as sixteenths or as triplets.
    static void quantise(std::vector<Raw>& raw) {
        const auto beatOf = [](const Raw& one) {
            return std::pair(one.span, static_cast<int>(one.onset / kFineStepsPerQuarter + 1e-9));
        };
        for (std::size_t i = 0; i < raw.size();) {
            std::size_t end = i;
            double straight = 0, triplet = 0;
            for (; end < raw.size() && beatOf(raw[end]) == beatOf(raw[i]); ++end) {
                straight += std::abs(raw[end].onset - nearest(raw[end].onset, 3));
                triplet += std::abs(raw[end].onset - nearest(raw[end].onset, 2));
            }
            const int grid = triplet < kTripletAdvantage * straight ? 2 : 3;
            for (; i < end; ++i) raw[i].placed = nearest(raw[i].onset, grid);
        }
    }

    static int nearest(double steps, int grid) {
        return static_cast<int>(std::lround(steps / grid)) * grid;
    }

    Placed finish(std::vector<Raw>& raw, std::size_t index, Family family) const {
        auto& one = raw[index];
        const int pitch = fittedPitch(one.note->pitch.value, family == Family::Drums);
        auto [span, step] = std::pair(one.span, one.placed);
        if (step >= m_spans[span].steps) { // just before a bar line
            step = 0;
            ++span;
        }
        if (pitch < 0 || span >= m_spans.size()) return {};
        one.from = m_starts[span] + step;
        Placed placed{static_cast<int>(span), {}};
        placed.note = {static_cast<std::uint8_t>(step), static_cast<std::uint8_t>(family),
                       static_cast<std::uint8_t>(pitch), 0,
                       static_cast<std::uint8_t>(velocityClass(one.note->velocity))};
        if (family != Family::Drums)
            placed.note.duration = static_cast<std::uint8_t>(duration(raw, index));
        return placed;
    }

    int duration(const std::vector<Raw>& raw, std::size_t index) const {
        const auto& one = raw[index];
        const int exact = durationClass(std::max(1.0, one.end - one.from));
        for (std::size_t next = index + 1; next < raw.size(); ++next) {
            const int onset = m_starts[raw[next].span] + raw[next].placed;
            if (onset <= one.from) continue;
            if (m_starts[raw[next].span] + raw[next].onset + kOverlap < one.end) continue;
            return longestWithin(exact, onset - one.from);
        }
        return exact;
    }

    int m_ppq;
    std::span<const BarSpan> m_spans;
    std::vector<int> m_starts; ///< steps before each span
    int m_total = 0;
};

void sortBar(NoteBar& bar) {
    std::ranges::sort(bar.notes);
    const auto same = [](const BarNote& a, const BarNote& b) {
        return a.step == b.step && a.family == b.family && a.pitch == b.pitch;
    };
    bar.notes.erase(std::unique(bar.notes.begin(), bar.notes.end(), same), bar.notes.end());
}

} // namespace

int velocityClass(int velocity) {
    return std::clamp(velocity, 1, 127) / kVelocitiesOfClass;
}

int velocityOf(int velocityClass) {
    return kVelocitiesOfClass * velocityClass + kVelocitiesOfClass / 2;
}

std::strong_ordering BarNote::operator<=>(const BarNote& other) const {
    const auto key = [](const BarNote& note) {
        return std::tuple(note.step, kFamilyRank[note.family], note.pitch, note.duration,
                          note.velocity);
    };
    return key(*this) <=> key(other);
}

std::vector<BarSpan> barSpans(const score::Score& score, score::TickRange ticks) {
    std::vector<BarSpan> spans;
    if (ticks.empty()) return spans;
    for (int bar = score.meter.barAt(ticks.begin);; ++bar) {
        const score::TickRange range{score.meter.barStart(bar), score.meter.barStart(bar + 1)};
        if (range.begin >= ticks.end) return spans;
        addSpans(spans, range, classOf(score.meter.at(range.begin)), score.ppq());
    }
}

std::vector<Placed> placeNotes(std::span<const score::Note> notes, Family family, int ppq,
                               std::span<const BarSpan> spans) {
    return Placer(ppq, spans).place(notes, family);
}

std::vector<NoteBar> toBars(const score::Score& score, std::span<const BarSpan> spans) {
    std::vector<NoteBar> bars;
    for (const auto& span : spans) bars.push_back({span.steps, span.meter, {}});
    Placer placer(score.ppq(), spans);
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& track = score.track(i);
        for (const auto& placed : placer.place(track.notes(), familyOf(track.info)))
            if (placed.bar >= 0)
                bars[static_cast<std::size_t>(placed.bar)].notes.push_back(placed.note);
    }
    for (auto& bar : bars) sortBar(bar);
    return bars;
}

score::Note toNote(const BarNote& note, const BarSpan& span, int ppq) {
    const auto ticks = [&](int steps) {
        return Tick(std::int64_t{steps} * ppq / kFineStepsPerQuarter);
    };
    return {span.ticks.begin + ticks(note.step), std::max(Tick(1), ticks(note.steps())),
            score::Pitch(note.pitch), static_cast<std::uint8_t>(velocityOf(note.velocity))};
}

score::Score toScore(std::span<const NoteBar> bars, const score::Score& like,
                     std::span<const BarSpan> spans) {
    score::Score score(like.ppq());
    score.tempo = like.tempo;
    score.meter = like.meter;
    std::array<std::vector<score::Note>, kFamilies> notes;
    for (std::size_t i = 0; i < bars.size(); ++i)
        for (const auto& note : bars[i].notes)
            notes[note.family].push_back(toNote(note, spans[i], like.ppq()));
    for (int family = 0; family < kFamilies; ++family) {
        auto& own = notes[static_cast<std::size_t>(family)];
        if (!own.empty())
            score.addTrack(score::Track(trackFor(static_cast<Family>(family)), std::move(own)));
    }
    return score;
}

int chordOf(std::span<const BarNote> notes, int steps) {
    std::array<double, 12> weight{};
    std::array<double, 12> bass{};
    for (const auto& note : notes) {
        if (note.family == kDrums) continue;
        const int sounding = std::min(note.steps(), steps - note.step);
        weight[note.pitch % 12] += sounding;
        if (note.family == static_cast<int>(Family::Bass)) bass[note.pitch % 12] += sounding;
    }
    double all = 0, best = 0;
    for (const double one : weight) all += one;
    int chord = 0;
    for (int i = 0; i < kChords - 1 && all > 0; ++i) {
        const auto root = static_cast<std::size_t>(i / 2);
        const double third = weight[(root + (i % 2 == 1 ? 3 : 4)) % 12];
        const double fifth = weight[(root + 7) % 12];
        const double fit = 1.1 * weight[root] + third + fifth + 0.5 * bass[root];
        if (fit > best + 1e-9) {
            best = fit;
            chord = 1 + i;
        }
    }
    return chord;
}

} // namespace contrafact::encoding
