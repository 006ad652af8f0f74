// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/composer.h"

#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/systems/bar_rnn/chord_names.h"
#include "models/systems/bar_rnn/drawing.h"
#include "models/systems/bar_rnn/faults.h"
#include "models/systems/bar_rnn/plan.h"
#include "models/systems/bar_rnn/scoring.h"
#include "models/systems/bar_rnn/style_lesson.h"
#include "models/systems/bar_rnn/voices.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <map>

namespace contrafact::models::bar_rnn {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using score::Tick;

constexpr auto kTellEvery = 30ms;
/// A bar that goes on beyond this is closed: more than the fullest bar of any song at hand.
constexpr int kMostEvents = 400;

/// A pitch within so many semitones of one that holds on takes over from it: voices that move by
/// step do not blur.
constexpr int kTakesOver = 2;

/// Notes end where their pitch, or a neighbour, is struck anew and where the composed bars end.
void endInTime(std::vector<score::Note>& notes, Tick end) {
    std::ranges::sort(notes, {}, [](const score::Note& note) { return note.onset; });
    std::map<int, score::Note*> sounding;
    for (auto& note : notes) {
        note.length = std::max(Tick(1), std::min(note.length, end - note.onset));
        const int pitch = note.pitch.value;
        for (auto at = sounding.lower_bound(pitch - kTakesOver);
             at != sounding.end() && at->first <= pitch + kTakesOver; ++at) {
            auto& last = *at->second;
            if (last.end() > note.onset && (last.onset < note.onset || at->first == pitch))
                last.length = std::max(Tick(1), note.onset - last.onset);
        }
        sounding[pitch] = &note;
    }
}

bool samePlace(const encoding::BarNote& a, const encoding::BarNote& b) {
    return a.step == b.step && a.family == b.family && a.pitch == b.pitch;
}

/// Velocities that lie in the middle of a class.
constexpr int kMiddle = encoding::kVelocitiesOfClass / 2;

/// The network says a class of velocities; which of its middle is drawn by the note's place in its
/// bar, so that bars that come again sound as they did.
std::uint8_t velocityWithin(const encoding::BarNote& note, std::uint64_t seed) {
    const auto drawn = nn::mix(seed, note.step, note.family * 128U + note.pitch) % kMiddle;
    return static_cast<std::uint8_t>(encoding::velocityOf(note.velocity) - kMiddle / 2 +
                                     static_cast<int>(drawn));
}

/// Faults of a take with which no other is drawn: less than an instrument that is missing.
constexpr double kGoodEnough = 1.9;
constexpr std::size_t kChosenBars = kLeadBars; ///< of a take: as many as tell who leads

std::uint64_t takeSeed(std::uint64_t seed, std::size_t bar, std::int64_t take) {
    return nn::mix(seed, bar, static_cast<std::uint64_t>(take));
}

class EventComposer : public compose::ModelComposer<Model> {
public:
    EventComposer(Model model, CheckpointInfo info)
        : ModelComposer(std::move(model), std::move(info))
        , m_voices(m_model) {}

    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;
    Result<PieceLikelihood> likelihood(const score::Score& piece,
                                       const std::vector<StyleSet>& styles,
                                       std::stop_token stop) override;
    Result<LearnedStyle> learnStyle(const std::vector<score::Score>& songs,
                                    const StyleLesson& lesson, std::stop_token stop) override;

private:
    score::Score placed(const Plan& plan, const encoding::EventState& state,
                        std::uint64_t seed) const;
    /// Both: false where `goOn`, asked after each event, says so.
    bool drawBars(const Plan& plan, Drawing& drawing, std::size_t first, std::size_t end,
                  const std::function<bool()>& goOn) const;
    bool drawBest(const Plan& plan, Drawing& drawing, std::size_t first,
                  const GenerationRequest& request, const std::function<bool()>& goOn) const;

