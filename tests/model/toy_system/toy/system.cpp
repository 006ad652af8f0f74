// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/system.h"

#include "models/nn/adam.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"

namespace contrafact::models::toy {

namespace {

struct PitchNetImpl : torch::nn::Module {
    torch::Tensor logits = register_parameter("logits", torch::zeros({encoding::kPitches}));
};
TORCH_MODULE(PitchNet);

class PitchStage : public train::Stage {
public:
    PitchStage(const train::Context& context, PitchNet net)
        : m_params(context.params)
        , m_net(std::move(net))
        , m_adam(*m_net, {})
        , m_shares(torch::zeros({encoding::kPitches})) {
        for (const auto& song : context.corpus->songs)
            for (const auto& note : encoding::toGrid(song.score).notes.front())
                m_shares[note.pitch] += 1;
        m_shares /= m_shares.sum();
    }

    std::int64_t plannedSteps() const override { return m_params.integer("steps"); }
    int samplesPerStep() const override { return 1; }
    std::int64_t validateEvery() const override { return plannedSteps(); }
    train::Values step(std::int64_t, double) override {
        const auto loss = -(m_shares * m_net->logits.log_softmax(0)).sum();
        return {{"loss", m_adam.descend(loss, m_params.real("lr"))}};
    }
    train::Values validate() override { return {}; }
    void save(const std::string& prefix, TensorFile& file) const override {
        m_adam.save(prefix, file);
    }
    void load(const std::string& prefix, const TensorFile& file) override {
        m_adam.load(prefix, file);
    }

private:
    Params m_params;
    PitchNet m_net;
    nn::Adam m_adam;
    torch::Tensor m_shares; ///< [pitches]
};

class PitchTraining : public train::TrainableSystem {
public:
    explicit PitchTraining(const train::Context& context)
        : m_context(context) {}
    int stageCount() const override { return 1; }
    double share(int) const override { return 1; }
    std::unique_ptr<train::Stage> begin(int) override {
        return std::make_unique<PitchStage>(m_context, m_net);
    }
    void save(TensorFile& file) const override { nn::saveModule(*m_net, "pitches", file); }
    void load(const TensorFile& file) override { nn::loadModule(*m_net, "pitches", file); }
    std::optional<score::Score> sample() override { return std::nullopt; }

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
    Result<Generated> generate(const GenerationRequest& request, std::stop_token) override {
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
    Result<LatentMap> latentMap() override { return Error{"the pitch counter has no latent"}; }

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
