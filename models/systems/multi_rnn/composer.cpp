// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/compose/token_drawing.h"
#include "models/systems/multi_rnn/choosing.h"
#include "models/systems/multi_rnn/model.h"

#include <algorithm>

namespace contrafact::models::multi_rnn {

namespace {

constexpr int kQuartersPerBar = 4;

using Rows = std::vector<float>; ///< one after the other

/// What of a request's random draws is independent of each other.
enum RollStream : std::uint64_t { kOpening = 1, kCells };

class RollComposer : public compose::ModelComposer<Model> {
public:
    RollComposer(Model model, CheckpointInfo info)
        : ModelComposer(std::move(model), std::move(info))
        , m_stepper(*m_model.network) {}

    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;

private:
    std::size_t width() const { return static_cast<std::size_t>(m_model.roll.features()); }
    Rows rowsBefore(const GenerationRequest& request) const;
    std::span<const float> outputs(const Rows& rows, bool window);
    score::Score placed(const Rows& rows, std::size_t from, const GenerationRequest& request) const;

    nn::StackedStepper m_stepper;
};

/// The last window of the given music, up to the end of its last bar, or of how a song begins.
Rows RollComposer::rowsBefore(const GenerationRequest& request) const {
    const auto length = static_cast<int>(m_model.length);
    Rows rows(width() * static_cast<std::size_t>(length));
    if (request.continueFrom && request.continueFrom->noteCount() > 0) {
        const auto& before = *request.continueFrom;
        const auto end = score::barRange(before, score::barCount(before), 1).begin;
        const auto steps = static_cast<int>(end.value * m_model.roll.stepsPerBeat / before.ppq());
        fillRows(gridOf(before, m_model.roll), steps - length, length, 0, m_model.roll, rows);
        return rows;
    }
    const auto count = m_model.openings.size(0);
    if (count == 0) return rows;
    const auto which = nn::Random(nn::mix(request.seed, kOpening)).below(count);
    const auto opening = m_model.openings[which].to(torch::kFloat32).contiguous();
    std::copy_n(opening.data_ptr<float>(), rows.size(), rows.begin());
    for (std::size_t at = 0; at < rows.size(); at += width())
        fillCounts(std::span(rows).subspan(at, width()), m_model.roll);
    return rows;
}

/// What follows the last row: of the last window alone, or of all that has been read so far.
std::span<const float> RollComposer::outputs(const Rows& rows, bool window) {
    const std::span all(rows);
    const auto count = rows.size() / width();
    auto from = count - 1;
    if (window) {
        m_stepper.reset();
        from = count - static_cast<std::size_t>(m_model.length);
    }
    for (; from + 1 < count; ++from) m_stepper.step(all.subspan(from * width(), width()));
    return m_stepper.step(all.last(width()));
}

score::Score RollComposer::placed(const Rows& rows, std::size_t from,
                                  const GenerationRequest& request) const {
    auto score = compose::emptyScore(request, request.controls.real("tempo"));
    const auto notes = encoding::toScore(songOf(std::span(rows).subspan(from), m_model.roll),
                                         m_model.roll.stepsPerBeat, score.ppq());
    for (int i = 0; i < notes.trackCount(); ++i) score.addTrack(notes.track(i));
    return score;
}

Result<Generated> RollComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = compose::checkRequest(request, m_info, 0); !valid) return valid.error();
    const auto options = ChoosingOptions::from(request.controls);
    const bool window = request.controls.choice("reads") == "window";
    auto rows = rowsBefore(request);
    const auto begin = rows.size();
    const auto end = begin + width() * static_cast<std::size_t>(request.bars * kQuartersPerBar *
                                                                m_model.roll.stepsPerBeat);
    nn::Random random(nn::mix(request.seed, kCells));
    compose::Teller teller(request);
    while (rows.size() < end && !stop.stop_requested()) {
        const auto scores = m_model.scores(outputs(rows, window || rows.size() == begin));
        const auto row = chosenRow(scores, m_model.roll, m_model.heard, options, random);
        rows.insert(rows.end(), row.begin(), row.end());
        teller.tell([&] { return placed(rows, begin, request); });
    }
    Generated generated{.score = placed(rows, begin, request), .cut = rows.size() < end};
    if (generated.cut && generated.score.noteCount() == 0) return Error{"cancelled"};
    if (options.choosing == Choosing::Counts && !m_model.roll.counts)
        generated.remarks.push_back("This network was trained without counts: each instrument has "
                                    "as many notes as its control says");
    compose::finish(generated, request, m_info);
    return generated;
}

} // namespace

std::unique_ptr<Composer> makeComposerOf(Model model, CheckpointInfo info) {
    return std::make_unique<RollComposer>(std::move(model), std::move(info));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::opened<RollComposer, Model>(file, info);
}

} // namespace contrafact::models::multi_rnn
