// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/baselines.h"

#include "core/metrics/random.h"

#include <algorithm>
#include <cmath>

namespace contrafact::metrics {

namespace {

constexpr int kSixteenth = kMetricStepsPerBeat / 4;
constexpr std::uint8_t kVelocity = 90;
constexpr int kTicksPerStep = score::kDefaultPpq / kMetricStepsPerBeat;

/// A whole number with that mean: the fraction decides by chance.
int roundedByChance(double value, Random& random) {
    const double whole = std::floor(value);
    return static_cast<int>(whole) + (random.real() < value - whole);
}

/// Notes at 24 steps a beat, collected for one track.
class Part {
public:
    explicit Part(int bars)
        : m_end(bars * kMetricStepsPerBar) {}
    void add(int step, int pitch, int duration) {
        const int length = std::min(duration, m_end - step);
        m_notes.push_back({score::Tick(step * kTicksPerStep), score::Tick(length * kTicksPerStep),
                           score::Pitch(pitch), kVelocity});
    }
    bool holds(int step) const { return step < m_end; }
    int end() const { return m_end; }
    void addTo(score::Score& score, std::size_t family) {
        if (m_notes.empty()) return;
        score.addTrack(score::Track(encoding::trackFor(static_cast<encoding::Family>(family)),
                                    std::move(m_notes)));
    }

private:
    int m_end;
    std::vector<score::Note> m_notes;
};

} // namespace

NoiseBaseline::NoiseBaseline(std::span<const Piece> music) {
    for (const auto& piece : music) {
        const auto grid = encoding::toGrid(piece.score, kMetricStepsPerBeat);
        for (std::size_t family = 0; family < encoding::kFamilies; ++family)
            m_notesPerBar[family] += static_cast<double>(grid.notes[family].size());
    }
    for (auto& density : m_notesPerBar) density /= std::max(barsOf(music), 1);
}

Piece NoiseBaseline::compose(int bars, std::uint64_t seed) const {
    Random random(seed);
    Piece piece{score::Score(), bars};
    for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
        const bool drums = family == encoding::kDrums;
        Part part(bars);
        for (int left = roundedByChance(m_notesPerBar[family] * bars, random); left > 0; --left) {
            const int step = random.in(0, part.end() - 1);
            const int pitch = drums ? random.in(35, 81) : random.in(24, 107);
            part.add(step, pitch, random.in(1, kMetricStepsPerBeat));
        }
        part.addTo(piece.score, family);
    }
    return piece;
}

MarkovBaseline::State MarkovBaseline::stateOf(const Row& row) {
    const auto sixteenths = [](int steps) { return (steps + kSixteenth / 2) / kSixteenth; };
    return {row.pitch, sixteenths(row.step), sixteenths(row.duration)};
}

void MarkovBaseline::learn(Chain& chain, const std::vector<encoding::GridNote>& notes) {
    if (notes.empty()) return;
    ++chain.presence;
    Row last;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const auto& note = notes[i];
        const Row row{note.pitch, note.step - (i ? notes[i - 1].step : 0), note.length};
        auto& rows = i ? chain.next[stateOf(last)] : chain.starts;
        rows.push_back(row);
        last = row;
    }
}

MarkovBaseline::MarkovBaseline(std::span<const Piece> music) {
    for (const auto& piece : music) {
        const auto grid = encoding::toGrid(piece.score, kMetricStepsPerBeat);
        for (std::size_t family = 0; family < encoding::kFamilies; ++family)
            learn(m_chains[family], grid.notes[family]);
    }
    for (auto& chain : m_chains)
        if (!music.empty()) chain.presence /= static_cast<double>(music.size());
}

Piece MarkovBaseline::compose(int bars, std::uint64_t seed) const {
    Random random(seed);
    Piece piece{score::Score(), bars};
    for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
        const auto& chain = m_chains[family];
        if (random.real() >= chain.presence || chain.starts.empty()) continue;
        const auto pick = [&](const std::vector<Row>& rows) {
            return rows[random.below(rows.size())];
        };
        Part part(bars);
        auto row = pick(chain.starts);
        int chordNotes = 0;
        for (int step = row.step; part.holds(step); step += row.step) {
            part.add(step, row.pitch, row.duration);
            const auto next = chain.next.find(stateOf(row));
            row = pick(next == chain.next.end() ? chain.starts : next->second);
            // Rows of one moment could follow each other round and round: no hand plays more keys.
            chordNotes = row.step == 0 ? chordNotes + 1 : 0;
            if (chordNotes > 10) row.step = kSixteenth;
        }
        part.addTo(piece.score, family);
    }
    return piece;
}

} // namespace contrafact::metrics
