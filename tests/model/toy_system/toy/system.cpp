// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/composing.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/train/likelihood_stage.h"

namespace contrafact::models::toy {

namespace {

struct PitchNetImpl : torch::nn::Module {
    torch::Tensor logits = register_parameter("logits", torch::zeros({encoding::kPitches}));
};
TORCH_MODULE(PitchNet);

/// All there is to learn: how often each pitch is played.
std::unique_ptr<train::Stage> makeStage(const train::Context& context, PitchNet net) {
    std::vector<std::int64_t> pitches;
    for (const auto& song : context.corpus->songs)
        if (const auto grid = encoding::toGrid(song.score); !song.validation)
            for (const auto& note : grid.notes.front()) pitches.push_back(note.pitch);
    const auto all = torch::tensor(pitches, torch::kInt64);
    train::Likelihood system{.network = net.ptr(),
                             .seed = context.seed,
                             .examples = all.numel(),
                             .loss = [=](const train::Batch& batch) -> train::Loss {
                                 const auto played = all.index_select(0, batch.examples);
                                 const auto loss =
                                     -net->logits.log_softmax(0).index_select(0, played).mean();
                                 return {loss, {{"loss", loss}}};
                             }};
    return train::makeLikelihoodStage(std::move(system),
                                      train::LikelihoodOptions::from(context.params));
}

class PitchTraining : public train::TrainableSystem {
public:
    explicit PitchTraining(const train::Context& context)
        : m_context(context) {}
    int stageCount() const override { return 1; }
    double share(int) const override { return 1; }
    std::unique_ptr<train::Stage> begin(int) override { return makeStage(m_context, m_net); }
    void save(TensorFile& file) const override { nn::saveModule(*m_net, "pitches", file); }
    void load(const TensorFile& file) override { nn::loadModule(*m_net, "pitches", file); }
    std::optional<Sample> sample() override { return std::nullopt; }

private:
    train::Context m_context;
    PitchNet m_net;
};

/// A note on every beat.
class PitchComposer : public Composer {
public:
    PitchComposer(const TensorFile& file, CheckpointInfo info)
        : m_info(std::move(info)) {
        nn::loadModule(*m_net, "pitches", file);
    }
    const CheckpointInfo& info() const override { return m_info; }
    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override {
        if (const auto valid = compose::checkRequest(request, m_info, 0); !valid)
            return valid.error();
        if (stop.stop_requested()) return Error{"cancelled"};
        const torch::NoGradGuard still;
        auto random = nn::generator(request.seed);
        const auto beats = std::int64_t{4} * request.bars;
        const auto shares = (m_net->logits / request.controls.real("temperature")).softmax(0);
        const auto pitches = shares.multinomial(beats, true, random);
        Generated made;
        std::vector<score::Note> notes;
        for (std::int64_t beat = 0; beat < beats; ++beat) {
            score::Note note;
            note.id = made.score.newNoteId();
            note.onset = score::Tick(beat * made.score.ppq());
            note.length = score::Tick(made.score.ppq());
            note.pitch =
                score::Pitch(static_cast<std::int32_t>(pitches[beat].item<std::int64_t>()));
            note.velocity = 100;
            notes.push_back(note);
        }
        made.score.addTrack(
            score::Track(encoding::trackFor(encoding::Family::Piano), std::move(notes)));
        return made;
    }

private:
    CheckpointInfo m_info;
    PitchNet m_net;
};

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<PitchTraining>(context);
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return std::make_unique<PitchComposer>(file, info);
}

} // namespace contrafact::models::toy
