// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/scoring.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::EventKind;

/// -log p(index) in nats.
double cost(std::span<const float> logits, int index) {
    const float top = *std::ranges::max_element(logits);
    double sum = 0;
    for (const float logit : logits) sum += std::exp(static_cast<double>(logit - top));
    return std::log(sum) + top - logits[static_cast<std::size_t>(index)];
}

double costOf(EventStepper& stepper, const encoding::Event& event) {
    double nats = cost(stepper.tokenLogits(), event.token);
    if (event.duration >= 0) nats += cost(stepper.durationLogits(event.token), event.duration);
    if (event.velocity >= 0)
        nats += cost(stepper.velocityLogits(event.token, event.duration), event.velocity);
    return nats;
}

/// Bar, step, family, pitch.
using Place4 = std::tuple<int, int, int, int>;

/// What each place of the grid costs. A bar that comes AGAIN shares its cost among its notes; the
/// first note of a step bears that of its POS.
class CostsByPlace {
public:
    CostsByPlace(const EventCosts& costs, const std::vector<encoding::NoteBar>& bars) {
        for (std::size_t i = 0; i < costs.events.size(); ++i) {
            const int token = costs.events[i].token;
            switch (encoding::kindOf(token)) {
            case EventKind::Bar:
                ++m_bar;
                break;
            case EventKind::Chord:
                break;
            case EventKind::Whole:
                share(bars, -1, costs.nats[i]);
                break;
            case EventKind::Again:
                share(bars, familyOf(token), costs.nats[i]);
                break;
            case EventKind::Position:
                m_step = token - encoding::kPositionTokens;
                m_waiting = costs.nats[i];
                break;
            case EventKind::Note: {
                const auto name = encoding::noteName(token - encoding::kNoteTokens);
                m_costs[{m_bar, m_step, name.family, name.pitch}] = m_waiting + costs.nats[i];
                m_waiting = 0;
                break;
            }
            }
        }
    }

    double at(const encoding::Placed& placed) const {
        const auto& note = placed.note;
        const auto found = m_costs.find({placed.bar, note.step, note.family, note.pitch});
        return found == m_costs.end() ? 0 : found->second;
    }

private:
    static int familyOf(int token) {
        const int rank = (token - encoding::kAgainTokens) / encoding::kFamilyBacks;
        return encoding::kRankedFamilies[static_cast<std::size_t>(rank)];
    }

    void share(const std::vector<encoding::NoteBar>& bars, int family, double nats) {
        const auto& notes = bars[static_cast<std::size_t>(m_bar)].notes;
        const auto isMeant = [&](const auto& note) { return family < 0 || note.family == family; };
        const auto count = static_cast<double>(std::ranges::count_if(notes, isMeant));
        for (const auto& note : notes)
            if (isMeant(note)) m_costs[{m_bar, note.step, note.family, note.pitch}] = nats / count;
    }

    std::map<Place4, double> m_costs;
    int m_bar = -1;
    int m_step = -1;
    double m_waiting = 0;
};

} // namespace

EventCosts costsOf(const Model& model, EventStepper& stepper,
                   const std::vector<encoding::NoteBar>& bars, const Known& known,
                   std::stop_token stop) {
    EventCosts costs{.events = encoding::toEvents(bars), .nats = {}};
    GivenReader given(model, known);
    encoding::EventState state;
    stepper.reset();
    for (const auto& event : costs.events) {
        if (stop.stop_requested()) break;
        costs.nats.push_back(state.bar() < 0 ? 0 : costOf(stepper, event));
        if (encoding::kindOf(event.token) == EventKind::Bar) {
            const auto& next = bars[static_cast<std::size_t>(state.bar() + 1)];
            state.setShape(next.steps, next.meter);
        }
        state.push(event);
        stepper.step(event, state, known, given.at(state));
    }
    return costs;
}

Result<PieceLikelihood> likelihoodOf(const Model& model, EventStepper& stepper,
                                     const score::Score& piece, std::stop_token stop) {
    if (piece.noteCount() == 0) return Error{"the piece has no notes"};
    const auto spans = encoding::barSpans(piece, {score::Tick(), piece.end()});
    const auto bars = encoding::toBars(piece, spans);
    const auto costs = costsOf(model, stepper, bars, {}, stop);
    if (stop.stop_requested()) return Error{"cancelled"};
    const CostsByPlace byPlace(costs, bars);
    PieceLikelihood found;
    for (int track = 0; track < piece.trackCount(); ++track) {
        const auto& own = piece.track(track);
        const auto placed =
            encoding::placeNotes(own.notes(), encoding::familyOf(own.info), piece.ppq(), spans);
        for (std::size_t i = 0; i < placed.size(); ++i)
            if (placed[i].bar >= 0)
                found.notes.push_back({track, own.notes()[i].id, byPlace.at(placed[i])});
    }
    const double all = std::reduce(costs.nats.begin(), costs.nats.end());
    found.natsPerNote = found.notes.empty() ? 0 : all / static_cast<double>(found.notes.size());
    return found;
}

} // namespace contrafact::models::bar_rnn
