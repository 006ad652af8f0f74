// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/compose/token_drawing.h"
#include "models/systems/transformer_xl/drawing.h"

#include <algorithm>

namespace contrafact::models::transformer_xl {

namespace {

constexpr int kStepsPerBar = 4 * encoding::kPairStepsPerBeat;

class XlComposer : public compose::ModelComposer<Model> {
public:
    XlComposer(Model model, CheckpointInfo info)
        : ModelComposer(std::move(model), std::move(info))
        , m_stepper(m_model.network) {}

    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;

private:
    std::vector<int> textBefore(const GenerationRequest& request) const;
    score::Score placed(const std::vector<int>& text, const GenerationRequest& request) const;

    XlStepper m_stepper;
};

/// The given music up to the end of its last bar, or a beginning.
std::vector<int> XlComposer::textBefore(const GenerationRequest& request) const {
    if (!request.continueFrom) return {encoding::PairTokens::kBegin, encoding::PairTokens::kPad};
    return encoding::pairTokens(*request.continueFrom, m_model.tokens, true);
}

/// The bars that were asked for.
score::Score XlComposer::placed(const std::vector<int>& text,
                                const GenerationRequest& request) const {
    auto score = compose::emptyScore(request, request.controls.real("tempo"));
    const std::int64_t end = std::int64_t{request.bars} * kStepsPerBar;
    auto song = encoding::pairSong(text, m_model.tokens);
    for (auto& notes : song.notes) {
        std::erase_if(notes, [&](const auto& note) { return note.step >= end; });
        for (auto& note : notes)
            note.length =
                static_cast<std::int16_t>(std::min<std::int64_t>(note.length, end - note.step));
    }
    const auto notes = encoding::toScore(song, encoding::kPairStepsPerBeat, score.ppq());
    for (int i = 0; i < notes.trackCount(); ++i) score.addTrack(notes.track(i));
    return score;
}

Result<Generated> XlComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = compose::checkRequest(request, m_info, 0); !valid) return valid.error();
    PairDrawing drawing(m_stepper, m_model.tokens,
                        DrawOptions::from(request.controls, request.seed));
    drawing.recall(textBefore(request));
    const int begin = drawing.position(), end = begin + request.bars * kStepsPerBar;
    compose::Teller teller(request);
    std::vector<int> text;
    while (drawing.position() < end && !stop.stop_requested()) {
        text.push_back(drawing.next());
        teller.tell([&] { return placed(text, request); });
    }
    Generated generated{.score = placed(text, request), .cut = drawing.position() < end};
    if (generated.cut && generated.score.noteCount() == 0) return Error{"cancelled"};
    compose::finish(generated, request, m_info);
    return generated;
}

} // namespace

std::unique_ptr<Composer> makeComposerOf(Model model, CheckpointInfo info) {
    return std::make_unique<XlComposer>(std::move(model), std::move(info));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::opened<XlComposer, Model>(file, info);
}

} // namespace contrafact::models::transformer_xl
