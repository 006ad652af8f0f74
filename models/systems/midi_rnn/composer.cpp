// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_rnn/composer.h"

#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/nn/random.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace contrafact::models::midi_rnn {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int kBeatsPerBar = 4;
/// A network that has learned only steps of 0 would never reach the next bar.
constexpr std::size_t kMaxNotesPerBar = 64;
constexpr auto kTellEvery = 30ms;

/// What of a request's random draws is independent of each other.
enum Draw : std::uint64_t { kStart = 1, kPitch, kTime };

/// One of so many echoes nearest to the prediction is drawn.
constexpr std::int64_t kNearest = 32;

/// A request, read.
struct Plan {
    std::vector<encoding::NoteRow> before; ///< L rows
    int shift = 0;                ///< semitones from the given music's key to the network's
    double bpm = 120;             ///< that the music will have
    score::MeterEvent meter;      ///< likewise; the network does not count in bars
    encoding::PlaceOptions place; ///< at the tempo that the network counts in
    double seconds = 0;           ///< where the asked bars end, in that tempo
    std::size_t mostNotes = 0;
    double temperature = 1;
    double longestStep = 0; ///< seconds
    bool drawnTimes = false;
    bool divided = true;
    std::uint64_t seed = 1;
};

class NoteComposer : public compose::ModelComposer<Model> {
public:
    using ModelComposer::ModelComposer;
    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;

private:
    Plan planOf(const GenerationRequest& request) const;
    std::vector<encoding::NoteRow> rowsBefore(const GenerationRequest& request, int shift) const;
    std::vector<encoding::NoteRow> bankWindow(std::uint64_t seed) const;
    encoding::NoteRow nextRow(const torch::Tensor& window, const Plan& plan, std::size_t index);
    /// Step and duration, as the network's output, for a prediction.
    std::pair<double, double> times(const NextNote& prediction, const Plan& plan,
                                    std::size_t index) const;
    torch::Tensor shifted(const torch::Tensor& window, const encoding::NoteRow& row,
                          const Plan& plan) const;
    std::string provenance(const GenerationRequest& request, const Plan& plan, bool cut) const;
};

/// The last `length` rows; a short piece is told again from its beginning until there are enough.
std::vector<encoding::NoteRow> lastRows(const std::vector<encoding::NoteRow>& rows,
                                        std::size_t length) {
    std::vector<encoding::NoteRow> last(length);
    for (std::size_t i = 0; i < length; ++i) {
        const auto back = (length - 1 - i) % rows.size();
        last[i] = rows[rows.size() - 1 - back];
    }
    return last;
}

/// The music so far, without what reaches beyond the asked bars.
score::Score placed(const std::vector<encoding::NoteRow>& rows, const Plan& plan, int bars) {
    auto score = encoding::toScore(rows, plan.place);
    const auto micros = static_cast<std::uint32_t>(std::lround(60e6 / plan.bpm));
    score.tempo = score::TempoMap(plan.place.ppq, {{score::Tick(), micros}});
    score.meter = score::MeterMap(plan.place.ppq, {plan.meter});
    const score::Tick end(std::int64_t{bars} * kBeatsPerBar * plan.place.ppq);
    const auto sounding = score.track(0).notes();
    std::vector<score::Note> kept;
    for (auto note : sounding) {
        if (note.onset >= end) continue;
        note.length = std::min(note.length, end - note.onset);
        note.pitch =
            score::Pitch(static_cast<std::int16_t>(shiftedPitch(note.pitch.value, -plan.shift)));
        kept.push_back(note);
    }
    score.editTrack(0).setNotes(std::move(kept));
    return score;
}

std::vector<encoding::NoteRow> NoteComposer::bankWindow(std::uint64_t seed) const {
    std::vector<encoding::NoteRow> rows;
    if (m_model.bank.size(0) == 0) { // nothing was learned: middle C, in quarters
        rows.assign(static_cast<std::size_t>(m_model.seqLength), {60, 0.5, 0.5});
        return rows;
    }
    nn::Random random(nn::mix(seed, kStart));
    const auto window = m_model.bank[random.below(m_model.bank.size(0))].contiguous(); // [L, 3]
    const float* at = window.data_ptr<float>();
    for (std::int64_t i = 0; i < m_model.seqLength; ++i, at += kFeatures)
        rows.push_back({static_cast<int>(at[0]), at[1], at[2]});
    return rows;
}

std::vector<encoding::NoteRow> NoteComposer::rowsBefore(const GenerationRequest& request,
                                                        int shift) const {
    const auto given = request.continueFrom ? read(*request.continueFrom, m_model.reading, shift)
                                            : std::vector<encoding::NoteRow>{};
    if (given.empty()) return bankWindow(request.seed);
    return lastRows(given, static_cast<std::size_t>(m_model.seqLength));
}

