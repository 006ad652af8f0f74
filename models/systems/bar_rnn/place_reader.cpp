// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/place_reader.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::NoteBar;
using score::Tick;

/// Bars before and after the composed ones that are looked at; of more the network is told nothing.
constexpr int kBefore = 32;
constexpr int kAfter = 4;

/// One tempo and meter: those at `from`.
score::Score emptyLike(const score::Score& piece, Tick from) {
    score::Score like(piece.ppq());
    const auto micros = std::lround(60e6 / piece.tempo.bpmAt(from));
    like.tempo = score::TempoMap(piece.ppq(), {{Tick(), static_cast<std::uint32_t>(micros)}});
    auto meter = piece.meter.at(from);
    meter.tick = Tick();
    like.meter = score::MeterMap(piece.ppq(), {meter});
    return like;
}

/// The bars before a tick, at most kBefore, without silence at their beginning.
void recall(Plan& plan, const score::Score& piece, Tick until) {
    if (until <= Tick()) return;
    const auto all = encoding::barSpans(piece, {Tick(), until});
    const auto from = all.size() > kBefore ? all.size() - kBefore : 0;
    auto bars = encoding::toBars(piece, std::span(all).subspan(from));
    const auto first =
        std::ranges::find_if(bars, [](const auto& bar) { return !bar.notes.empty(); });
    bars.erase(bars.begin(), first);
    plan.before = std::move(bars);
    plan.known.first = static_cast<int>(all.size() - plan.before.size());
}

/// A place, seen from the network.
class PlaceReader {
public:
    PlaceReader(const Place& place, Plan& plan)
        : m_place(place)
        , m_plan(plan)
        , m_locked(place.locked.begin(), place.locked.end()) {}

    void read() {
        const auto& piece = m_place.piece;
        m_plan.like = piece;
        m_plan.range = m_place.range;
        m_plan.spans = encoding::barSpans(piece, m_place.range);
        recall(m_plan, piece, m_plan.spans.front().ticks.begin);
        m_plan.known.lowest = m_place.low.value;
        m_plan.known.highest = m_place.high.value;
        readBars();
        readWhatFollows();
        readForm();
    }

private:
    bool isChosen(int track) const {
        if (m_place.tracks.empty()) return !m_place.piece.track(track).info.locked;
        return std::ranges::find(m_place.tracks, track) != m_place.tracks.end();
    }

    /// Families of the chosen tracks; where none is named, also those that no track plays yet.
    std::array<bool, kFamilies> openFamilies() const {
        std::array<bool, kFamilies> open{}, there{};
        for (int track = 0; track < m_place.piece.trackCount(); ++track) {
            const auto family =
                static_cast<std::size_t>(encoding::familyOf(m_place.piece.track(track).info));
            there[family] = true;
            open[family] |= isChosen(track);
        }
        const bool mayAdd = m_place.tracks.empty() && m_place.kept == KeptPart::Nothing;
        for (std::size_t i = 0; i < open.size(); ++i) open[i] |= mayAdd && !there[i];
        return open;
    }

    bool isReplaced(const score::Note& note) const {
        return m_place.range.contains(note.onset) && note.pitch >= m_place.low &&
               note.pitch <= m_place.high && !m_locked.contains(note.id);
    }

    void readBars() {
        std::vector<KnownBar> bars(m_plan.spans.size());
        for (auto& bar : bars) bar.open = openFamilies();
        for (int track = 0; track < m_place.piece.trackCount(); ++track) readTrack(track, bars);
        for (auto& bar : bars)
            for (auto* notes : {&bar.given, &bar.rhythm, &bar.pitches}) sortOut(*notes);
        auto& known = m_plan.known.bars;
        known.resize(m_plan.before.size());
        known.insert(known.end(), bars.begin(), bars.end());
    }

    void readTrack(int track, std::vector<KnownBar>& bars) const {
        const auto& own = m_place.piece.track(track);
        const auto placed = encoding::placeNotes(own.notes(), encoding::familyOf(own.info),
                                                 m_place.piece.ppq(), m_plan.spans);
        for (std::size_t i = 0; i < placed.size(); ++i) {
            if (placed[i].bar < 0) continue;
            auto& bar = bars[static_cast<std::size_t>(placed[i].bar)];
            if (!isChosen(track) || !isReplaced(own.notes()[i]))
                bar.given.push_back(placed[i].note);
            else if (m_place.kept == KeptPart::Rhythm)
                bar.rhythm.push_back(placed[i].note);
            else if (m_place.kept == KeptPart::Pitches && placed[i].note.family != encoding::kDrums)
                bar.pitches.push_back(placed[i].note);
        }
    }

    static void sortOut(std::vector<encoding::BarNote>& notes) {
        std::ranges::sort(notes);
        const auto same = [](const auto& a, const auto& b) {
            return a.step == b.step && a.family == b.family && a.pitch == b.pitch;
        };
        notes.erase(std::unique(notes.begin(), notes.end(), same), notes.end());
    }

    void readWhatFollows() {
        const auto from = m_plan.spans.back().ticks.end;
        const auto& meter = m_place.piece.meter;
        const auto spans =
            encoding::barSpans(m_place.piece, {from, meter.barStart(meter.barAt(from) + kAfter)});
        for (auto& bar : encoding::toBars(m_place.piece, spans))
            m_plan.known.bars.push_back({.open = {}, .given = std::move(bar.notes)});
    }

    void readForm() {
        auto& known = m_plan.known;
        const auto end = std::max(m_place.piece.end(), m_plan.spans.back().ticks.end);
        const auto all = encoding::barSpans(m_place.piece, {Tick(), end});
        known.key = keyOf(encoding::toBars(m_place.piece, all));
        known.length = static_cast<int>(all.size()) - known.first;
    }

    const Place& m_place;
    Plan& m_plan;
    std::set<score::NoteId> m_locked;
};

} // namespace

void readPlace(const Place& place, Plan& plan) {
    PlaceReader(place, plan).read();
}

void readOpening(const GenerationRequest& request, Plan& plan) {
    const auto& controls = request.controls;
    if (request.continueFrom && request.continueFrom->noteCount() > 0) {
        const auto& before = *request.continueFrom;
        recall(plan, before, before.end());
        plan.known.key = keyOf(plan.before);
        plan.like = emptyLike(before, before.end() - Tick(1));
    } else {
        const auto micros = static_cast<std::uint32_t>(std::lround(60e6 / controls.real("tempo")));
        plan.like.tempo = score::TempoMap(plan.like.ppq(), {{Tick(), micros}});
    }
    plan.range = {Tick(), plan.like.meter.barStart(request.bars)};
    plan.spans = encoding::barSpans(plan.like, plan.range);
    plan.known.bars.resize(plan.before.size() + plan.spans.size());
    if (controls.flag("ending")) plan.known.length = static_cast<int>(plan.known.bars.size());
}

} // namespace contrafact::models::bar_rnn
