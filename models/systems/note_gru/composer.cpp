// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/chord_tokens.h"
#include "core/encoding/family.h"
#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/compose/token_drawing.h"
#include "models/systems/note_gru/model.h"

namespace contrafact::models::note_gru {

namespace {

constexpr int kBeatsPerBar = 4;
constexpr int kVelocity = 100;

class NoteComposer : public compose::ModelComposer<Model> {
public:
    NoteComposer(Model model, CheckpointInfo info)
        : ModelComposer(std::move(model), std::move(info))
        , m_stepper(*m_model.network) {}

    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;

private:
    std::vector<int> tokensBefore(const GenerationRequest& request) const;
    score::Score placed(const std::vector<int>& tokens, const GenerationRequest& request) const;

    nn::TokenStepper m_stepper;
};

/// Those of the given music that the network knows, or how one of the songs begins.
std::vector<int> NoteComposer::tokensBefore(const GenerationRequest& request) const {
    if (request.continueFrom) {
        auto known = m_model.find(m_model.tokensOf(*request.continueFrom));
        if (!known.empty()) return known;
    }
    nn::Random random(nn::mix(request.seed, m_model.openings.size()));
    const auto which = random.below(static_cast<std::int64_t>(m_model.openings.size()));
    return m_model.openings[static_cast<std::size_t>(which)];
}

/// One token after another, each for the same time.
score::Score NoteComposer::placed(const std::vector<int>& tokens,
                                  const GenerationRequest& request) const {
    auto score = compose::emptyScore(request, request.controls.real("tempo"));
    const score::Tick step(score.ppq() / std::stoi(request.controls.choice("step")));
    std::vector<score::Note> notes;
    score::Tick now;
    for (const int token : tokens) {
        for (const int pitch : encoding::pitchesOf(m_model.names[static_cast<std::size_t>(token)]))
            notes.push_back({now, step, score::Pitch(static_cast<std::int16_t>(pitch)), kVelocity});
        now = now + step;
    }
    score.addTrack(score::Track(encoding::trackFor(encoding::Family::Piano), std::move(notes)));
    return score;
}

Result<Generated> NoteComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = compose::checkRequest(request, m_info, 0); !valid) return valid.error();
    compose::TokenDrawing drawing(m_stepper, compose::samplingOptions(request.controls),
                                  request.seed);
    for (const int token : tokensBefore(request)) drawing.take(token);
    compose::Teller teller(request);
    const auto wanted = static_cast<std::size_t>(request.bars * kBeatsPerBar *
                                                 std::stoi(request.controls.choice("step")));
    std::vector<int> tokens;
    while (tokens.size() < wanted && !stop.stop_requested()) {
        tokens.push_back(drawing.next());
        teller.tell([&] { return placed(tokens, request); });
    }
    if (tokens.empty()) return Error{"cancelled"};
    Generated generated{.score = placed(tokens, request), .cut = tokens.size() < wanted};
    compose::finish(generated, request, m_info);
    return generated;
}

} // namespace

std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info) {
    return std::make_unique<NoteComposer>(model, std::move(info));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::opened<NoteComposer, Model>(file, info);
}

} // namespace contrafact::models::note_gru