    Voices m_voices;
};

Result<PieceLikelihood> EventComposer::likelihood(const score::Score& piece,
                                                  const std::vector<StyleSet>& styles,
                                                  std::stop_token stop) {
    if (const auto usable = checkStyles(styles, m_info); !usable) return usable.error();
    auto& voice = m_voices.with(styles);
    return likelihoodOf(voice.model, voice.stepper, piece, std::move(stop));
}

Result<LearnedStyle> EventComposer::learnStyle(const std::vector<score::Score>& songs,
                                               const StyleLesson& lesson, std::stop_token stop) {
    auto style = bar_rnn::learnStyle(m_model, songs, lesson, std::move(stop));
    if (!style) return style;
    style->system = m_info.system;
    style->checkpoint = m_info.hash;
    return style;
}

DrawOptions drawOptions(const GenerationRequest& request) {
    return {.temperature = request.controls.real("temperature"),
            .topP = request.controls.real("top_p"),
            .again = request.controls.real("again"),
            .inKey = request.controls.real("in_key"),
            .seed = nn::mix(request.seed)};
}

/// Composed notes from the plan's range, moved to tick 0; given ones are not among them.
score::Score EventComposer::placed(const Plan& plan, const encoding::EventState& state,
                                   std::uint64_t seed) const {
    score::Score score(plan.like.ppq());
    score.tempo = plan.like.tempo;
    score.meter = plan.like.meter;
    std::array<std::vector<score::Note>, kFamilies> notes;
    for (std::size_t bar = plan.before.size(); bar < state.bars().size(); ++bar) {
        const auto& given = plan.known.at(static_cast<int>(bar)).given;
        for (const auto& note : state.bars()[bar].notes) {
            if (std::ranges::any_of(given, [&](const auto& one) { return samePlace(one, note); }))
                continue;
            auto placed =
                encoding::toNote(note, plan.spans[bar - plan.before.size()], plan.like.ppq());
            if (!plan.range.contains(placed.onset)) continue;
            placed.onset = placed.onset - plan.range.begin;
            placed.velocity = velocityWithin(note, seed);
            notes[note.family].push_back(placed);
        }
    }
    for (std::size_t family = 0; family < notes.size(); ++family) {
        if (notes[family].empty()) continue;
        endInTime(notes[family], plan.range.length());
        const auto info = encoding::trackFor(static_cast<encoding::Family>(family));
        score.addTrack(score::Track(info, std::move(notes[family])));
    }
    return score;
}

bool EventComposer::drawBars(const Plan& plan, Drawing& drawing, std::size_t first, std::size_t end,
                             const std::function<bool()>& goOn) const {
    for (auto bar = first; bar < end; ++bar) {
        const auto& span = plan.spans[bar];
        drawing.beginBar(span.steps, span.meter, plan.chords.empty() ? -1 : plan.chords[bar]);
        for (int i = 0; i < kMostEvents && drawing.next(); ++i)
            if (!goOn()) return false;
    }
    return true;
}

/// Of so many takes of these bars the one with the fewest faults is kept, the first that has hardly
/// any at once.
bool EventComposer::drawBest(const Plan& plan, Drawing& drawing, std::size_t first,
                             const GenerationRequest& request,
                             const std::function<bool()>& goOn) const {
    const auto end = std::min(plan.spans.size(), first + kChosenBars);
    const auto place = plan.before.size() + first;
    const auto from = drawing.mark();
    auto best = from;
    double fewest = std::numeric_limits<double>::infinity();
    const auto takes = request.controls.integer("candidates");
    for (std::int64_t take = 0; take < takes && fewest > kGoodEnough; ++take) {
        if (take > 0) drawing.goBack(from, takeSeed(request.seed, first, take));
        if (!drawBars(plan, drawing, first, end, goOn)) return false;
        const auto bars = std::span(drawing.state().bars());
        const double faults =
            faultsOf(bars.subspan(place), plan.known, static_cast<int>(place), bars.first(place));
        if (faults >= fewest) continue;
        fewest = faults;
        best = drawing.mark();
    }
    drawing.goBack(best, takeSeed(request.seed, end, 0));
    return true;
}

Result<Generated> EventComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = compose::checkRequest(request, m_info, 0); !valid) return valid.error();
    if (const auto usable = checkStyles(request.styles, m_info); !usable) return usable.error();
    const auto planned = planOf(request, m_model.manner);
    if (!planned) return planned.error();
    const auto& plan = *planned;
    auto& voice = m_voices.with(request.styles);
    Drawing drawing(voice.model, voice.stepper, plan.known, drawOptions(request));
    drawing.recall(plan.before);
    auto told = Clock::now();
    bool heard = false;
    const auto goOn = [&] {
        if (request.onMusic && (!heard || Clock::now() - told >= kTellEvery)) {
            const auto music = placed(plan, drawing.state(), request.seed);
            heard = heard || music.noteCount() > 0;
            if (heard) request.onMusic(music);
            told = Clock::now();
        }
        return !stop.stop_requested();
    };
    bool whole = !stop.stop_requested();
    for (std::size_t first = 0; first < plan.spans.size() && whole; first += kChosenBars)
        whole = drawBest(plan, drawing, first, request, goOn);
    Generated generated{.score = placed(plan, drawing.state(), request.seed), .cut = !whole};
    if (!whole && generated.score.noteCount() == 0) return Error{"cancelled"};
    const auto bars = std::span(drawing.state().bars());
    const auto first = std::min(plan.before.size(), bars.size());
    generated.remarks =
        missedWishes(bars.subspan(first), plan.known.at(static_cast<int>(first)).open, plan.asked);
    nlohmann::json own{{"primer", request.continueFrom.has_value()}};
    if (!request.styles.empty()) own["styles"] = compose::stylesTold(request);
    if (!request.chords.empty())
        own["chords"] = request.chords;
    else if (!plan.chords.empty())
        own["chords"] = chordText(plan.chords);
    if (!whole) own["cut"] = true;
    generated.provenance = compose::provenance(request, m_info, own);
    if (request.onMusic) request.onMusic(generated.score);
    return generated;
}

} // namespace

std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info) {
    return std::make_unique<EventComposer>(model, std::move(info));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::opened<EventComposer, Model>(file, info);
}

} // namespace contrafact::models::bar_rnn