Plan NoteComposer::planOf(const GenerationRequest& request) const {
    const auto& controls = request.controls;
    const bool primed = request.continueFrom && encoding::firstPitchedTrack(*request.continueFrom);
    const auto& reading = m_model.reading;
    Plan plan{.shift = primed && reading.evenKeys ? shiftToC(*request.continueFrom) : 0};
    plan.before = rowsBefore(request, plan.shift);
    plan.bpm = primed ? request.continueFrom->tempo.bpmAt(request.continueFrom->end())
                      : controls.real("tempo");
    if (primed)
        plan.meter = request.continueFrom->meter.at(request.continueFrom->end() - score::Tick(1));
    plan.meter.tick = score::Tick();
    plan.place.bpm = reading.rows.evenTempo ? encoding::kEvenBpm : plan.bpm;
    plan.place.stepsPerBeat = std::stoi(controls.choice("quantise"));
    plan.seconds = request.bars * kBeatsPerBar * 60 / plan.place.bpm;
    plan.mostNotes = static_cast<std::size_t>(request.bars) * kMaxNotesPerBar;
    plan.temperature = controls.real("temperature");
    plan.longestStep = controls.real("longest_rest") * 60 / plan.place.bpm;
    plan.drawnTimes = controls.choice("times") == "drawn" && m_model.echoes.size(0) > 0;
    plan.divided = controls.choice("pitch_input") == "divided";
    plan.seed = request.seed;
    return plan;
}

encoding::NoteRow NoteComposer::nextRow(const torch::Tensor& window, const Plan& plan,
                                        std::size_t index) {
    const auto device = m_model.network->parameters().front().device(); // samples: in mid-training
    const auto prediction = m_model.network(window.unsqueeze(0).to(device));
    const auto logits = prediction.pitch[0].cpu().contiguous();
    nn::Random random(nn::mix(plan.seed, kPitch, index));
    const auto chances = probabilities(
        {logits.data_ptr<float>(), static_cast<std::size_t>(kPitches)}, plan.temperature);
    const auto [step, duration] = times(prediction, plan, index);
    return {draw(chances, random.uniform()), std::min(m_model.seconds(step), plan.longestStep),
            m_model.seconds(duration)};
}

std::pair<double, double> NoteComposer::times(const NextNote& prediction, const Plan& plan,
                                              std::size_t index) const {
    auto chosen = torch::stack({prediction.step[0], prediction.duration[0]}).cpu();
    if (plan.drawnTimes) {
        const auto distances = (m_model.echoes.narrow(1, 0, 2) - chosen).square().sum(1);
        const auto count = std::min(kNearest, distances.size(0));
        const auto nearest = std::get<1>(distances.topk(count, 0, false));
        nn::Random random(nn::mix(plan.seed, kTime, index));
        const auto echo = nearest[random.below(count)].item<std::int64_t>();
        chosen = m_model.echoes[echo].narrow(0, 2, 2);
    }
    return {chosen[0].item<double>(), chosen[1].item<double>()};
}

torch::Tensor NoteComposer::shifted(const torch::Tensor& window, const encoding::NoteRow& row,
                                    const Plan& plan) const {
    auto encoded = m_model.encode({&row, 1});
    if (!plan.divided) encoded[0][0] = row.pitch;
    return torch::cat({window.narrow(0, 1, m_model.seqLength - 1), encoded});
}

Result<Generated> NoteComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = compose::checkRequest(request, m_info, 0); !valid) return valid.error();
    const torch::NoGradGuard still;
    const auto plan = planOf(request);
    auto window = m_model.encode(plan.before); // [L, 3]
    std::vector<encoding::NoteRow> rows;
    double seconds = 0;
    auto told = Clock::now();
    bool cut = stop.stop_requested();
    while (rows.size() < plan.mostNotes && !cut) {
        const auto row = nextRow(window, plan, rows.size());
        seconds += rows.empty() ? 0 : row.step; // the new music begins with its first note
        if (seconds >= plan.seconds) break;
        rows.push_back(row);
        window = shifted(window, row, plan);
        if (request.onMusic && Clock::now() - told >= kTellEvery) {
            request.onMusic(placed(rows, plan, request.bars));
            told = Clock::now();
        }
        cut = stop.stop_requested();
    }
    if (cut && rows.empty()) return Error{"cancelled"};
    Generated generated{.score = placed(rows, plan, request.bars),
                        .provenance = provenance(request, plan, cut),
                        .cut = cut};
    if (request.onMusic) request.onMusic(generated.score);
    return generated;
}

std::string NoteComposer::provenance(const GenerationRequest& request, const Plan& plan,
                                     bool cut) const {
    nlohmann::json own{{"bpm", plan.bpm}, {"primer", request.continueFrom.has_value()}};
    if (cut) own["cut"] = true;
    return compose::provenance(request, m_info, own);
}

} // namespace

std::vector<double> probabilities(std::span<const float> logits, double temperature) {
    const double top = *std::ranges::max_element(logits);
    std::vector<double> all;
    double sum = 0;
    for (const float logit : logits) {
        all.push_back(std::exp((logit - top) / temperature));
        sum += all.back();
    }
    for (auto& probability : all) probability /= sum;
    return all;
}

int draw(std::span<const double> probabilities, double uniform) {
    std::size_t index = 0;
    for (; index + 1 < probabilities.size(); ++index) {
        uniform -= probabilities[index];
        if (uniform < 0) break;
    }
    return static_cast<int>(index);
}

std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info) {
    return std::make_unique<NoteComposer>(model, std::move(info));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::opened<NoteComposer, Model>(file, info);
}

} // namespace contrafact::models::midi_rnn
