// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/style_lesson.h"

#include "models/nn/optimiser.h"
#include "models/nn/schedule.h"
#include "models/systems/bar_rnn/streams.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace contrafact::models::bar_rnn {

namespace {

constexpr std::int64_t kRows = 8, kEvents = 64; ///< of a step
constexpr double kRate = 0.01, kDecay = 1e-3;
constexpr int kLookEvery = 20;      ///< steps
constexpr std::size_t kFewBars = 8; ///< a shorter song is learned from as a whole
constexpr std::int64_t kReadBefore = 128, kHeldAside = 1024; ///< events of each song's last quarter
/// What of the songs is told while they are learned: as in training, so that a style may be
/// asked for together with anything else.
constexpr KnownShares kTold{.given = 0.2, .attributes = 0.3, .lead = 0.3, .key = 0.7, .form = 0.5};

/// A song whose last bars are not learned from.
struct HeldSong {
    Visit visit;
    std::int64_t first = 0; ///< event that counts
    std::int64_t from() const { return std::max<std::int64_t>(0, first - kReadBefore); }
};

HeldSong heldOf(const std::vector<encoding::NoteBar>& bars, std::size_t firstBar,
                const FeatureChoice& choice) {
    nn::Random random(0); // nothing is drawn where nothing is told
    HeldSong held{visitOf(bars, drawKnown(bars, kNothingTold, random), choice)};
    const std::vector<encoding::NoteBar> learned(
        bars.begin(), bars.begin() + static_cast<std::ptrdiff_t>(firstBar));
    held.first = std::min(held.visit.size(), std::ssize(encoding::toEvents(learned)));
    return held;
}

struct Parts {
    std::vector<Song> learned;
    std::vector<HeldSong> held;
};

Parts partsOf(const std::vector<score::Score>& songs, const FeatureChoice& choice) {
    Parts parts;
    for (const auto& score : songs) {
        if (score.noteCount() == 0) continue;
        auto bars =
            encoding::toBars(score, encoding::barSpans(score, {score::Tick(), score.end()}));
        const auto kept = bars.size() < kFewBars ? bars.size() : bars.size() - bars.size() / 4;
        if (kept < bars.size()) parts.held.push_back(heldOf(bars, kept, choice));
        bars.resize(kept);
        parts.learned.push_back({.name = {}, .bars = std::move(bars)});
    }
    return parts;
}

/// Only the style's numbers are trained; the network is a copy that wears them.
class StyleLearning {
public:
    StyleLearning(const Model& model, const std::vector<score::Score>& songs,
                  const StyleLesson& lesson);

    bool hasNotes() const { return m_streams.stepsPerPass() > 0; }
    double step(int step); ///< nats a note
    double heldOut();      ///< nats a note of the last quarters; NaN without any
    std::map<std::string, TensorData> numbers() const { return m_numbers->save(); }

private:
    StyleLearning(const Model& model, Parts parts, const StyleLesson& lesson);
    torch::Tensor natsOf(const EventBatch& batch, nn::RecurrentState& state);
    EventBatch heldBatch() const;

    const Model& m_model;
    EventNet m_pupil;
    StyleNumbers m_numbers;
    nn::Optimiser m_optimiser;
    int m_steps;
    Streams m_streams;
    std::vector<HeldSong> m_held;
    nn::RecurrentState m_state;
};

double notesIn(const EventBatch& batch) {
    return std::max(1.0, static_cast<double>(batch.nextVelocity.ge(0).sum().item<std::int64_t>()));
}

EventNet frozenCopy(const EventNet& network) {
    auto copy = copyOf(network);
    for (auto& weight : copy->parameters()) weight.requires_grad_(false);
    return copy;
}

StyleLearning::StyleLearning(const Model& model, const std::vector<score::Score>& songs,
                             const StyleLesson& lesson)
    : StyleLearning(model, partsOf(songs, model.choice), lesson) {}

StyleLearning::StyleLearning(const Model& model, Parts parts, const StyleLesson& lesson)
    : m_model(model)
    , m_pupil(frozenCopy(model.network))
    , m_numbers(*model.network)
    , m_optimiser(*m_numbers, {.weightDecay = kDecay, .clip = 1})
    , m_steps(lesson.steps)
    , m_streams(std::move(parts.learned), {.rows = kRows,
                                           .length = kEvents,
                                           .seed = lesson.seed,
                                           .shares = kTold,
                                           .choice = model.choice})
    , m_held(std::move(parts.held)) {}

torch::Tensor StyleLearning::natsOf(const EventBatch& batch, nn::RecurrentState& state) {
    m_numbers->wear(*m_pupil, *m_model.network);
    const auto losses = m_pupil->losses(m_pupil(batch, state, 0), batch, 0);
    return losses.token + losses.duration + losses.velocity;
}

double StyleLearning::step(int step) {
    const auto now = m_streams.at(step);
    auto state = m_numbers->start(kRows);
    if (m_state.hidden.defined()) {
        state.hidden = torch::lerp(state.hidden, m_state.hidden, now.carried);
        state.cells = torch::lerp(state.cells, m_state.cells, now.carried);
    }
    const auto nats = natsOf(now.batch, state);
    m_state = state;
    const double notes = notesIn(now.batch), progress = static_cast<double>(step) / m_steps;
    return m_optimiser.descend(nats / notes, nn::cosineRate(kRate, progress));
}

/// What counts is what follows the bars that are learned from.
EventBatch StyleLearning::heldBatch() const {
    std::vector<Piece> pieces;
    for (const auto& song : m_held) pieces.push_back({&song.visit, song.from()});
    auto batch = batchOf(pieces, kReadBefore + kHeldAside);
    for (std::size_t row = 0; row < m_held.size(); ++row)
        for (auto* next : {&batch.nextToken, &batch.nextDuration, &batch.nextVelocity})
            next->select(0, static_cast<std::int64_t>(row))
                .narrow(0, 0, m_held[row].first - m_held[row].from())
                .fill_(-1);
    return batch;
}

double StyleLearning::heldOut() {
    if (m_held.empty()) return std::nan("");
    const torch::NoGradGuard still;
    const auto batch = heldBatch();
    auto state = m_numbers->start(std::ssize(m_held));
    return natsOf(batch, state).item<double>() / notesIn(batch);
}

} // namespace

Result<LearnedStyle> learnStyle(const Model& model, const std::vector<score::Score>& songs,
                                const StyleLesson& lesson, std::stop_token stop) {
    if (lesson.steps < 1) return Error{"learning a style needs at least one step"};
    StyleLearning learning(model, songs, lesson);
    if (!learning.hasNotes()) return Error{"the songs have no notes to learn a style from"};
    const double before = learning.heldOut();
    LearnedStyle best{.natsBefore = before, .natsAfter = before, .numbers = learning.numbers()};
    double loss = 0;
    for (int step = 0, since = 0; step < lesson.steps; ++step) {
        if (stop.stop_requested()) return Error{"cancelled"};
        loss += learning.step(step);
        ++since;
        const bool last = step + 1 == lesson.steps;
        if (!last && since < kLookEvery) continue;
        const double held = learning.heldOut();
        if (std::isnan(held) || held < best.natsAfter) {
            best.natsAfter = held;
            best.numbers = learning.numbers();
        }
        if (lesson.onProgress) lesson.onProgress({step + 1, loss / since, held});
        loss = 0;
        since = 0;
    }
    return best;
}

} // namespace contrafact::models::bar_rnn
