// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/four_four.h"

#include <algorithm>

namespace contrafact::encoding {

using score::Tick;
using score::TickRange;

namespace {

struct MeterSpan {
    TickRange range;
    score::MeterEvent meter;
};

std::vector<MeterSpan> spansOf(const score::Score& score) {
    std::vector<MeterSpan> spans;
    const auto& events = score.meter.events();
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto next = i + 1 < events.size() ? events[i + 1].tick : score.end();
        const TickRange range{events[i].tick, std::min(next, score.end())};
        if (!range.empty()) spans.push_back({range, events[i]});
    }
    return spans;
}

struct Stretch {
    TickRange range;
    Tick origin; ///< a bar line, at or before the range
};

/// Joins spans whose bar lines go on from one to the next.
class Joiner {
public:
    explicit Joiner(Tick bar)
        : m_bar(bar) {}

    void add(const MeterSpan& span) {
        const auto& range = span.range;
        if (isPickup(range)) {
            m_stretches.push_back({range, range.end - m_bar});
        } else if (isFourFour(span.meter)) {
            if (goesOn(range.begin))
                m_stretches.back().range.end = range.end;
            else
                m_stretches.push_back({range, range.begin});
        } else {
            // What comes before the first bar line belongs to a bar of another length.
            if (m_stretches.size() == 1 && m_pickup && m_stretches[0].range.end == range.begin) {
                m_leftOut.push_back({m_stretches[0].range, span.meter});
                m_stretches.clear();
            }
            m_leftOut.push_back(span);
        }
        m_pickup = isPickup(range);
    }

    const std::vector<Stretch>& stretches() const { return m_stretches; }
    const std::vector<MeterSpan>& leftOut() const { return m_leftOut; }

private:
    bool isPickup(const TickRange& range) const {
        return range.begin == Tick() && range.length() < m_bar;
    }
    bool goesOn(Tick begin) const {
        if (m_stretches.empty() || m_stretches.back().range.end != begin) return false;
        return (begin - m_stretches.back().origin).value % m_bar.value == 0;
    }

    Tick m_bar;
    bool m_pickup = false;
    std::vector<Stretch> m_stretches;
    std::vector<MeterSpan> m_leftOut;
};

std::string nameOf(const score::MeterEvent& meter) {
    return std::to_string(meter.numerator) + "/" + std::to_string(meter.denominator);
}

} // namespace

bool isFourFour(const score::MeterEvent& meter) {
    return meter.numerator == meter.denominator;
}

FourFourSong FourFourEncoding::cut(const score::Score& score, std::string_view) const {
    Joiner joiner(Tick(std::int64_t{4} * score.ppq()));
    for (const auto& span : spansOf(score)) joiner.add(span);

    FourFourSong song;
    const auto quarters = [&](const TickRange& range) {
        return static_cast<double>(range.length().value) / score.ppq();
    };
    for (const auto& [range, origin] : joiner.stretches()) {
        song.quarters += quarters(range);
        auto grid = toGrid(score, range, origin, stepsPerBeat);
        if (grid.noteCount() > 0) song.stretches.push_back(std::move(grid));
    }
    for (const auto& [range, meter] : joiner.leftOut())
        song.leftOut[nameOf(meter)] += quarters(range);
    return song;
}

} // namespace contrafact::encoding
