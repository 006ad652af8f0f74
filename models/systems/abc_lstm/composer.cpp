// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/family.h"
#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/systems/abc_lstm/text.h"
#include "models/systems/abc_lstm/tune_writer.h"

#include <algorithm>
#include <utility>

namespace contrafact::models::abc_lstm {

namespace {

using score::Tick;

constexpr int kBeatsPerBar = 4;
constexpr int kMostTunes = 40; ///< of one piece, so that a network that writes none comes to an end
constexpr int kMostFailures = 5; ///< one after another

/// Tunes one after another, up to an end.
class Medley {
public:
    explicit Medley(int bars)
        : m_last(std::int64_t{bars} * kBeatsPerBar * score::kDefaultPpq) {}

    bool full() const { return m_end >= m_last; }
    /// The notes of `tune` from `from` on; false where there are none.
    bool add(const score::Score& tune, Tick from);
    score::Score score() const;

private:
    Tick m_last;
    Tick m_end;
    std::vector<score::Note> m_notes;
    std::vector<score::TempoEvent> m_tempos;
    std::vector<score::MeterEvent> m_meters;
    std::vector<score::KeyEvent> m_keys;
};

/// What holds at `from` and what changes later, as if `from` were `at`.
template<typename Event>
void addEvents(std::vector<Event>& to, const std::vector<Event>& events, Tick from, Tick at) {
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (i + 1 < events.size() && events[i + 1].tick <= from) continue;
        to.push_back(events[i]);
        to.back().tick = at + std::max(Tick(), events[i].tick - from);
    }
}

bool Medley::add(const score::Score& tune, Tick from) {
    const auto before = m_notes.size();
    for (auto note : tune.track(0).notes()) {
        const Tick onset = m_end + (note.onset - from);
        if (note.onset < from || onset >= m_last) continue;
        note.length = std::min(note.length, m_last - onset);
        note.onset = onset;
        note.id = 0;
        m_notes.push_back(note);
    }
    if (m_notes.size() == before) return false;
    addEvents(m_tempos, tune.tempo.events(), from, m_end);
    addEvents(m_meters, tune.meter.events(), from, m_end);
    addEvents(m_keys, tune.keys, from, m_end);
    m_end = m_end + (score::barRange(tune, score::barCount(tune), 1).begin - from);
    return true;
}

score::Score Medley::score() const {
    score::Score score;
    score.tempo = score::TempoMap(score.ppq(), m_tempos);
    score.meter = score::MeterMap(score.ppq(), m_meters);
    score.keys = m_keys;
    if (!m_notes.empty())
        score.addTrack(score::Track(encoding::trackFor(encoding::Family::Piano), m_notes));
    return score;
}

WriteOptions writeOptions(const GenerationRequest& request) {
    const auto asked = [&](const char* key) {
        const auto& value = request.controls.choice(key);
        return value == "free" ? std::string() : value;
    };
    return {.sampling = compose::samplingOptions(request.controls),
            .constrained = request.controls.flag("constrained"),
            .meter = asked("meter"),
            .key = asked("key"),
            .seed = request.seed};
}

class TuneComposer : public compose::ModelComposer<Model> {
public:
    TuneComposer(Model model, CheckpointInfo info)
        : ModelComposer(std::move(model), std::move(info))
        , m_stepper(*m_model.network) {}

    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;

private:
    /// Fills the medley and gives its text.
    std::string write(const GenerationRequest& request, Medley& medley,
                      const std::stop_token& stop);

    nn::TokenStepper m_stepper;
};

/// Where the bars of the tune that has begun end.
Tick endOf(const std::string& begun) {
    const auto music = begun.empty() ? std::nullopt : read(begun);
    return music ? score::barRange(*music, score::barCount(*music), 1).begin : Tick();
}

/// The music of `text` from `from` on; false where there is none.
bool addTo(Medley& medley, const std::string& text, Tick from) {
    const auto tune = read(text);
    return tune && medley.add(*tune, from);
}

std::string TuneComposer::write(const GenerationRequest& request, Medley& medley,
                                const std::stop_token& stop) {
    TuneWriter writer(m_model, m_stepper, writeOptions(request));
    compose::Teller teller(request);
    auto begun = request.continueFrom ? beginningOf(*request.continueFrom) : std::string();
    std::string all;
    int failures = 0;
    for (int i = 0; i < kMostTunes && !medley.full() && failures < kMostFailures; ++i) {
        if (stop.stop_requested()) break;
        const auto from = endOf(begun);
        const auto tell = [&](const std::string& soFar) {
            teller.tell([&] {
                auto told = medley;
                addTo(told, soFar, from);
                return told.score();
            });
        };
        const auto text = writer.write(std::exchange(begun, {}), stop, tell);
        failures = addTo(medley, text, from) ? 0 : failures + 1;
        all += text;
    }
    return all;
}

Result<Generated> TuneComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = compose::checkRequest(request, m_info, 0); !valid) return valid.error();
    Medley medley(request.bars);
    auto text = write(request, medley, stop);
    Generated generated{
        .score = medley.score(), .abc = std::move(text), .cut = stop.stop_requested()};
    if (request.continueFrom) generated.score.tempo = compose::emptyScore(request, 0).tempo;
    if (generated.cut && generated.score.noteCount() == 0) return Error{"cancelled"};
    if (!medley.full() && !generated.cut)
        generated.remarks.push_back("What the network wrote holds too few tunes that can be read");
    compose::finish(generated, request, m_info);
    return generated;
}

} // namespace

std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info) {
    return std::make_unique<TuneComposer>(model, std::move(info));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::opened<TuneComposer, Model>(file, info);
}

} // namespace contrafact::models::abc_lstm
